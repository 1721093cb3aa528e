export { CheckAgainstStripe } from './check-against-stripe.js';
export { CheckLedger, type LedgerCheck, type LedgerProof } from './check-ledger.js';
export { LedgerModule } from './ledger.module.js';
export { postEntries, type Attribution, type Entry, type PostedEntry } from './post-entries.js';
export { RebuildTotals, type RebuiltTotals } from './rebuild-totals.js';
