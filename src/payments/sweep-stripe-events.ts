import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { BookingFirst } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { waitingForLocks } from '../platform/database/lock-patience.js';
import { isTransient } from '../platform/database/postgres-errors.js';
import { LOGGER } from '../platform/logging/logger.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import { ProcessStripeEvents } from './process-stripe-events.js';

const BATCH = 250;
/** A row is left to its own job for so long; ms. */
const GRACE_MS = 2_000;
/** So long a batch gives way to events that were rung for; ms. */
const GIVES_WAY_MS = 1_000;
/** So long a row waits for what somebody else holds before those behind it go first; ms. */
const LOCK_PATIENCE_MS = 1_000;
/** Rows that meet passing errors before it is Postgres that is in trouble, and everything waits for the next sweep. */
const MOST_TROUBLES = 10;

/**
 * Processes inbox rows that nobody rang for: the queue lost the job, Redis was away, a worker died. It works straight
 * from Postgres, so that it needs no Redis.
 */
@Injectable()
export class SweepStripeEvents {
  /** Rows that met a passing error in the last sweep: they are tried after the others. */
  private troubled: readonly string[] = [];

  constructor(
    private readonly database: Database,
    private readonly processEvents: ProcessStripeEvents,
    private readonly bookings: BookingFirst,
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * A row that meets a passing error waits for the next sweep, and keeps no other waiting.
   * @returns how many rows it found. @throws when many meet one, as they do while Postgres goes away
   */
  async execute(): Promise<number> {
    const before = this.troubled;
    const now: string[] = [];
    this.troubled = now;
    let found = 0;
    let after = '0';
    for (;;) {
      const rows = await this.database.rows<{ id: string }>(
        `SELECT id FROM stripe_event WHERE state = 'received' AND id > $1 AND id <> ALL($4::bigint[])
            AND received_at < now() - $2 * interval '1 millisecond' ORDER BY id LIMIT $3`,
        [after, GRACE_MS, BATCH, before],
      );
      const last = rows.at(-1);
      if (last === undefined) break;
      const ids = rows.map((row) => row.id);
      if (!(await this.process(ids, now))) for (const id of ids) await this.processAlone(id, now);
      found += rows.length;
      after = last.id;
    }
    for (const id of before) await this.processAlone(id, now);
    await this.measureBacklog();
    return found + before.length;
  }

  /** Processed before, together with others, costs a look: only what is still received is taken. */
  private async processAlone(id: string, troubled: string[]): Promise<void> {
    if (!(await this.process([id], troubled))) troubled.push(id);
  }

  /** @returns `false` where a passing error was met. */
  private async process(ids: readonly string[], troubled: readonly string[]): Promise<boolean> {
    await this.bookings.quiet(GIVES_WAY_MS);
    try {
      await waitingForLocks(LOCK_PATIENCE_MS, () => this.processEvents.execute(ids));
      return true;
    } catch (error) {
      if (!isTransient(error) || troubled.length >= MOST_TROUBLES) throw error;
      this.logger.warn({ err: error, inboxIds: ids }, 'Events met a passing fault, and are tried again');
      return false;
    }
  }

  private async measureBacklog(): Promise<void> {
    const [backlog] = await this.database.rows<{ waiting: number; oldest: number | null }>(
      `SELECT count(*)::int AS waiting, extract(epoch FROM now() - min(received_at))::float8 AS oldest
         FROM (SELECT received_at FROM stripe_event WHERE state = 'received' ORDER BY id LIMIT 10000) waiting`,
    );
    this.metrics.inboxWaiting.set(backlog?.waiting ?? 0);
    this.metrics.inboxOldestSeconds.set(backlog?.oldest ?? 0);
  }
}
