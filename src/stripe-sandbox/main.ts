import { startStripeSandbox } from './start-stripe-sandbox.js';
import { readSettings, SettingsInvalidError } from './read-settings.js';

/** Reads the environment, starts the stand-in, and ends it on SIGTERM and SIGINT. */
async function start(): Promise<void> {
  const sandbox = await startStripeSandbox(readSettings(process.env));
  console.log(JSON.stringify({ ready: true, url: sandbox.url }));
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

try {
  await start();
} catch (error) {
  console.error(error instanceof SettingsInvalidError ? error.message : error);
  process.exit(1);
}
