import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../platform/database/database.js';
import { LOGGER } from '../platform/logging/logger.js';

/** A message that is ours to do now; nobody else takes it while the claim lasts. */
export interface ClaimedMessage {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** 1 at the first try. */
  readonly attempt: number;
}

/**
 * Does the messages of one kind. It is given several at once and says which are done; what throws, or is not said to
 * be done, is tried again later. A message may come twice (a crash after the effect), so the effect must bear it.
 */
export interface OutboxHandler {
  readonly kind: string;
  deliver(messages: readonly ClaimedMessage[]): Promise<readonly string[]>;
}

export const OUTBOX_HANDLERS = Symbol('OutboxHandlers');

const CLAIM_SECONDS = 60;
const BATCH = 100;
const ATTEMPTS = 12;

/** Takes what waits in the outbox and has it done: claimed before, marked after. */
@Injectable()
export class DeliverOutbox {
  private running: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly database: Database,
    @Inject(OUTBOX_HANDLERS) private readonly handlers: readonly OutboxHandler[],
    @Inject(LOGGER) private readonly logger: Logger,
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
        do claimed = await this.deliverBatch(handler);
        while (claimed === BATCH);
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
    let done: readonly string[] = [];
    let error = 'not delivered';
    try {
      done = await handler.deliver(messages.map((it) => ({ id: it.id, payload: it.payload, attempt: it.attempts })));
    } catch (caught) {
      error = caught instanceof Error ? caught.message : String(caught);
      this.logger.warn(
        { err: caught, kind: handler.kind, messages: messages.length },
        'Outbox messages will be tried again',
      );
    }
    const finished = new Set(done);
    const failed = messages.filter((it) => !finished.has(it.id));
    if (done.length > 0) {
      await this.database.rows(
        `UPDATE outbox_message SET state = 'done', done_at = now(), error = NULL WHERE id = ANY($1::bigint[])`,
        [done],
      );
    }
    if (failed.length > 0) {
      await this.database.rows(
        `UPDATE outbox_message SET state = CASE WHEN attempts >= $2 THEN 'failed' ELSE 'waiting' END, error = $3,
                available_at = now() + least(3600, 2 ^ attempts) * interval '1 second'
          WHERE id = ANY($1::bigint[])`,
        [failed.map((it) => it.id), ATTEMPTS, error.slice(0, 2_000)],
      );
    }
    return messages.length;
  }
}
