import { parsedArguments, UsageError } from '../read-arguments.js';
import { playableScale, wholeNumber } from '../rehearsal/options.js';

/** What the long watch of the big screen was asked to do. */
export interface ScreenSoakOptions {
  /** Draws the story and when the connection is cut. */
  readonly seed: number;
  readonly minutes: number;
  readonly cuts: number;
  readonly scale: number;
}

const MOST_MINUTES = 24 * 60;

export const SCREEN_SOAK_USAGE = `Watches the big screen in a real browser while the 2023 edition is played and its connection is cut.

  npm run screen-soak -- [options]

  --seed N      another story with other cuts (default 1)
  --minutes F   over how long it is played (default 30)
  --cuts N      how often the connection is cut (default 10)
  --scale F     how much of the edition is played (default 0.2)
  --help
`;

/**
 * Reads the command line.
 * @returns `null` when only help was asked for
 * @throws {UsageError} with a sentence for the person at the keyboard
 */
export function readScreenSoakOptions(args: readonly string[]): ScreenSoakOptions | null {
  const { values } = parsedArguments({
    args: [...args],
    options: {
      seed: { type: 'string' },
      minutes: { type: 'string' },
      cuts: { type: 'string' },
      scale: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return null;
  const minutes = Number(values.minutes ?? '30');
  if (!(minutes > 0 && minutes <= MOST_MINUTES)) throw new UsageError('--minutes wants more than 0 and at most a day');
  return {
    seed: wholeNumber('seed', values.seed ?? '1', 0, 2_147_483_647),
    minutes,
    cuts: wholeNumber('cuts', values.cuts ?? '10', 0, 1_000),
    scale: playableScale(values.scale ?? '0.2'),
  };
}
