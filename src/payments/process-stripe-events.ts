import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AnnounceChanges } from '../live/index.js';
import { queueGiftMails } from '../notifications/index.js';
import { type MonthlyFact, settleMonthlyGifts } from '../monthly-gifts/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { isTransient } from '../platform/database/postgres-errors.js';
import { LOGGER } from '../platform/logging/logger.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import { OutboxBell } from '../outbox/index.js';
import { settleRegistrations } from '../registration/index.js';
import { applyPostings } from '../totals/index.js';
import { HANDLERS } from './handlers/index.js';
import { type EventOutcome, StripeEventEnvelope, type ToldFact } from './handlers/told-fact.js';
import { linkPayments, type LinkedPayments } from './link-payments.js';
import { lockPayables } from './payables.js';
import { settlePayables } from './settle-payables.js';
import { readFactsOfPayables, readFactsOfPaymentIntents, storeFacts } from './store-facts.js';

interface EventName {
  readonly id: string;
  readonly event_id: string;
  readonly type: string;
  readonly request_id: string | null;
}

interface InboxRow extends EventName {
  readonly payload: string;
}

type FinalState = 'processed' | 'ignored' | 'foreign' | 'parked';

interface ReadEvent {
  readonly row: EventName;
  readonly state: FinalState;
  readonly error: string | null;
  readonly facts: readonly ToldFact[];
  readonly monthly: readonly MonthlyFact[];
}

/**
 * The worker's half of the money path: takes inbox rows and, in one transaction, stores the facts they tell, books what
 * follows, and marks them processed.
 */
