import { ReadEditions } from '../editions/index.js';
import { CreateVouchers } from '../vouchers/index.js';
import { openCommandContext } from './command-context.js';
import { readArguments } from './read-arguments.js';

/**
 * Makes vouchers and prints their codes, one a line, once: only their hashes are kept.
 * `--edition SLUG --count N --label "For whom"`, and `--places N` (1) walkers a code, `--expires YYYY-MM-DD`: the last day
 * on which they are good, in UTC.
 */
const { values } = readArguments({
  options: {
    edition: { type: 'string' },
    count: { type: 'string' },
    label: { type: 'string' },
    places: { type: 'string', default: '1' },
    expires: { type: 'string' },
  },
});
const lastDay = values.expires === undefined ? null : new Date(`${values.expires}T23:59:59Z`);
if (values.edition === undefined || values.count === undefined || values.label === undefined) {
  console.error('Say which: --edition SLUG --count N --label "For whom" [--places N] [--expires YYYY-MM-DD]');
  process.exit(2);
}
if (lastDay !== null && Number.isNaN(lastDay.getTime())) {
  console.error('--expires takes a day as YYYY-MM-DD');
  process.exit(2);
}
const context = await openCommandContext();
try {
  const edition = await context.get(ReadEditions, { strict: false }).bySlug(values.edition);
  const codes = await context.get(CreateVouchers, { strict: false }).execute(edition, {
    count: Number(values.count),
    places: Number(values.places),
    label: values.label,
    expiresAt: lastDay,
  });
  for (const code of codes) console.log(code);
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
} finally {
  await context.close();
}
