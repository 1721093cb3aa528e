import { runStaged } from './run-staged.js';
import { readSoakOptions, SOAK_USAGE } from './soak/options.js';
import { runSoak } from './soak/run-soak.js';

// The entry point of `npm run soak`.
process.exitCode = await runStaged({ usage: SOAK_USAGE, read: readSoakOptions, run: runSoak });
