import { Process, Processor } from '@nestjs/bull';
import { DeliverOutbox } from './deliver-outbox.js';
import { OUTBOX_QUEUE } from './outbox-bell.js';

/** Hears the bell of the outbox. */
@Processor(OUTBOX_QUEUE)
export class OutboxProcessor {
  constructor(private readonly deliver: DeliverOutbox) {}

  @Process({ concurrency: 1 })
  async process(): Promise<void> {
    await this.deliver.execute();
  }
}
