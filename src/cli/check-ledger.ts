import { parseArgs } from 'node:util';
import { CheckLedger, type LedgerCheck } from '../ledger/index.js';
import { StripeGateway } from '../platform/stripe/stripe-gateway.js';
import { openCommandContext } from './command-context.js';

/**
 * Proves the numbers: running totals = rebuilt from the ledger = Stripe's own books. Exits 1 on any difference.
 * `--json` prints one line of JSON; `--without-stripe` leaves Stripe alone.
 */
const { values } = parseArgs({ options: { json: { type: 'boolean' }, 'without-stripe': { type: 'boolean' } } });
const context = await openCommandContext();
try {
  const ledger = context.get(CheckLedger, { strict: false });
  const checks: LedgerCheck[] = [...(await ledger.againstItself()).checks];
  if (values['without-stripe'] !== true) {
    const gateway = context.get(StripeGateway, { strict: false });
    checks.push(await ledger.againstStripe(gateway.listMovements()));
  }
  const ok = checks.every((check) => check.differences.length === 0);
  if (values.json === true) console.log(JSON.stringify({ ok, checks }));
  else {
    for (const { promise, compared, differences } of checks) {
      console.log(`${differences.length === 0 ? 'ok    ' : 'DIFFERS'} ${promise} (${String(compared)} compared)`);
      for (const difference of differences) console.log(`        ${difference}`);
    }
    console.log(ok ? 'The ledger is right.' : 'The ledger differs.');
  }
  process.exitCode = ok ? 0 : 1;
} finally {
  await context.close();
}
