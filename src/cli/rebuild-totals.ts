import { RebuildTotals } from '../ledger/index.js';
import { openCommandContext } from './command-context.js';

/** Makes the totals anew from the ledger and says how many rows had to change; none is what should come out. */
const context = await openCommandContext();
try {
  const { totals, donors, supporters, headcounts, hours } = await context
    .get(RebuildTotals, { strict: false })
    .execute();
  console.log(
    `Rebuilt from the ledger: ${String(totals)} totals, ${String(donors)} donors, ${String(supporters)} supporters, ${String(headcounts)} headcounts and ${String(hours)} hours had to change.`,
  );
} finally {
  await context.close();
}
