import { readOptions, USAGE, UsageError } from './rehearsal/options.js';
import { rehearse } from './rehearsal/rehearse-edition.js';

/** The entry point of `npm run rehearse`: 0 when every figure agrees, 1 when one differs, 2 for a wrong command line. */
async function main(): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop.abort(new Error(`Stopped by ${signal}`));
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
      return 130;
    }
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

process.exitCode = await main();
