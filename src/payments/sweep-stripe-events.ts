import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import { ProcessStripeEvents } from './process-stripe-events.js';

const BATCH = 250;
/** A row is left to its own job for so long; ms. */
const GRACE_MS = 2_000;

/**
 * Processes inbox rows that nobody rang for: the queue lost the job, Redis was away, a worker died. It works straight
 * from Postgres, so that it needs no Redis.
 */
@Injectable()
export class SweepStripeEvents {
  constructor(
    private readonly database: Database,
    private readonly processEvents: ProcessStripeEvents,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /** @returns how many rows it found. */
  async execute(): Promise<number> {
    let found = 0;
    let after = '0';
    for (;;) {
      const rows = await this.database.rows<{ id: string }>(
        `SELECT id FROM stripe_event WHERE state = 'received' AND id > $1
            AND received_at < now() - $2 * interval '1 millisecond' ORDER BY id LIMIT $3`,
        [after, GRACE_MS, BATCH],
      );
      const last = rows.at(-1);
      if (last === undefined) break;
      await this.processEvents.execute(rows.map((row) => row.id));
      found += rows.length;
      after = last.id;
    }
    await this.measureBacklog();
    return found;
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
