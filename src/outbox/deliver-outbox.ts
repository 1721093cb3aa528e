import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ATTENTION_KINDS, type AttentionKind, type AttentionItem, reopenAttentionItems } from '../attention/index.js';
import { Database } from '../platform/database/database.js';
import { LOGGER } from '../platform/logging/logger.js';
import { BookingFirst } from './booking-first.js';

/** A message that is ours to do now; nobody else takes it while the claim lasts. */
export interface ClaimedMessage {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** 1 at the first try. */
  readonly attempt: number;
}

/** A message that was not done. */
export interface FailedMessage {
  readonly id: string;
  /** For whoever looks after it; it names nobody. */
  readonly reason: string;
  /** Trying again cannot help. */
  readonly final: boolean;
}

/** What became of messages; what is in none of the lists is tried again. */
export interface Delivery {
  /** Their ids. */
  readonly done: readonly string[];
  readonly failed: readonly FailedMessage[];
  /** Those whose news is not true now: put aside until they are asked for again. */
  readonly outdated?: readonly string[];
}

/** A message that is given up, by its last refusal or after all its tries. */
export interface GivenUpMessage {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly reason: string;
}

/**
 * Does the messages of one kind. It is given several at once and says what became of them; when it throws, all are tried
 * again later. A message may come twice (a crash after the effect), so the effect must bear it.
 */
export interface OutboxHandler {
  readonly kind: string;
  deliver(messages: readonly ClaimedMessage[]): Promise<Delivery>;
  /** What a person must know of a message that is given up; `null` where nobody has to see to it. */
  aboutGivenUp(message: GivenUpMessage): AttentionItem['detail'] | null;
}

/**
 * What messages of a kind are called on the list of what needs a person, once they are given up.
 * @throws {Error} for messages that nobody has to see to
 */
export function attentionKindOf(messageKind: string): AttentionKind {
  const kind = ATTENTION_KINDS.find((known) => known === `${messageKind}-failed`);
  if (kind === undefined) throw new Error(`Nothing is said of messages of the kind ${messageKind} that are given up`);
  return kind;
}

export const OUTBOX_HANDLERS = Symbol('OutboxHandlers');

const CLAIM_SECONDS = 60;
const BATCH = 100;
/** So long a batch gives way to gifts that are being booked; ms. In the longest rush 100 messages a second still go out. */
const GIVES_WAY_MS = 1_000;
/** So often a message is tried before it is given up: over somewhat more than an hour. */
export const OUTBOX_ATTEMPTS = 12;

/** Takes what waits in the outbox and has it done: claimed before, marked after. */
@Injectable()
export class DeliverOutbox {
  private running: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly database: Database,
    @Inject(OUTBOX_HANDLERS) private readonly handlers: readonly OutboxHandler[],
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly bookings: BookingFirst = new BookingFirst(),
  ) {}

  /** Does everything that waits. Calls during a run make one more run, however many they are. */
  execute(): Promise<void> {
    if (this.running !== undefined) {
      this.again = true;
      return this.running;
    }
    this.running = this.drain().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async drain(): Promise<void> {
    do {
      this.again = false;
      for (const handler of this.handlers) {
        let claimed: number;
        do {
          await this.bookings.quiet(GIVES_WAY_MS);
          claimed = await this.deliverBatch(handler);
        } while (claimed === BATCH);
      }
    } while (this.again);
  }

  private async deliverBatch(handler: OutboxHandler): Promise<number> {
    const messages = await this.database.rows<{ id: string; payload: Record<string, unknown>; attempts: number }>(
      `UPDATE outbox_message o
          SET state = 'claimed', attempts = o.attempts + 1, available_at = now() + $3 * interval '1 second'
         FROM (SELECT id FROM outbox_message
                WHERE kind = $1 AND state IN ('waiting', 'claimed') AND available_at <= now()
                ORDER BY available_at, id LIMIT $2 FOR UPDATE SKIP LOCKED) due
        WHERE o.id = due.id RETURNING o.id, o.payload, o.attempts`,
      [handler.kind, BATCH, CLAIM_SECONDS],
    );
    if (messages.length === 0) return 0;
    let delivery: Delivery = { done: [], failed: [] };
    let reason = 'not delivered';
    try {
      delivery = await handler.deliver(
        messages.map((it) => ({ id: it.id, payload: it.payload, attempt: it.attempts })),
      );
    } catch (caught) {
      reason = caught instanceof Error ? caught.message : String(caught);
      this.logger.warn(
        { err: caught, kind: handler.kind, messages: messages.length },
        'Outbox messages will be tried again',
      );
    }
    const { done, failed, outdated = [] } = delivery;
    if (done.length > 0) {
      await this.database.rows(
        `UPDATE outbox_message SET state = 'done', done_at = now(), error = NULL WHERE id = ANY($1::bigint[])`,
        [done],
      );
    }
    if (outdated.length > 0) {
      const aside = await this.database.rows<{ state: string }>(
        `UPDATE outbox_message
            SET state = CASE WHEN asked_again THEN 'waiting' ELSE 'outdated' END, asked_again = false, error = NULL,
                available_at = now(), done_at = CASE WHEN asked_again THEN NULL ELSE now() END
          WHERE id = ANY($1::bigint[]) RETURNING state`,
        [outdated],
      );
      // What was asked for again meanwhile is looked at once more, in this very run.
      this.again ||= aside.some(({ state }) => state === 'waiting');
    }
    const settled = new Set([...done, ...outdated, ...failed.map(({ id }) => id)]);
    const unsaid = messages.filter(({ id }) => !settled.has(id)).map(({ id }) => ({ id, reason, final: false }));
    await this.putBack(handler, [...failed, ...unsaid]);
    return messages.length;
  }

  /** To be tried again, later each time; or given up, and put before a person in the same transaction. */
  private async putBack(handler: OutboxHandler, failed: readonly FailedMessage[]): Promise<void> {
    if (failed.length === 0) return;
    await this.database.transaction(async (tx) => {
      const rows = await tx.rows<{ id: string; payload: Record<string, unknown>; reason: string; state: string }>(
        `UPDATE outbox_message o
            SET state = CASE WHEN v.final OR o.attempts >= $4 THEN 'failed' ELSE 'waiting' END, error = v.reason,
                available_at = now() + least(3600, 2 ^ o.attempts) * interval '1 second'
           FROM unnest($1::bigint[], $2::text[], $3::boolean[]) AS v (id, reason, final)
          WHERE o.id = v.id RETURNING o.id, o.payload, o.error AS reason, o.state`,
        [
          failed.map(({ id }) => id),
          failed.map(({ reason }) => reason.slice(0, 2_000)),
          failed.map(({ final }) => final),
          OUTBOX_ATTEMPTS,
        ],
      );
      const items: AttentionItem[] = [];
      for (const { state, ...message } of rows) {
        const detail = state === 'failed' ? handler.aboutGivenUp(message) : null;
        if (detail === null) continue;
        items.push({
          kind: attentionKindOf(handler.kind),
          reference: message.id,
          editionId: null,
          donationId: null,
          registrationId: null,
          detail,
        });
      }
      await reopenAttentionItems(tx, items);
    });
  }
}
