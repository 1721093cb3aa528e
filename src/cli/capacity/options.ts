import { parsedArguments, UsageError } from '../read-arguments.js';
import { wholeNumber } from '../rehearsal/options.js';
import type { Habits } from './demand.js';

/** What the reckoning of machines was asked for. */
export interface CapacityOptions {
  readonly habits: Habits;
  /** How long each step is measured, and each real run lasts. */
  readonly seconds: number;
  /** The story whose busiest hour is taken. */
  readonly seed: number;
}

/**
 * What comes with a gift. Events: 63,251 for the 13,752 payments of a rehearsed edition. Pages: one in five who look at a
 * walker's page gives, and sees four of ours until they are thanked. Who watches: each page does that shows a total, for a minute.
 */
const HABITS: Habits = { eventsPerGift: 4.6, mailsPerGift: 1.2, pagesPerGift: 9, watchers: 350 };

export const CAPACITY_USAGE = `Tells how many machines like this one the busiest hour of a larger edition needs, from what each step costs here.

  npm run capacity -- [options]

  --pages-per-gift N      pages that are asked for with each gift (default ${String(HABITS.pagesPerGift)})
  --watchers N            who watch an edition as large as that of 2023 at once (default ${String(HABITS.watchers)})
  --seconds N             how long a step is measured, and a real run lasts (default 10)
  --seed N                the story whose busiest hour is taken (default 2023)
  --help

At the end it has this machine do what it said that it can, and tells beside it what was used.
`;

/**
 * Reads the command line.
 * @returns `null` when only help was asked for
 * @throws {UsageError} with a sentence for the person at the keyboard
 */
export function readCapacityOptions(args: readonly string[]): CapacityOptions | null {
  const { values } = parsedArguments({
    args: [...args],
    options: {
      'pages-per-gift': { type: 'string' },
      watchers: { type: 'string' },
      seconds: { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return null;
  const seed = Number(values.seed ?? '2023');
  if (!Number.isSafeInteger(seed)) throw new UsageError('--seed wants a whole number');
  return {
    habits: {
      ...HABITS,
      pagesPerGift: wholeNumber('pages-per-gift', values['pages-per-gift'] ?? String(HABITS.pagesPerGift), 1, 1_000),
      watchers: wholeNumber('watchers', values.watchers ?? String(HABITS.watchers), 1, 100_000),
    },
    seconds: wholeNumber('seconds', values.seconds ?? '10', 1, 120),
    seed,
  };
}
