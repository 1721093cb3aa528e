import { Module } from '@nestjs/common';
import { OutboxModule } from '../outbox/index.js';
import { JoinWaitingList } from './join-waiting-list.js';
import { LeaveWaitingList } from './leave-waiting-list.js';
import { LookAfterWaitingLists } from './look-after-waiting-lists.js';
import { ReadWaitingList } from './read-waiting-list.js';
import { TakePlaceInLine } from './take-place-in-line.js';

const PROVIDERS = [JoinWaitingList, LeaveWaitingList, LookAfterWaitingLists, ReadWaitingList, TakePlaceInLine];

@Module({
  imports: [OutboxModule],
  providers: PROVIDERS,
  exports: PROVIDERS,
})
export class WaitingListModule {}
