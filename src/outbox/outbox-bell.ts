import { InjectQueue } from '@nestjs/bull';
import { Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bull';
import type { Logger } from 'pino';
import { LOGGER } from '../platform/logging/logger.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';

export const OUTBOX_QUEUE = 'outbox';

/** Tells the worker that something waits in the outbox. Nothing is lost when nobody hears it: the sweeper looks too. */
@Injectable()
export class OutboxBell {
  private ringing = false;

  constructor(
    @InjectQueue(OUTBOX_QUEUE) private readonly queue: Queue<Record<string, never>>,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /** Rings at most once at a time, and never throws. */
  ring(): void {
    if (this.ringing) return;
    this.ringing = true;
    this.queue
      .add({}, { removeOnComplete: true, removeOnFail: true })
      .then(
        () => this.metrics.rings.inc({ queue: OUTBOX_QUEUE, outcome: 'heard' }),
        (error: unknown) => {
          this.metrics.rings.inc({ queue: OUTBOX_QUEUE, outcome: 'unheard' });
          this.logger.warn({ err: error }, 'The outbox bell was not heard; the sweeper will see to it');
        },
      )
      .finally(() => {
        this.ringing = false;
      });
  }
}
