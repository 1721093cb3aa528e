import { FAULTS_USAGE, readFaultOptions } from './faults/options.js';
import { runWithFaults } from './faults/run-with-faults.js';
import { runStaged } from './run-staged.js';

// The entry point of `npm run faults`.
process.exitCode = await runStaged({ usage: FAULTS_USAGE, read: readFaultOptions, run: runWithFaults });
