import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { LOGGER } from '../platform/logging/logger.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import { type ListedEvent, StripeGateway } from '../platform/stripe/stripe-gateway.js';
import { RecordStripeEvents } from './record-stripe-events.js';

/** Events are looked at again for so long after they were made, because a list may show them late; ms. */
const OVERLAP_MS = 10 * 60_000;
/** Stripe keeps events for 30 days. */
const KEPT_MS = 30 * 24 * 3_600_000;
const PAGE = 500;
/** The most events one run reads; the next run goes on from where this one began. */
const LIMIT = 200_000;

/**
 * Asks Stripe for the events that never came, once their webhooks have had time to: a webhook that was lost, an endpoint that was down for days. It records
 * them like any delivery, so that one that comes after all is harmless.
 */
@Injectable()
export class CatchUpStripeEvents {
  constructor(
    private readonly gateway: StripeGateway,
    private readonly database: Database,
    private readonly record: RecordStripeEvents,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /**
   * @returns how many events were missing. @throws errors of Stripe or Postgres; the next run then covers the same
   *   time again.
   */
  async execute(now: Date): Promise<number> {
    const since = await this.since(now);
    const until = new Date(now.getTime() - this.config.stripe.catchUpAfterMs);
    let missing = 0;
    let page: ListedEvent[] = [];
    for await (const event of this.gateway.listEvents({ since, until, limit: LIMIT })) {
      page.push(event);
      if (page.length < PAGE) continue;
      missing += await this.recordMissing(page);
      page = [];
    }
    missing += await this.recordMissing(page);
    await this.database.rows(
      `INSERT INTO catch_up_position AS c (source, checked_until) VALUES ('stripe', $1)
       ON CONFLICT ON CONSTRAINT catch_up_position_pk DO UPDATE
         SET checked_until = greatest(c.checked_until, excluded.checked_until), updated_at = now()`,
      [now],
    );
    if (missing > 0) {
      this.metrics.eventsCaughtUp.inc(missing);
      this.logger.warn({ missing, since }, 'Stripe had events that never reached us');
    }
    return missing;
  }

  private async since(now: Date): Promise<Date> {
    const [position] = await this.database.rows<{ checked_until: Date }>(
      `SELECT checked_until FROM catch_up_position WHERE source = 'stripe'`,
    );
    const oldest = now.getTime() - KEPT_MS;
    const checked = position === undefined ? oldest : position.checked_until.getTime() - OVERLAP_MS;
    return new Date(Math.max(oldest, checked));
  }

  private async recordMissing(page: readonly ListedEvent[]): Promise<number> {
    if (page.length === 0) return 0;
    const known = await this.database.rows<{ event_id: string }>(
      `SELECT event_id FROM stripe_event WHERE event_id = ANY($1::text[])`,
      [page.map((event) => event.id)],
    );
    const have = new Set(known.map((row) => row.event_id));
    const missing = page.filter((event) => !have.has(event.id));
    const recorded = await Promise.all(
      missing.map(({ id, type, payload }) =>
        this.record.execute({ eventId: id, type, payload, source: 'catch-up', requestId: null }),
      ),
    );
    return recorded.filter(Boolean).length;
  }
}
