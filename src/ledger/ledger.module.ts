import { Module } from '@nestjs/common';
import { CheckAgainstStripe } from './check-against-stripe.js';
import { CheckLedger } from './check-ledger.js';
import { RebuildTotals } from './rebuild-totals.js';

@Module({
  providers: [CheckLedger, CheckAgainstStripe, RebuildTotals],
  exports: [CheckLedger, CheckAgainstStripe, RebuildTotals],
})
export class LedgerModule {}
