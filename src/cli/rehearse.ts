import { readOptions, USAGE, UsageError } from './rehearsal/options.js';
import { rehearse } from './rehearsal/rehearse-edition.js';

/** Ctrl-C can reach us twice, from the keyboard and passed on by npm; only a later one means haste. */
const SAME_SIGNAL_MS = 500;
const STOPPED = 130;

/** The entry point of `npm run rehearse`: 0 when every figure agrees, 1 when one differs, 2 for a wrong command line. */
async function main(): Promise<number> {
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
    const options = readOptions(process.argv.slice(2));
    if (options === null) {
      console.log(USAGE);
      return 0;
    }
    return (await rehearse(options, stop.signal)) ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    if (stop.signal.aborted) {
      console.error('Stopped; everything that was started has ended.');
      return STOPPED;
    }
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

process.exitCode = await main();