@Injectable()
export class ProcessStripeEvents {
  constructor(
    private readonly database: Database,
    private readonly announceChanges: AnnounceChanges,
    private readonly bell: OutboxBell,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /**
   * Processes inbox rows by their ids. Rows that are processed already, or in another worker's hands, are passed over.
   * When a batch fails, it is done again one by one, so that a poisonous event is parked with its error and harms no
   * other.
   * @throws when the database is away or in the way: nothing is done then, and the rows wait for the next ring.
   */
  async execute(inboxIds: readonly string[]): Promise<void> {
    if (inboxIds.length === 0) return;
    try {
      await this.processTogether(inboxIds);
    } catch (error) {
      if (isTransient(error) && inboxIds.length > 1) {
        // A deadlock or a lost connection says nothing about the events: alone they get another chance, in order.
        this.logger.warn({ err: error, events: inboxIds.length }, 'A batch of events met a passing fault');
      } else if (isTransient(error)) throw error;
      for (const id of inboxIds) await this.processAlone(id);
    }
  }

  private async processAlone(id: string): Promise<void> {
    try {
      await this.processTogether([id]);
    } catch (error) {
      if (isTransient(error)) throw error;
      const message = error instanceof Error ? error.message : String(error);
      this.metrics.eventsProcessed.inc({ state: 'parked' });
      const [row] = await this.database.rows<EventName>(
        `UPDATE stripe_event SET state = 'parked', processed_at = now(), error = $2
          WHERE id = $1 AND state = 'received' RETURNING id, event_id, type, request_id`,
        [id, message.slice(0, 4_000) || 'no message'],
      );
      this.logger.error({ err: error, inboxId: id, ...(row === undefined ? {} : nameOf(row)) }, 'An event is parked');
    }
  }

  private async processTogether(inboxIds: readonly string[]): Promise<void> {
    const stopTimer = this.metrics.batchSeconds.startTimer();
    const { events, about } = await this.database.transaction(async (transaction) => {
      await findRowsByTheirKeys(transaction);
      const read = await takeEvents(transaction, inboxIds);
      if (read.length === 0) return { events: [], about: NOTHING };
      await transaction.prepared(
        `UPDATE stripe_event e SET state = v.state, error = v.error, processed_at = now()
           FROM unnest($1::bigint[], $2::text[], $3::text[]) AS v (id, state, error) WHERE e.id = v.id`,
        [read.map(({ row }) => row.id), read.map(({ state }) => state), read.map(({ error }) => error)],
      );
      return { events: read, about: await this.settle(transaction, read) };
    });
    stopTimer();
    if (events.length > 0) {
      const names = events.map(({ row, state }) => ({ ...nameOf(row), state, about: about.get(row.event_id) ?? [] }));
      this.logger.info({ events: names }, 'Events are processed');
    }
    for (const { row, state, error } of events) {
      this.metrics.eventsProcessed.inc({ state });
      if (error !== null) this.logger.error({ ...nameOf(row), error }, 'An event is parked');
    }
  }

  private async settle(transaction: Transaction, events: readonly ReadEvent[]): Promise<Concerned> {
    const told = events.flatMap(({ facts }) => facts);
    const monthly = events.flatMap((event) => event.monthly);
    if (told.length === 0 && monthly.length === 0) return NOTHING;
    const links = await linkPayments(transaction, told, intentsOf(monthly));
    const payables = await lockPayables(transaction, links.payableIds);
    const claims = await links.write(transaction, payables);
    await storeFacts(transaction, told);

    const facts = await readFactsOfPayables(transaction, [...payables.keys()]);
    const unclaimed = await readFactsOfPaymentIntents(transaction, claims.unclaimed);
    const causes = causesOf(events, links);
    // What carries nothing of ours may be about a monthly gift's payment, whose refunds name only that. These rows are
    // locked before any total is: batches must not wait for each other in a circle.
    const unnamed = told.flatMap((fact) => (fact.subject === null ? (fact.paymentIntentId ?? []) : []));
    const monthlyGifts = await settleMonthlyGifts(transaction, monthly, unnamed, readFactsOfPaymentIntents);
    const { settled, posted } = await settlePayables(
      transaction,
      [...payables.values()],
      facts,
      { unclaimed, claimed: claims.claimed },
      causes,
      monthlyGifts.entries,
    );
    const changedHeadcounts = await settleRegistrations(
      transaction,
      settled.filter(({ payable }) => payable.kind === 'registration'),
    );
    const mails = (await queueGiftMails(transaction, settled)) + monthlyGifts.mails;
    // Last of all: from here to the commit every other batch of the edition waits.
    const changedTotals = await applyPostings(transaction, posted);
    await this.announceChanges.inTransaction(transaction, [...changedTotals, ...changedHeadcounts]);
    if (mails > 0 || changedHeadcounts.length > 0) transaction.onceCommitted(() => this.bell.ring());
    return concernedBy(events, links);
  }
}

/**
 * Has Postgres go from key to key, as every statement of a batch is meant. By statistics that are minutes old it reads
 * whole tables for a batch, or sorts and hashes them to join, and these grow by the minute in a rush. There is one such plan
 * however many keys there are: Postgres would take making a new one for a handful of keys to be worth it each time, which
 * took longer than what was then done by it.
 */
async function findRowsByTheirKeys(transaction: Transaction): Promise<void> {
  await transaction.prepared(
    `SELECT set_config('enable_seqscan', 'off', true), set_config('enable_mergejoin', 'off', true),
            set_config('enable_hashjoin', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)`,
    [],
  );
}

/** Ids of the gifts and registrations that each event was about, by the event's id. */
type Concerned = ReadonlyMap<string, readonly string[]>;
const NOTHING: Concerned = new Map();

function concernedBy(events: readonly ReadEvent[], links: LinkedPayments): Concerned {
  return new Map(
    events.map(({ row, facts }) => [row.event_id, [...new Set(facts.flatMap((fact) => links.payableOf(fact) ?? []))]]),
  );
}

/** An event as every line names it. */
function nameOf(row: EventName): Readonly<Record<string, string | null>> {
  return { event: row.event_id, type: row.type, request: row.request_id };
}

function intentsOf(monthly: readonly MonthlyFact[]): string[] {
  return monthly.flatMap((fact) => (fact.kind === 'invoice-payment' ? [fact.paymentIntentId] : []));
}

/** Which event is named in the ledger as the cause of a payable's entries: the last one of the batch that concerns it. */
function causesOf(events: readonly ReadEvent[], links: LinkedPayments): ReadonlyMap<string, string> {
  const causes = new Map<string, string>();
  for (const { row, facts } of events) {
    for (const fact of facts) {
      const payableId = links.payableOf(fact);
      if (payableId !== null) causes.set(payableId, row.event_id);
    }
  }
  return causes;
}

/**
 * Takes rows that nobody has in hands, and reads them. What Stripe wrote is let go of at once: a batch has megabytes of it, which
 * every collection of garbage until the commit would have to copy.
 */
async function takeEvents(transaction: Transaction, inboxIds: readonly string[]): Promise<ReadEvent[]> {
  const rows = await transaction.prepared<InboxRow>(
    `SELECT id, event_id, type, payload::text AS payload, request_id FROM stripe_event
      WHERE id = ANY($1::bigint[]) AND state = 'received' ORDER BY id FOR UPDATE SKIP LOCKED`,
    [inboxIds],
  );
  return rows.map(readEvent);
}

/** Reads one inbox row. An event that cannot be read is parked with its error and harms no other of its batch. */
function readEvent({ payload, ...row }: InboxRow): ReadEvent {
  const handler = HANDLERS.get(row.type);
  if (handler === undefined) return { row, state: 'ignored', error: null, facts: [], monthly: [] };
  let outcome: EventOutcome;
  try {
    outcome = handler(StripeEventEnvelope.parse(JSON.parse(payload)));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { row, state: 'parked', error: message.slice(0, 4_000) || 'no message', facts: [], monthly: [] };
  }
  switch (outcome.kind) {
    case 'facts':
      return { row, state: 'processed', error: null, facts: outcome.facts, monthly: [] };
    case 'monthly-facts':
      return { row, state: 'processed', error: null, facts: [], monthly: outcome.facts };
    case 'stored-for-later':
      return { row, state: 'processed', error: null, facts: [], monthly: [] };
    case 'foreign':
      return { row, state: 'foreign', error: null, facts: [], monthly: [] };
  }
}
