import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Browser, Page } from 'playwright-core';
import { minor } from '../../domain/money.js';
import { FrontDoor, type PageRef } from '../rehearsal/front-door.js';
import { playAtEase } from '../rehearsal/play-at-ease.js';
import { setStage, type Stage } from '../rehearsal/stage.js';
import type { GiftStep, RegistrationStep } from '../rehearsal/steps.js';
import { tellStory } from '../rehearsal/story.js';
import { StripeDesk } from '../rehearsal/stripe-desk.js';
import { until } from '../rehearsal/until.js';
import { launchChromium } from './launch-chromium.js';

const LANES = 16;
const STILL_MS = 30_000;
const MANY_GIFTS = 1_000;

/** The platform with an edition in it, and a browser to look at it. */
export interface ShownStage {
  readonly appUrl: string;
  readonly organiserKey: string;
  readonly browser: Browser;
  /** Addresses within the edition, such as `/teams/team-zonsopgang`, by what is to be seen there. */
  readonly pages: ShownPages;
  /** Somebody with a page and a team of their own. */
  readonly captainEmail: string;
  stop(): Promise<void>;
}

export interface ShownPages {
  readonly team: string;
  readonly walker: string;
  /** A very long name, no photo, no story, no gift. */
  readonly emptyTeam: string;
  readonly emptyWalker: string;
  /** The captain's own team, from the inside. */
  readonly ownTeam: string;
  /** A thousand gifts, some with names and messages that are hard to set. */
  readonly popularWalker: string;
}

/**
 * Plays part of the 2023 edition on scratch services, adds the cases that are hard to show well, and starts a browser.
 * @param scale how much of the edition, 1 is all of it
 */
export async function setShownStage(scale: number, signal: AbortSignal): Promise<ShownStage> {
  setMaxListeners(LANES + 10, signal);
  const story = tellStory({ seed: 2023, scale });
  const organiserKey = randomBytes(16).toString('hex');
  const stage = await setStage(
    { seed: 2023, scale, speed: 'max', concurrency: LANES, target: null, keep: false },
    signal,
    { ORGANISER_KEY: organiserKey },
  );
  let browser: Browser | undefined;
  try {
    // The hard cases come first, so that the latest gifts are those of the story.
    const added = await addHardCases(stage, story.rules.slug, signal);
    await playAtEase(story, { ...stage, lanes: LANES }, signal);
    const team = await leadingTeam(stage, story.rules.slug);
    browser = await launchChromium();
    return {
      appUrl: stage.appUrl,
      organiserKey,
      browser,
      captainEmail: added.captainEmail,
      pages: { ...added.pages, team: team ?? added.pages.emptyTeam },
      stop: async () => {
        await browser?.close();
        await stage.stop();
      },
    };
  } catch (error) {
    await browser?.close();
    await stage.stop();
    throw error;
  }
}

