import { readOptions, USAGE } from './rehearsal/options.js';
import { rehearse } from './rehearsal/rehearse-edition.js';
import { runStaged } from './run-staged.js';

// The entry point of `npm run rehearse`.
process.exitCode = await runStaged({ usage: USAGE, read: readOptions, run: rehearse });
