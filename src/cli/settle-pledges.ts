import { DomainError } from '../domain/errors.js';
import { ReadEditions } from '../editions/index.js';
import { formatMoney } from '../platform/i18n/index.js';
import { SettlePledges } from '../pledges/index.js';
import { openCommandContext } from './command-context.js';
import { readArguments } from './read-arguments.js';

/**
 * Settles the promises per kilometre of an edition whose walkers' kilometres are confirmed: `--edition 2023`. Each donor is
 * told by one mail, so look first: `--dry-run` says how many there are and what they come to, and writes nothing. The
 * worker does the same by the clock; running this again finds nothing left to do.
 */
const { values } = readArguments({
  options: { edition: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
});
const { edition: slug, 'dry-run': dryRun } = values;
if (slug === undefined) {
  console.error('Usage: settle-pledges --edition SLUG [--dry-run]');
  process.exit(2);
}

const context = await openCommandContext();
try {
  const { id, currency } = await context.get(ReadEditions, { strict: false }).bySlug(slug);
  const settle = context.get(SettlePledges, { strict: false });
  const outcome = dryRun ? await settle.rehearse(id) : await settle.execute(id);
  console.log(
    `${dryRun ? 'Would settle' : 'Settled'} ${String(outcome.settled)} promise(s): ${String(outcome.due)} to be paid, ` +
      `together ${formatMoney('en', outcome.dueMinor, currency, 'always')}; ${String(outcome.waiting)} wait(s) for kilometres.`,
  );
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await context.close();
}
