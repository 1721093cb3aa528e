import { Module } from '@nestjs/common';
import { Sealing } from '../platform/secrets/sealing.js';
import { WalkersModule } from '../walkers/index.js';
import { CheckInCodes } from './check-in-codes.js';
import { CheckInWalkers } from './check-in-walkers.js';
import { ReadCheckIn } from './read-check-in.js';

@Module({
  imports: [WalkersModule],
  providers: [CheckInCodes, CheckInWalkers, ReadCheckIn, Sealing],
  exports: [CheckInCodes, CheckInWalkers, ReadCheckIn],
})
export class CheckInModule {}
