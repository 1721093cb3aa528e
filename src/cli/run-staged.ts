import { reasonOf } from './reason-of.js';
import { UsageError } from './read-arguments.js';

/** Ctrl-C can reach us twice, from the keyboard and passed on by npm; only a later one means haste. */
const SAME_SIGNAL_MS = 500;
const STOPPED = 130;

/** A command that plays on a stage of its own. */
export interface StagedCommand<Options> {
  readonly usage: string;
  /** @returns `null` when only help was asked for. @throws {UsageError} */
  readonly read: (args: readonly string[]) => Options | null;
  /** @returns whether everything agrees */
  readonly run: (options: Options, signal: AbortSignal) => Promise<boolean>;
}

/**
 * Runs such a command so that whatever it started ends with it.
 * @returns the exit code: 0 when everything agrees, 1 when not, 2 for a wrong command line, 130 when it was stopped
 */
export async function runStaged<Options>({ usage, read, run }: StagedCommand<Options>): Promise<number> {
  const stop = new AbortController();
  let askedAt: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      askedAt ??= performance.now();
      stop.abort(new Error(`Stopped by ${signal}`));
      // In haste nothing is waited for: what was started has wardens that end it.
      if (performance.now() - askedAt > SAME_SIGNAL_MS) process.exit(STOPPED);
    });
  }
  try {
    const options = read(process.argv.slice(2));
    if (options === null) {
      console.log(usage);
      return 0;
    }
    return (await run(options, stop.signal)) ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${usage}`);
      return 2;
    }
    if (stop.signal.aborted) {
      console.error('Stopped; everything that was started has ended.');
      return STOPPED;
    }
    console.error(reasonOf(error));
    return 1;
  }
}
