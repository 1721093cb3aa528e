import { incidentsAt } from './edition-2023.js';

/** What happens to a gift out of the ordinary. */
export type Incident =
  | 'none'
  | 'declined-first'
  | 'sepa-succeeds'
  | 'refunded-in-part'
  | 'refunded-in-several-parts'
  | 'refund-fails'
  | 'dispute-won'
  | 'inquiry'
  | 'sepa-fails'
  | 'refunded'
  | 'refunded-in-steps'
  | 'dispute-lost'
  | 'dispute-lost-after-refund'
  | 'abandoned'
  | 'expired'
  | 'declined'
  | 'moved'
  | 'moved-and-refunded'
  | 'move-undone'
  | 'split'
  | 'split-undone'
  | 'offline'
  | 'offline-rejected'
  | 'offline-reversed';

/** Incidents of 2023's story after which something is left of the gift. */
export const LEAVES_A_GIFT: readonly (readonly [Incident, number])[] = [
  ['declined-first', 160],
  ['sepa-succeeds', 300],
  ['refunded-in-part', 72],
  ['refunded-in-several-parts', 20],
  ['refund-fails', 8],
  ['dispute-won', 16],
  ['inquiry', 8],
];

/** Incidents after which nothing is left, or nothing ever came. */
export const LEAVES_NOTHING: readonly (readonly [Incident, number])[] = [
  ['sepa-fails', 40],
  ['refunded', 60],
  ['refunded-in-steps', 10],
  ['dispute-lost', 14],
  ['dispute-lost-after-refund', 3],
  ['abandoned', 260],
  ['expired', 60],
  ['declined', 90],
];

/** What organisers do with gifts of which something is left. */
export const ORGANISERS_LEAVE_A_GIFT: readonly (readonly [Incident, number])[] = [
  ['moved', 24],
  ['moved-and-refunded', 6],
  ['move-undone', 8],
  ['split', 16],
  ['split-undone', 6],
  ['offline', 40],
];

/** What organisers do with gifts that do not count. */
export const ORGANISERS_LEAVE_NOTHING: readonly (readonly [Incident, number])[] = [
  ['offline-rejected', 4],
  ['offline-reversed', 4],
];

/** Every incident as often as it happens at this scale. */
export function incidentList(counts: readonly (readonly [Incident, number])[], scale: number): Incident[] {
  return counts.flatMap(([incident, in2023]) =>
    Array.from({ length: incidentsAt(scale, in2023) }, (): Incident => incident),
  );
}
