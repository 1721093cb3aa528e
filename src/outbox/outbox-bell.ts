import { InjectQueue } from '@nestjs/bull';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bull';
import type { Logger } from 'pino';
import { LOGGER } from '../platform/logging/logger.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';

export const OUTBOX_QUEUE = 'outbox';

/**
 * How long after one ring the next comes at the earliest; ms. Each makes the worker look for messages of every kind, and what is
 * found together is told by the same statements: some hundred mails cost little more than ten.
 */
const RINGS_APART_MS = 250;

/**
 * Tells the worker that something waits in the outbox: at once after a quiet time, and some times a second in a rush. Nothing is
 * lost when nobody hears it: the sweeper looks too.
 */
@Injectable()
export class OutboxBell implements BeforeApplicationShutdown {
  private soon: NodeJS.Timeout | undefined;
  private ringing: Promise<void> = Promise.resolve();
  private lastRingAt = -Infinity;
  private apartMs = RINGS_APART_MS;

  constructor(
    @InjectQueue(OUTBOX_QUEUE) private readonly queue: Queue<Record<string, never>>,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /** Never throws. */
  ring(): void {
    // What was written until now is seen by whoever hears a ring that is yet to come; one under way may have been heard already.
    if (this.soon !== undefined) return;
    const waitMs = this.lastRingAt + this.apartMs - performance.now();
    if (waitMs > 0) this.soon = setTimeout(() => void this.ringNow(), waitMs);
    else void this.ringNow();
  }

  async beforeApplicationShutdown(): Promise<void> {
    // What is still done meanwhile is rung for while there is a connection.
    this.apartMs = 0;
    if (this.soon !== undefined) await this.ringNow();
    await this.ringing;
  }

  private ringNow(): Promise<void> {
    clearTimeout(this.soon);
    this.soon = undefined;
    this.lastRingAt = performance.now();
    this.ringing = this.queue.add({}, { removeOnComplete: true, removeOnFail: true }).then(
      () => {
        this.metrics.rings.inc({ queue: OUTBOX_QUEUE, outcome: 'heard' });
      },
      (error: unknown) => {
        this.metrics.rings.inc({ queue: OUTBOX_QUEUE, outcome: 'unheard' });
        this.logger.warn({ err: error }, 'The outbox bell was not heard; the sweeper will see to it');
      },
    );
    return this.ringing;
  }
}
