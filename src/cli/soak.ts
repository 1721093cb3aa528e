import { runStaged } from './run-staged.js';
import { runFlood } from './soak/flood.js';
import { readSoakOptions, SOAK_USAGE } from './soak/options.js';
import { runSoak } from './soak/run-soak.js';

// The entry point of `npm run soak`.
process.exitCode = await runStaged({
  usage: SOAK_USAGE,
  read: readSoakOptions,
  run: (options, signal) => (options.flood ? runFlood : runSoak)(options, signal),
});
