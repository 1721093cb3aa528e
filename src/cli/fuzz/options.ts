import { parsedArguments } from '../read-arguments.js';
import { wholeNumber } from '../rehearsal/options.js';

/** What the run of hostile requests was asked to do. */
export interface FuzzOptions {
  /** Draws the requests: the same seed sends the same ones to each route. */
  readonly seed: number;
  /** How many, over all routes. */
  readonly requests: number;
  /** Only routes whose name has this in it, such as `POST /:language`. */
  readonly only: string;
  readonly keep: boolean;
}

export const FUZZ_USAGE = `Sends hostile requests to every route of the platform, and checks that none is answered with a fault of ours.

  npm run fuzz -- [options]

  --requests N   how many (default 50000)
  --seed N       others (default 1)
  --only WORDS   only routes with these words in their name, such as "POST /webhooks"
  --keep         keeps the scratch folder and its logs
  --help
`;

/**
 * Reads the command line.
 * @returns `null` when only help was asked for
 * @throws {UsageError} with a sentence for the person at the keyboard
 */
export function readFuzzOptions(args: readonly string[]): FuzzOptions | null {
  const { values } = parsedArguments({
    args: [...args],
    options: {
      seed: { type: 'string' },
      requests: { type: 'string' },
      only: { type: 'string' },
      keep: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return null;
  return {
    seed: wholeNumber('seed', values.seed ?? '1', 0, 2_147_483_647),
    requests: wholeNumber('requests', values.requests ?? '50000', 1, 1_000_000),
    only: values.only ?? '',
    keep: values.keep === true,
  };
}
