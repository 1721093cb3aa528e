import type { ShownStage } from './shown-stage.js';

/** Who looks at a page. */
export type Onlooker = 'visitor' | 'captain' | 'organiser';

/** A page in a state worth looking at. */
export interface ShownPage {
  /** Names the picture. */
  readonly name: string;
  readonly path: string;
  readonly onlooker: Onlooker;
  /** Widths in CSS pixels; the height is the page's own. */
  readonly widths: readonly number[];
}

const ALL = [360, 768, 1440] as const;
const PHONE = [360] as const;

/** What `npm run screenshots` takes: each kind of page, and the states that are hard to show well. */
export function shownPages({ pages }: ShownStage): readonly ShownPage[] {
  const home = '/nl/2023';
  const visitor = (name: string, path: string, widths: readonly number[] = ALL): ShownPage => ({
    name,
    path,
    onlooker: 'visitor',
    widths,
  });
  return [
    visitor('edition', home),
    visitor('edition-fr', '/fr/2023', PHONE),
    visitor('teams', `${home}/teams`, [360, 1440]),
    visitor('team', `${home}${pages.team}`),
    visitor('team-empty-long-name', `${home}${pages.emptyTeam}`),
    visitor('walker-thousand-gifts', `${home}${pages.popularWalker}`),
    visitor('walker-empty-long-name', `${home}${pages.emptyWalker}`, [360, 1440]),
    visitor('give', `${home}${pages.team}/give`, [360, 1440]),
    visitor('register', `${home}/register`, [360, 1440]),
    visitor('give-details', `${home}${pages.team}/give/details?choice=4000`, PHONE),
    visitor('leaderboard', `${home}/leaderboard`, PHONE),
    visitor('share', `${home}${pages.popularWalker}/share`, PHONE),
    visitor('search', `${home}/search?q=zon`, PHONE),
    visitor('sign-in', `${home}/sign-in`, PHONE),
    visitor('how-the-amount-is-made', `${home}/how-the-amount-is-made`, PHONE),
    { name: 'my', path: `${home}/my`, onlooker: 'captain', widths: ALL },
    {
      name: 'my-team',
      path: `${home}${pages.ownTeam}`,
      onlooker: 'captain',
      widths: PHONE,
    },
    { name: 'my-account', path: `${home}/my/account`, onlooker: 'captain', widths: PHONE },
    { name: 'organise', path: '/organise', onlooker: 'organiser', widths: ALL },
    { name: 'organise-donations', path: '/organise/lists/donations', onlooker: 'organiser', widths: [360, 1440] },
  ];
}
