import { CheckAgainstStripe, CheckLedger, type LedgerCheck } from '../ledger/index.js';
import { StripeGateway } from '../platform/stripe/stripe-gateway.js';
import { openCommandContext } from './command-context.js';
import { readArguments } from './read-arguments.js';

/**
 * Proves the numbers: running totals = rebuilt from the ledger = Stripe's own books. Exits 1 on any difference.
 * `--json` prints one line of JSON; `--without-stripe` leaves Stripe alone; `--settled-seconds N` (60) says how long what
 * moved may take to reach the other side before it is a difference.
 */
const { values } = readArguments({
  options: {
    json: { type: 'boolean' },
    'without-stripe': { type: 'boolean' },
    'settled-seconds': { type: 'string', default: '60' },
  },
});
const settledSeconds = Number(values['settled-seconds']);
if (!Number.isFinite(settledSeconds) || settledSeconds < 0) {
  console.error('--settled-seconds takes a number from 0');
  process.exit(2);
}
const context = await openCommandContext();
try {
  const ledger = context.get(CheckLedger, { strict: false });
  const checks: LedgerCheck[] = [...(await ledger.againstItself()).checks];
  if (values['without-stripe'] !== true) {
    const gateway = context.get(StripeGateway, { strict: false });
    const settledBefore = new Date(Date.now() - settledSeconds * 1_000);
    const againstStripe = context.get(CheckAgainstStripe, { strict: false });
    checks.push(
      ...(await againstStripe.withMonthlyCharges(gateway.listMovements(), gateway.listPaidInvoices(), settledBefore)),
    );
  }
  const ok = checks.every((check) => check.differences.length === 0);
  if (values.json === true) console.log(JSON.stringify({ ok, checks }));
  else {
    for (const { promise, compared, differences, underWay = 0 } of checks) {
      const moving = underWay === 0 ? '' : `, ${String(underWay)} under way`;
      console.log(
        `${differences.length === 0 ? 'ok    ' : 'DIFFERS'} ${promise} (${String(compared)} compared${moving})`,
      );
      for (const difference of differences) console.log(`        ${difference}`);
    }
    console.log(ok ? 'The ledger is right.' : 'The ledger differs.');
  }
  process.exitCode = ok ? 0 : 1;
} finally {
  await context.close();
}
