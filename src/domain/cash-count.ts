import { type Minor, minor } from './money.js';

/** The notes and coins of the euro, the largest first; minor units. */
export const EURO_PIECES = [50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1] as const;

/** How many of each note and coin were counted, by {@link EURO_PIECES}; what is not named was not there. */
export type CashCount = Readonly<Partial<Record<(typeof EURO_PIECES)[number], number>>>;

/** More of one piece than this is a slip of the pen. */
export const MOST_PIECES = 9_999;

/** What the counted notes and coins come to; minor units. */
export function cashSum(count: CashCount): Minor {
  return minor(EURO_PIECES.reduce<number>((sum, piece) => sum + piece * (count[piece] ?? 0), 0));
}
