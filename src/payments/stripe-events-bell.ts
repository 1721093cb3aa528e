import { InjectQueue } from '@nestjs/bull';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bull';
import type { Logger } from 'pino';
import { LOGGER } from '../platform/logging/logger.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import { GroupCommit } from '../platform/queue/group-commit.js';

export const STRIPE_EVENTS_QUEUE = 'stripe-events';

/** How long after one ring the next comes at the earliest; ms. So long a gift waits at most, in a rush. */
const RINGS_APART_MS = 25;
/** Inbox rows that one job names at most. */
const ROWS_OF_A_JOB = 250;
/** Deliveries that may wait to be rung for; those beyond are left to the sweeper. */
const WAITING = 5_000;

/** A job is a doorbell: it carries ids of inbox rows, never what they say. */
export interface StripeEventsJob {
  readonly inboxIds: readonly string[];
}

/**
 * Tells a worker which inbox rows are new: at once after a quiet time, and some forty times a second in a rush, since each job
 * costs the same however few rows it names. When Redis is away nobody hears it, and the sweeper finds the rows.
 */
@Injectable()
export class StripeEventsBell implements BeforeApplicationShutdown {
  private readonly ringing = new GroupCommit<readonly string[], void>((rows) => this.heard(rows.flat()), {
    batch: ROWS_OF_A_JOB,
    waiting: WAITING,
    flushes: 1,
    apartMs: RINGS_APART_MS,
    weigh: (inboxIds) => inboxIds.length,
  });

  constructor(
    @InjectQueue(STRIPE_EVENTS_QUEUE) private readonly queue: Queue<StripeEventsJob>,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /** Never throws, and nobody waits for it. */
  ring(inboxIds: readonly string[]): void {
    if (inboxIds.length === 0) return;
    this.ringing.submit(inboxIds).catch((error: unknown) => {
      this.metrics.rings.inc({ queue: STRIPE_EVENTS_QUEUE, outcome: 'unheard' });
      this.logger.warn(
        { err: error, events: inboxIds.length },
        'The doorbell was not heard; the sweeper will ring again',
      );
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.ringing.finish();
  }

  private async heard(inboxIds: readonly string[]): Promise<[]> {
    await this.queue.add({ inboxIds }, { removeOnComplete: true, removeOnFail: true });
    this.metrics.rings.inc({ queue: STRIPE_EVENTS_QUEUE, outcome: 'heard' });
    return [];
  }
}
