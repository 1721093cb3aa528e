import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ReservedDatabase } from '../platform/database/reserved-database.js';
import { LOGGER } from '../platform/logging/logger.js';
import { onNobodysBehalf } from '../platform/logging/log-context.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import { GroupCommit } from '../platform/queue/group-commit.js';
import { HANDLERS } from './handlers/index.js';
import { StripeEventsBell } from './stripe-events-bell.js';

/** An event as it came: verified, and kept in its own bytes. */
export interface ArrivedEvent {
  readonly eventId: string;
  readonly type: string;
  readonly payload: string;
  readonly source: 'webhook' | 'catch-up';
  /** Of the request that brought it; `null`: none did. */
  readonly requestId: string | null;
}

/**
 * Stands between the payloads of a batch, which travel as one piece of bytes: in an array each of the hundreds of quotes in
 * each of them is masked here and unmasked there, which cost more than all else that the inbox does. It is in none of them, since
 * JSON has no control characters but white space (RFC 8259, 2 and 7), and what came was read as JSON.
 */
const BETWEEN = '\u001e';

/**
 * Writes events to the inbox. Deliveries that arrive together become one statement and one job; a redelivery is found
 * by its event id and changes nothing.
 */
@Injectable()
export class RecordStripeEvents {
  private readonly arriving = new GroupCommit<ArrivedEvent, boolean>(
    (events) => onNobodysBehalf(() => this.insert(events)),
    { batch: 250, waiting: 5_000, flushes: 1 },
  );

  constructor(
    private readonly database: ReservedDatabase,
    private readonly bell: StripeEventsBell,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /**
   * Resolves once the event is committed.
   * @returns whether it was new.
   * @throws {GroupCommitFullError} when too many are waiting; nothing was stored then. Errors of Postgres are thrown on.
   */
  execute(event: ArrivedEvent): Promise<boolean> {
    return this.arriving.submit(event);
  }

  private async insert(events: readonly ArrivedEvent[]): Promise<boolean[]> {
    const distinct = [...new Map(events.map((event) => [event.eventId, event])).values()].sort((a, b) =>
      a.eventId < b.eventId ? -1 : 1,
    );
    const rows = await this.database.prepared<{ id: string; event_id: string; state: string }>(
      `INSERT INTO stripe_event (event_id, type, source, payload, request_id, state, processed_at)
       SELECT event_id, type, source, payload::json, request_id, CASE WHEN known THEN 'received' ELSE 'ignored' END,
              CASE WHEN known THEN NULL ELSE now() END
         FROM ROWS FROM (unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[]),
                         string_to_table($6::text, $7::text))
              AS e (event_id, type, source, request_id, known, payload)
       ON CONFLICT ON CONSTRAINT stripe_event_event_id_unique DO NOTHING
       RETURNING id, event_id, state`,
      [
        distinct.map((event) => event.eventId),
        distinct.map((event) => event.type),
        distinct.map((event) => event.source),
        distinct.map((event) => event.requestId),
        distinct.map((event) => HANDLERS.has(event.type)),
        Buffer.from(distinct.map((event) => event.payload).join(BETWEEN)),
        BETWEEN,
      ],
    );
    const fresh = new Set(rows.map((row) => row.event_id));
    for (const event of distinct) {
      if (fresh.has(event.eventId) && !HANDLERS.has(event.type)) this.metrics.eventsIgnored.inc({ type: event.type });
    }
    if (fresh.size > 0) this.logger.info({ events: namesOf(distinct, fresh) }, 'Events are recorded');
    this.bell.ring(rows.filter((row) => row.state === 'received').map((row) => row.id));
    // Of several copies in one batch, the first is the new one.
    return events.map((event) => fresh.delete(event.eventId));
  }
}

/** The new ones as the log names them: one line for all that travelled together. */
function namesOf(events: readonly ArrivedEvent[], fresh: ReadonlySet<string>): Readonly<Record<string, unknown>>[] {
  return events
    .filter(({ eventId }) => fresh.has(eventId))
    .map(({ eventId, type, source, requestId }) => ({ event: eventId, type, source, request: requestId }));
}
