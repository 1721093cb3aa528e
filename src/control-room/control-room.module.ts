import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/index.js';
import { MeasureOperations } from './measure-operations.js';
import { ReadControlRoom } from './read-control-room.js';
import { ReadGivingPace } from './read-giving-pace.js';
import { WatchLedger } from './watch-ledger.js';

@Module({
  imports: [LedgerModule],
  providers: [MeasureOperations, ReadControlRoom, ReadGivingPace, WatchLedger],
  exports: [MeasureOperations, ReadControlRoom, ReadGivingPace, WatchLedger],
})
export class ControlRoomModule {}
