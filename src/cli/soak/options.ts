import { parsedArguments, UsageError } from '../read-arguments.js';
import { wholeNumber } from '../rehearsal/options.js';

/** What the long run under an even load was asked to do. */
export interface SoakOptions {
  readonly minutes: number;
  readonly eventsPerSecond: number;
  readonly watchers: number;
  /** Whether pages are asked for by far more than can be served meanwhile. */
  readonly flood: boolean;
  /** Over how many connections they are asked for then. */
  readonly askers: number;
  /** How many times what is served at the most is asked for then. */
  readonly times: number;
}

const MOST_MINUTES = 24 * 60;

export const SOAK_USAGE = `Posts events at an even rate before very many watchers, and tells minute by minute whether it stays as it was.

  npm run soak -- [options]

  --minutes F             for how long (default 30)
  --events-per-second N   how many paid gifts Stripe tells of in a second (default 100)
  --watchers N            how many watch the edition's total (default 1000)
  --flood                 first with enough to do, then with as much as can be done, then with many times as much, whatever
                          is answered; each for so many minutes (default 1, and 100 watchers)
  --times N               how many times (default 10)
  --askers N              over how many connections (default 300; a web process works on 200 requests at once)
  --help

Memory and waits are judged from five minutes on; before that they only warm up.
`;

/**
 * Reads the command line.
 * @returns `null` when only help was asked for
 * @throws {UsageError} with a sentence for the person at the keyboard
 */
export function readSoakOptions(args: readonly string[]): SoakOptions | null {
  const { values } = parsedArguments({
    args: [...args],
    options: {
      minutes: { type: 'string' },
      'events-per-second': { type: 'string' },
      watchers: { type: 'string' },
      flood: { type: 'boolean' },
      askers: { type: 'string' },
      times: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return null;
  const flood = values.flood === true;
  const minutes = Number(values.minutes ?? (flood ? '1' : '30'));
  if (!(minutes > 0 && minutes <= MOST_MINUTES)) throw new UsageError('--minutes wants more than 0 and at most a day');
  return {
    minutes,
    eventsPerSecond: wholeNumber('events-per-second', values['events-per-second'] ?? '100', 1, 1_000),
    watchers: wholeNumber('watchers', values.watchers ?? (flood ? '100' : '1000'), 1, 9_000),
    flood,
    askers: wholeNumber('askers', values.askers ?? '300', 30, 8_000),
    times: wholeNumber('times', values.times ?? '10', 2, 100),
  };
}
