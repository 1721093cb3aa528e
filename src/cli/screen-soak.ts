import { runStaged } from './run-staged.js';
import { readScreenSoakOptions, SCREEN_SOAK_USAGE } from './screen-soak/options.js';
import { watchScreen } from './screen-soak/watch-screen.js';

// The entry point of `npm run screen-soak`.
process.exitCode = await runStaged({ usage: SCREEN_SOAK_USAGE, read: readScreenSoakOptions, run: watchScreen });
