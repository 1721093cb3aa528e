import 'reflect-metadata';
import { createApp } from './app.js';
import { ConfigInvalidError, readProcessConfig } from './platform/config/config.js';

/** Starts a process by its role (APP_ROLE): web, worker, or both in one for small installs. */
async function start(): Promise<void> {
  const config = readProcessConfig();
  const app = await createApp(config);
  await app.listen(config.port, config.host);
}

try {
  await start();
} catch (error) {
  console.error(error instanceof ConfigInvalidError ? error.message : error);
  process.exit(1);
}
