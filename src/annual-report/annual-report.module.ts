import { Module } from '@nestjs/common';
import { ReadAnnualReport } from './read-annual-report.js';

@Module({ providers: [ReadAnnualReport], exports: [ReadAnnualReport] })
export class AnnualReportModule {}
