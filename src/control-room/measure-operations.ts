import { Inject, Injectable } from '@nestjs/common';
import { CheckLedger } from '../ledger/index.js';
import { Database } from '../platform/database/database.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';

/** More than this are not counted: an alert does not need the difference. */
const MOST_COUNTED = 10_000;

interface Measured {
  readonly last_event: number | null;
  readonly parked: number;
  readonly attention: number;
}

interface OutboxState {
  readonly kind: string;
  readonly waiting: number;
  readonly failed: number;
  readonly oldest: number;
}

/** Puts into figures what alerts are made of and no single act tells: read from Postgres by the worker's clock. */
@Injectable()
export class MeasureOperations {
  constructor(
    private readonly database: Database,
    private readonly checkLedger: CheckLedger,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /** Reads through indexes of what waits, so that it costs nothing where nothing does. */
  async execute(): Promise<void> {
    const [measured] = await this.database.rows<Measured>(
      `SELECT (SELECT extract(epoch FROM received_at)::float8 FROM stripe_event ORDER BY id DESC LIMIT 1) AS last_event,
              (SELECT count(*)::int FROM (SELECT 1 FROM stripe_event WHERE state = 'parked' LIMIT $1) p) AS parked,
              (SELECT count(*)::int FROM (SELECT 1 FROM attention_item WHERE resolved_at IS NULL LIMIT $1) a) AS attention`,
      [MOST_COUNTED],
    );
    if (measured === undefined) return;
    // Before the first event there is no age: an install that has never heard of Stripe is not one that has fallen silent.
    if (measured.last_event !== null) this.metrics.lastEvent.set(measured.last_event);
    this.metrics.parked.set(measured.parked);
    this.metrics.attention.set(measured.attention);
    await this.measureOutbox();
  }

  /** Proves the ledger against itself. Where that fails, the time of the last proof stands still, which an alert sees. */
  async prove(now: Date): Promise<void> {
    const { ok } = await this.checkLedger.againstItself();
    this.metrics.ledgerProved.set(ok ? 1 : 0);
    this.metrics.ledgerProvedAt.set(now.getTime() / 1000);
  }

  private async measureOutbox(): Promise<void> {
    const rows = await this.database.rows<OutboxState>(
      `SELECT kind, count(*) FILTER (WHERE state <> 'failed')::int AS waiting,
              count(*) FILTER (WHERE state = 'failed')::int AS failed,
              coalesce(max(extract(epoch FROM now() - created_at)) FILTER (WHERE state <> 'failed'), 0)::float8 AS oldest
         FROM ((SELECT kind, state, created_at FROM outbox_message
                 WHERE state IN ('waiting', 'claimed') ORDER BY available_at, id LIMIT $1)
               UNION ALL
               (SELECT kind, state, created_at FROM outbox_message WHERE state = 'failed' ORDER BY kind, id LIMIT $1)) o
        GROUP BY kind`,
      [MOST_COUNTED],
    );
    this.metrics.outboxWaiting.reset();
    this.metrics.outboxFailed.reset();
    this.metrics.outboxOldestSeconds.reset();
    // Told even where there is none, so that an alert on it has something to look at.
    for (const kind of new Set(['mail', ...rows.map((row) => row.kind)])) {
      const row = rows.find((it) => it.kind === kind);
      this.metrics.outboxWaiting.set({ kind }, row?.waiting ?? 0);
      this.metrics.outboxFailed.set({ kind }, row?.failed ?? 0);
      this.metrics.outboxOldestSeconds.set({ kind }, row?.oldest ?? 0);
    }
  }
}