/** Signs a page in as somebody, by the link that comes by mail. */
export async function signInBrowser(page: Page, appUrl: string, email: string, signal: AbortSignal): Promise<void> {
  await page.goto(`${appUrl}/nl/2023/sign-in`);
  await page.fill('input[name=email]', email);
  await page.click('#form button[type=submit]');
  await page.waitForURL('**/sign-in/sent**');
  const mailbox = await page.context().newPage();
  await mailbox.goto(`${appUrl}/dev/mail`);
  const found = mailbox.locator('main a', { hasText: 'Je link om aan te melden' }).first();
  await until(
    'The mail with the link is there',
    async () => {
      await mailbox.reload();
      return found.count();
    },
    (count) => count > 0,
    { stillMs: STILL_MS, everyMs: 250, signal },
  );
  const address = await found.getAttribute('href');
  await mailbox.goto(new URL(address ?? '', appUrl).href);
  const text = await mailbox.content();
  const link = /https?:\/\/[^"\s<]+\/sign-in\/[A-Za-z0-9_-]{24}/.exec(text)?.[0];
  if (link === undefined) throw new Error('The mail holds no link to sign in');
  await mailbox.close();
  await page.goto(link);
}

const PERSON = {
  atMs: 0,
  language: 'nl',
  participationType: 'own-route',
  birthDate: '1988-02-03',
  guardian: null,
  distanceKm: 12,
  freePlace: true,
  feeMinor: minor(0),
  course: { kind: 'free' },
} as const satisfies Partial<RegistrationStep>;

const HARD_TEXTS = [
  { name: 'Ahmed العربي', message: 'كل خطوة مهمة. شكرا!' },
  { name: 'Marie-Élise de l’Église-D’Hondt', message: '👩‍👩‍👧‍👦 Vier paar schoenen, één weg. 🥾🥾🥾🥾' },
  { name: 'Zoë', message: null },
  { name: 'Łukasz Żółkiewski', message: 'Dla tych, którzy są w drodze.' },
  { name: 'Bakkerij Van den Bossche & Zonen BV', message: 'Met koffiekoeken aan kilometer 20.' },
];

async function addHardCases(
  { appUrl, sandboxUrl }: Stage,
  editionSlug: string,
  signal: AbortSignal,
): Promise<Pick<ShownStage, 'captainEmail'> & { readonly pages: Omit<ShownPages, 'team'> }> {
  const door = new FrontDoor(appUrl, editionSlug, LANES);
  const desk = new StripeDesk(sandboxUrl, LANES);
  try {
    const captainEmail = 'nele@example.org';
    const captain = await door.register(
      {
        ...PERSON,
        key: 'captain',
        team: { kind: 'new', key: 'shown', name: 'Nele en vrienden' },
        firstName: 'Nele',
        lastName: 'D’Hondt',
        email: captainEmail,
      },
      null,
    );
    const empty = await door.register(
      {
        ...PERSON,
        key: 'empty',
        team: {
          kind: 'new',
          key: 'long',
          name: 'De Onvermoeibare Wandelaars van de Vriendenkring Sint-Amandsberg en Omstreken, afdeling Oost',
        },
        firstName: 'Bartholomeus-Alexander',
        lastName: 'van Renterghem-Vandenbroucke',
        email: 'bart@example.org',
      },
      null,
    );
    const page: PageRef = { kind: 'walker', slug: captain.walkerSlug };
    await inLanes(MANY_GIFTS, async (index) => {
      signal.throwIfAborted();
      const url = await door.give(giftNumber(index), page, 'api');
      await desk.checkOut(url, { kind: 'paid', method: 'bancontact', declinedFirst: false });
    });
    await until(
      'A thousand gifts are counted',
      async () => (await door.walker(captain.walkerSlug)).gifts,
      (gifts) => gifts >= MANY_GIFTS,
      { stillMs: STILL_MS, everyMs: 250, signal },
    );
    return {
      captainEmail,
      pages: {
        walker: `/walkers/${captain.walkerSlug}`,
        popularWalker: `/walkers/${captain.walkerSlug}`,
        ownTeam: `/my/team/${captain.teamSlug ?? ''}`,
        emptyTeam: `/teams/${empty.teamSlug ?? ''}`,
        emptyWalker: `/walkers/${empty.walkerSlug}`,
      },
    };
  } finally {
    await Promise.allSettled([door.close(), desk.close()]);
  }
}

/** A team of the story that is far ahead, of several walkers. */
async function leadingTeam({ appUrl }: Stage, editionSlug: string): Promise<string | undefined> {
  const door = new FrontDoor(appUrl, editionSlug, LANES);
  try {
    const teams = (await door.allTeams()).filter(({ walkers }) => walkers > 2);
    const [leading] = teams.toSorted((a, b) => b.raisedMinor - a.raisedMinor);
    return leading === undefined ? undefined : `/teams/${leading.slug}`;
  } finally {
    await door.close();
  }
}

function giftNumber(index: number): GiftStep {
  // Also among the last, which a page shows first.
  const text = HARD_TEXTS[(index + HARD_TEXTS.length) % 50] ?? { name: `Schenker ${String(index + 1)}`, message: null };
  return {
    key: `gift ${String(index)}`,
    atMs: index,
    language: 'nl',
    donor: {
      key: `donor ${String(index)}`,
      email: `schenker${String(index)}@example.org`,
      company: null,
      name: text.name,
    },
    target: { kind: 'edition' },
    amountMinor: minor(1_000 + (index % 7) * 500),
    message: text.message,
    anonymous: index % 9 === 8,
    course: { kind: 'paid', method: 'bancontact', declinedFirst: false },
    afterwards: [],
    deskAct: null,
  };
}

/** Does something `count` times, a few at the same moment. */
async function inLanes(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
