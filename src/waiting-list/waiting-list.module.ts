import { Module } from '@nestjs/common';
import { OutboxModule } from '../outbox/index.js';
import { JoinWaitingList } from './join-waiting-list.js';
import { LeaveWaitingList } from './leave-waiting-list.js';
import { LookAfterWaitingLists } from './look-after-waiting-lists.js';
import { ReadWaitingList } from './read-waiting-list.js';

@Module({
  imports: [OutboxModule],
  providers: [JoinWaitingList, LeaveWaitingList, LookAfterWaitingLists, ReadWaitingList],
  exports: [JoinWaitingList, LeaveWaitingList, LookAfterWaitingLists, ReadWaitingList],
})
export class WaitingListModule {}
