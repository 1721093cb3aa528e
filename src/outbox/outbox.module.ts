import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { BookingFirst } from './booking-first.js';
import { OUTBOX_QUEUE, OutboxBell } from './outbox-bell.js';
import { RetryFailedMessages } from './retry-failed-messages.js';

/** The bell, and what is tried again by hand; who delivers is put together in the worker's module. */
@Module({
  imports: [BullModule.registerQueue({ name: OUTBOX_QUEUE })],
  providers: [BookingFirst, OutboxBell, RetryFailedMessages],
  exports: [BookingFirst, OutboxBell, RetryFailedMessages],
})
export class OutboxModule {}
