import { runAtNightlySize } from './nightly-test.js';
import { readArguments } from './read-arguments.js';

/** What a sheet of Excel holds, less its first and last lines. */
const MOST = 1_048_000;

/**
 * `npm run many-gifts`: has lists and exports of so many gifts (`--gifts N`, a million unless told otherwise) read by
 * other programs, which must find as many and as much as the ledger.
 */
const { values } = readArguments({ options: { gifts: { type: 'string', default: '1000000' } } });
const gifts = Number(values.gifts);
if (!Number.isInteger(gifts) || gifts < 20_020 || gifts > MOST) {
  console.error(`--gifts takes a number from 20020 to ${String(MOST)}`);
  process.exitCode = 2;
} else {
  runAtNightlySize('test/integration/many-gifts', { MANY_GIFTS: String(gifts) });
}
