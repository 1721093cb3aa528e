import { Module } from '@nestjs/common';
import { CheckLedger } from './check-ledger.js';
import { RebuildTotals } from './rebuild-totals.js';

@Module({ providers: [CheckLedger, RebuildTotals], exports: [CheckLedger, RebuildTotals] })
export class LedgerModule {}
