import { Module } from '@nestjs/common';
import { TotalsModule } from '../totals/index.js';
import { PressSnapshots } from './press-snapshots.js';

@Module({ imports: [TotalsModule], providers: [PressSnapshots], exports: [PressSnapshots] })
export class PressSnapshotsModule {}
