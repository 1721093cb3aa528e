import { InjectQueue } from '@nestjs/bull';
import { Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bull';
import type { Logger } from 'pino';
import { LOGGER } from '../platform/logging/logger.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';

export const STRIPE_EVENTS_QUEUE = 'stripe-events';

/** A job is a doorbell: it carries ids of inbox rows, never what they say. */
export interface StripeEventsJob {
  readonly inboxIds: readonly string[];
}

/** Tells a worker which inbox rows are new. When Redis is away nobody hears it, and the sweeper finds the rows. */
@Injectable()
export class StripeEventsBell {
  constructor(
    @InjectQueue(STRIPE_EVENTS_QUEUE) private readonly queue: Queue<StripeEventsJob>,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /** Never throws, and nobody waits for it. */
  ring(inboxIds: readonly string[]): void {
    if (inboxIds.length === 0) return;
    this.queue.add({ inboxIds }, { removeOnComplete: true, removeOnFail: true }).then(
      () => this.metrics.rings.inc({ queue: STRIPE_EVENTS_QUEUE, outcome: 'heard' }),
      (error: unknown) => {
        this.metrics.rings.inc({ queue: STRIPE_EVENTS_QUEUE, outcome: 'unheard' });
        this.logger.warn(
          { err: error, events: inboxIds.length },
          'The doorbell was not heard; the sweeper will ring again',
        );
      },
    );
  }
}
