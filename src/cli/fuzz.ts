import { FUZZ_USAGE, readFuzzOptions } from './fuzz/options.js';
import { runFuzz } from './fuzz/run-fuzz.js';
import { runStaged } from './run-staged.js';

// The entry point of `npm run fuzz`.
process.exitCode = await runStaged({ usage: FUZZ_USAGE, read: readFuzzOptions, run: runFuzz });
