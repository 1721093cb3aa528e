/** Words that we keep for ourselves, and names under which somebody could pass for us. */
const RESERVED = new Set([
  'about',
  'account',
  'admin',
  'administrator',
  'api',
  'app',
  'assets',
  'contact',
  'dev',
  'don',
  'donate',
  'doneer',
  'edition',
  'embed',
  'geef',
  'gift',
  'give',
  'health',
  'help',
  'home',
  'info',
  'live',
  'login',
  'mail',
  'metrics',
  'my',
  'official',
  'officieel',
  'organise',
  'organisation',
  'organiser',
  'pay',
  'payment',
  'photos',
  'press',
  'privacy',
  'refugee-walk',
  'refugeewalk',
  'register',
  'rules',
  'screen',
  'search',
  'sign-in',
  'stripe',
  'support',
  'team',
  'teams',
  'test',
  'thanks',
  'vluchtelingenwerk',
  'vluchtelingenwerk-vlaanderen',
  'walk',
  'walker',
  'walkers',
  'webhooks',
  'www',
]);

/** What an own short address can be; the table says the same. */
const SHAPE = /^(?=.{3,40}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** An address as it is kept: what people type around it, such as `/w/` and capitals, is taken off. */
export function shortAddressOf(typed: string): string {
  return typed
    .trim()
    .toLowerCase()
    .replace(/^(?:https?:\/\/[^/\s]{1,200})?\/?w\//, '');
}

/** What is wrong with an address; `null` when it can be somebody's. */
export function faultOfShortAddress(address: string): 'ADDRESS_INVALID' | 'ADDRESS_RESERVED' | null {
  if (!SHAPE.test(address)) return 'ADDRESS_INVALID';
  return RESERVED.has(address) ? 'ADDRESS_RESERVED' : null;
}
