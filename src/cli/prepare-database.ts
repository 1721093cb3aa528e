import { readDatabaseUrl } from '../platform/config/config.js';
import { loadDemoEdition } from './load-demo-edition.js';
import { migrate } from './migrate.js';

/** Schema and demo edition in one program for `npm start`: to load it takes longer than to find that both are there. */
const databaseUrl = readDatabaseUrl();
await migrate(databaseUrl);
await loadDemoEdition({ databaseUrl });
