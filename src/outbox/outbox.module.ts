import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { OUTBOX_QUEUE, OutboxBell } from './outbox-bell.js';

/** The bell only; who delivers is put together in the worker's module. */
@Module({
  imports: [BullModule.registerQueue({ name: OUTBOX_QUEUE })],
  providers: [OutboxBell],
  exports: [OutboxBell],
})
export class OutboxModule {}
