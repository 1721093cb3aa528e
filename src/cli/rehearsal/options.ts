import { parsedArguments, UsageError } from '../read-arguments.js';
import { figuresAt } from './edition-2023.js';
import type { Speed } from './agenda.js';

/** What the rehearsal was asked to do. */
export interface RehearsalOptions {
  readonly seed: number;
  readonly scale: number;
  readonly speed: Speed;
  /** How many people act at the same moment. */
  readonly concurrency: number;
  /** A running install to play against; `null`: everything is started here, and thrown away afterwards. */
  readonly target: {
    readonly url: string;
    readonly sandboxUrl: string;
    readonly databaseUrl: string | null;
    /** Opens its organisers' pages; `null`: no organisers act. */
    readonly organiserKey: string | null;
  } | null;
  /** Keeps the scratch folder with the processes' logs. */
  readonly keep: boolean;
}

export const USAGE = `Plays the 2023 edition through the front door and checks every total at the end.

  npm run rehearse -- [options]

  --seed N           another story with the same sums (default 2023)
  --scale F          multiplies every figure, from 0.01 to 20 (default 1)
  --speed S          max: without waiting (default); real: as it was; a number: so many times faster than real
  --concurrency N    how many people act at the same moment (default 24)
  --target URL       plays against this running install, which must use the stand-in for Stripe
  --sandbox URL      the stand-in of that install
  --database URL     the database of that install, to check its ledger at the end
  --organiser-key K  the key of its organisers' pages: organisers act meanwhile, as they do in a rehearsal on this machine
  --keep             keeps the scratch folder and its logs
  --help
`;

/**
 * Reads the command line.
 * @returns `null` when only help was asked for
 * @throws {UsageError} with a sentence for the person at the keyboard
 */
export function readOptions(args: readonly string[]): RehearsalOptions | null {
  const { values } = parsedArguments({
    args: [...args],
    options: {
      seed: { type: 'string' },
      scale: { type: 'string' },
      speed: { type: 'string' },
      concurrency: { type: 'string' },
      target: { type: 'string' },
      sandbox: { type: 'string' },
      database: { type: 'string' },
      'organiser-key': { type: 'string' },
      keep: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return null;
  const scale = playableScale(values.scale ?? '1');
  return {
    seed: wholeNumber('seed', values.seed ?? '2023', -2_147_483_648, 2_147_483_647),
    scale,
    speed: speedOf(values.speed ?? 'max'),
    concurrency: wholeNumber('concurrency', values.concurrency ?? '24', 1, 512),
    target: targetOf(values.target, values.sandbox, values.database, values['organiser-key']),
    keep: values.keep === true,
  };
}

/** How much of the edition is to be played. @throws {UsageError} where no story can be told at that scale */
export function playableScale(text: string): number {
  const scale = number('scale', text);
  try {
    figuresAt(scale);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  return scale;
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`--${name} is a number, not "${text}"`);
  return value;
}

/** @throws {UsageError} */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = number(name, text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new UsageError(`--${name} is a whole number from ${String(least)} to ${String(most)}, not "${text}"`);
  }
  return value;
}

function speedOf(text: string): Speed {
  if (text === 'max') return 'max';
  if (text === 'real') return 1;
  const factor = number('speed', text);
  if (factor <= 0) throw new UsageError('--speed is real, max or a number above 0');
  return factor;
}

function targetOf(
  target: string | undefined,
  sandbox: string | undefined,
  database: string | undefined,
  organiserKey: string | undefined,
): RehearsalOptions['target'] {
  if (target === undefined) {
    if (sandbox !== undefined) throw new UsageError('--sandbox belongs to --target');
    if (database !== undefined) throw new UsageError('--database belongs to --target');
    if (organiserKey !== undefined) throw new UsageError('--organiser-key belongs to --target');
    return null;
  }
  if (sandbox === undefined) throw new UsageError('--target needs --sandbox, the stand-in for Stripe that it uses');
  return {
    url: originOf('target', target),
    sandboxUrl: originOf('sandbox', sandbox),
    databaseUrl: database ?? null,
    organiserKey: organiserKey ?? null,
  };
}

function originOf(name: string, text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new UsageError(`--${name} is an address such as https://staging.example.org, not "${text}"`);
  }
  return new URL(text).origin;
}
