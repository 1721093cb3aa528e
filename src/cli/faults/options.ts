import { parsedArguments } from '../read-arguments.js';
import { playableScale, wholeNumber } from '../rehearsal/options.js';

/** What the run of faults was asked to do. */
export interface FaultOptions {
  /** Draws the story and the faults: the same seed brings the same ones in the same order. */
  readonly seed: number;
  /** How many faults are spread over the story. */
  readonly faults: number;
  readonly scale: number;
  /** How many watch the edition's total all the while. */
  readonly watchers: number;
  readonly keep: boolean;
}

export const FAULTS_USAGE = `Plays the 2023 edition while its processes are killed and its services fail, and checks every figure at the end.

  npm run faults -- [options]

  --seed N       another story with other faults (default 1)
  --faults N     how many (default 200)
  --scale F      how much of the edition is played (default 0.1)
  --watchers N   how many watch the total live (default 20)
  --keep         keeps the scratch folder and its logs
  --help
`;

/**
 * Reads the command line.
 * @returns `null` when only help was asked for
 * @throws {UsageError} with a sentence for the person at the keyboard
 */
export function readFaultOptions(args: readonly string[]): FaultOptions | null {
  const { values } = parsedArguments({
    args: [...args],
    options: {
      seed: { type: 'string' },
      faults: { type: 'string' },
      scale: { type: 'string' },
      watchers: { type: 'string' },
      keep: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return null;
  const scale = playableScale(values.scale ?? '0.1');
  return {
    seed: wholeNumber('seed', values.seed ?? '1', 0, 2_147_483_647),
    faults: wholeNumber('faults', values.faults ?? '200', 1, 10_000),
    scale,
    watchers: wholeNumber('watchers', values.watchers ?? '20', 0, 1_000),
    keep: values.keep === true,
  };
}
