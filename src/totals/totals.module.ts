import { Module } from '@nestjs/common';
import { ReadTotals } from './read-totals.js';

@Module({ providers: [ReadTotals], exports: [ReadTotals] })
export class TotalsModule {}
