import { FIGURES_2023 } from './edition-2023.js';
import type { EditionTotals } from './front-door.js';
import { type Deed, DEEDS } from './organisers.js';
import type { Story } from './story.js';

/** What a rehearsal came to. */
export interface Outcome {
  readonly totals: EditionTotals;
  /** Different events that Stripe's stand-in made. */
  readonly events: number;
  /** How often one of them was delivered. */
  readonly deliveries: number;
  readonly seconds: number;
  readonly ledger: 'ok' | 'differs' | 'not-checked';
  /** What organisers did meanwhile; `null`: there were none. */
  readonly organisers: Readonly<Record<Deed, number>> | null;
}

/** The outcome as one line of JSON, for programs. */
export function outcomeLine(outcome: Outcome): string {
  const { totals } = outcome;
  return JSON.stringify({
    teams: totals.teams,
    walkers: totals.walkers,
    central: totals.byParticipation.central,
    ownRoute: totals.byParticipation['own-route'],
    donors: totals.donors,
    raisedMinor: totals.raisedMinor,
    gifts: totals.gifts,
    events: outcome.events,
    deliveries: outcome.deliveries,
    seconds: Math.round(outcome.seconds * 10) / 10,
    eventsPerSecond: Math.round(outcome.events / outcome.seconds),
    ledger: outcome.ledger,
    organisers: outcome.organisers,
  });
}

/** The outcome as a table, for people. */
export function outcomeTable(story: Story, outcome: Outcome): string {
  const { expected } = story;
  const { totals } = outcome;
  const rows: [string, string, string][] = [
    ['', 'in the story', 'counted'],
    ['teams', whole(expected.teams), whole(totals.teams)],
    ['walkers', whole(expected.walkers), whole(totals.walkers)],
    ['  central start', whole(expected.central), whole(totals.byParticipation.central)],
    ['  own route', whole(expected.ownRoute), whole(totals.byParticipation['own-route'])],
    ['donors', whole(expected.donors), whole(totals.donors)],
    ['gifts', whole(expected.gifts), whole(totals.gifts)],
    ['raised', euros(expected.raisedMinor), euros(totals.raisedMinor)],
    ['on its way', euros(0), euros(totals.onItsWayMinor)],
    ...deedRows(story, outcome),
    ['events', '', whole(outcome.events)],
    ['deliveries', '', whole(outcome.deliveries)],
    ['seconds', '', outcome.seconds.toFixed(1)],
    ['events per second', '', whole(Math.round(outcome.events / outcome.seconds))],
    ['ledger', 'ok', outcome.ledger],
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map(([name, told, counted]) =>
      `${name.padEnd(widths[0] ?? 0)}  ${told.padStart(widths[1] ?? 0)}  ${counted.padStart(widths[2] ?? 0)}`.trimEnd(),
    )
    .join('\n');
}

const DEED_WORDS: Readonly<Record<Deed, string>> = {
  refunds: 'refunds',
  moves: 'gifts moved',
  splits: 'gifts split',
  undone: 'undone again',
  offlineGifts: 'offline gifts entered',
  verified: 'offline gifts verified',
  rejected: 'offline gifts rejected',
  reversed: 'offline gifts reversed',
  matches: 'matches opened and closed',
  merges: 'donors merged',
  walkersMoved: 'walkers moved',
  pagesHidden: 'pages hidden',
};

/** What organisers did, beside what the story has them do. */
function deedRows(story: Story, { organisers }: Outcome): [string, string, string][] {
  if (organisers === null) return [];
  const told = deedsOf(story);
  return [
    ['organisers', '', ''],
    ...DEEDS.map((deed): [string, string, string] => [
      `  ${DEED_WORDS[deed]}`,
      whole(told[deed]),
      whole(organisers[deed]),
    ]),
  ];
}

/** How often the story has organisers do each thing. */
export function deedsOf({ gifts, organising }: Story): Readonly<Record<Deed, number>> {
  const { walkerMoves, hidings, matches, merges } = organising;
  const acts = gifts.flatMap(({ deskAct }) => deskAct ?? []);
  const offline = gifts.flatMap(({ course }) => (course.kind === 'offline' ? [course.outcome] : []));
  const refunds = gifts.flatMap(({ afterwards }) => afterwards.filter((it) => it.kind === 'refund'));
  const of = (outcome: string): number => offline.filter((it) => it === outcome).length;
  return {
    refunds: refunds.filter(({ by }) => by === 'organiser').length,
    moves: acts.filter(({ kind }) => kind === 'move').length,
    splits: acts.filter(({ kind }) => kind === 'split').length,
    undone:
      acts.filter(({ undone }) => undone).length +
      merges.filter(({ undone }) => undone).length +
      hidings.filter(({ shownAgain }) => shownAgain).length,
    offlineGifts: offline.length,
    verified: of('verified') + of('reversed'),
    rejected: of('rejected'),
    reversed: of('reversed'),
    matches: matches.length,
    merges: merges.length,
    walkersMoved: walkerMoves.length,
    pagesHidden: hidings.length,
  };
}

/** What the story holds in store, before it is played. */
export function storyLine(story: Story): string {
  const { gifts, registrations, expected } = story;
  const afterwards = gifts.flatMap((gift) => gift.afterwards);
  const count = (kind: string): number => afterwards.filter((event) => event.kind === kind).length;
  const debits = gifts.filter((gift) => gift.course.kind === 'sepa').length;
  const left = gifts.filter((gift) => ['abandoned', 'expired', 'declined'].includes(gift.course.kind)).length;
  return [
    `Seed ${String(story.seed)}, scale ${String(story.scale)} of ${whole(FIGURES_2023.donors)} donors.`,
    `${whole(registrations.length)} registrations for ${whole(expected.walkers)} places in ${whole(expected.teams)} teams;`,
    `${whole(gifts.length)} gifts, of them ${whole(debits)} by debit and ${whole(left)} left unpaid;`,
    `${whole(count('refund'))} refunds, ${whole(count('dispute'))} disputes.`,
  ].join(' ');
}

function whole(value: number): string {
  return value.toLocaleString('en-GB');
}

function euros(amountMinor: number): string {
  return `EUR ${(amountMinor / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 })}`;
}
