import { ReplayStripeEvents } from '../payments/index.js';
import { openCommandContext } from './command-context.js';
import { readArguments } from './read-arguments.js';

/**
 * Processes recorded events again: `--parked` all that are parked, or the events whose ids are given (`evt_…`). Safe at
 * any time: an event that was processed already books nothing new. Exits 1 when some were parked again.
 */
const { values, positionals } = readArguments({ options: { parked: { type: 'boolean' } }, allowPositionals: true });
if (values.parked !== true && positionals.length === 0) {
  console.error('Usage: replay-events --parked | replay-events evt_… [evt_… …]');
  process.exit(2);
}
const context = await openCommandContext();
try {
  const { replayed, parkedAgain } = await context
    .get(ReplayStripeEvents, { strict: false })
    .execute(values.parked === true ? { parked: true } : { eventIds: positionals });
  console.log(`Processed ${String(replayed)} event(s) again; ${String(parkedAgain.length)} parked again.`);
  for (const { eventId, error } of parkedAgain) console.log(`  ${eventId}: ${error}`);
  process.exitCode = parkedAgain.length === 0 ? 0 : 1;
} finally {
  await context.close();
}
