import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/index.js';
import { ReadControlRoom } from './read-control-room.js';
import { WatchLedger } from './watch-ledger.js';

@Module({
  imports: [LedgerModule],
  providers: [ReadControlRoom, WatchLedger],
  exports: [ReadControlRoom, WatchLedger],
})
export class ControlRoomModule {}
