import { runAtNightlySize } from './nightly-test.js';
import { readArguments } from './read-arguments.js';

/**
 * `npm run model`: plays many random histories of gifts (given, told, refunded, disputed, moved, split, matched, merged,
 * undone, crashed at the commit) against a small model and the real database, which must agree after every step.
 * `--histories N` (10,000) says how many, `--seed N` which; a difference prints its seed and the shortest history that shows
 * it.
 */
const { values } = readArguments({
  options: { histories: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});
const histories = Number(values.histories);
const seed = values.seed === undefined ? undefined : Number(values.seed);
if (!Number.isInteger(histories) || histories < 1 || (seed !== undefined && !Number.isInteger(seed))) {
  console.error('--histories takes a number from 1, and --seed a whole number');
  process.exitCode = 2;
} else {
  runAtNightlySize('test/model', {
    MODEL_HISTORIES: String(histories),
    ...(seed === undefined ? {} : { MODEL_SEED: String(seed) }),
  });
}
