import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError, type ErrorCode, InputInvalidError } from '../domain/errors.js';
import { idFrom } from '../domain/ids.js';
import type { GiftTo } from '../donations/index.js';
import { Database } from '../platform/database/database.js';

export const BULK_ACTIONS = ['move', 'refund', 'hide', 'thank'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Gifts that one form may name. */
export const MOST_AT_ONCE = 200;

/** What is done to many gifts, and why. */
export interface BulkOrder {
  /** From the form: sent twice, it is done once. A UUID. */
  readonly runId: string;
  readonly action: BulkAction;
  readonly giftIds: readonly string[];
  /** Of a move. */
  readonly to: GiftTo | null;
  /** For the audit log; not empty. */
  readonly reason: string;
  readonly actor: Actor;
}

/** Not yet its turn, done, refused with a code, begun by a process that could not say what came of it, or stopped before. */
export type BulkOutcome = 'waiting' | 'done' | ErrorCode | 'unknown' | 'stopped';

/** Takes the order for one act to many gifts. The worker does it ({@link DoBulkGifts}). */
@Injectable()
export class BulkGifts {
  constructor(private readonly database: Database) {}

  /**
   * Writes down what is to be done. The same order again changes nothing; gifts that are not of the edition are left out.
   * @throws {InputInvalidError} for none and for more than {@link MOST_AT_ONCE}, and for a move without a place
   */
  async order(edition: Edition, { runId, action, giftIds, to, reason, actor }: BulkOrder): Promise<void> {
    if (giftIds.length === 0) throw new InputInvalidError([{ field: 'gift', code: 'REQUIRED' }]);
    if (giftIds.length > MOST_AT_ONCE) throw new InputInvalidError([{ field: 'gift', code: 'TOO_MANY' }]);
    if (action === 'move' && to === null) throw new InputInvalidError([{ field: 'to', code: 'REQUIRED' }]);
    await this.database.rows(
      `WITH run AS (
         INSERT INTO bulk_run (id, edition_id, action, done_by, actor_kind, reason, move_to, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, 'doing')
         ON CONFLICT ON CONSTRAINT bulk_run_pk DO NOTHING RETURNING id)
       INSERT INTO bulk_row (run_id, donation_id)
       SELECT run.id, d.id FROM run JOIN donation d ON d.edition_id = $2 AND d.id = ANY ($8::uuid[])`,
      [
        runId,
        edition.id,
        action,
        actor.name,
        actor.kind,
        reason,
        to === null ? null : JSON.stringify(to),
        [...new Set(giftIds.map(idFrom))],
      ],
    );
  }
  /**
   * Stops a run: what is done stays done, what waits is not done. Where Stripe was asked for a refund already, what came of it
   * is not certain until whoever asked has heard. A run that is over stays as it is.
   * @throws {DomainError} `PAGE_NOT_FOUND`
   */
  async stop(edition: Edition, runId: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [run] = await tx.rows<{ id: string; action: BulkAction; state: string }>(
        `SELECT id, action, state FROM bulk_run WHERE id::text = $1 AND edition_id = $2 FOR UPDATE`,
        [runId, edition.id],
      );
      if (run === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No such run');
      if (run.state !== 'doing') return;
      await tx.rows(`UPDATE bulk_run SET state = 'done', ended_at = now() WHERE id = $1`, [run.id]);
      const left = await tx.rows<{ outcome: string }>(
        `UPDATE bulk_row SET outcome = CASE WHEN asked IS NULL THEN 'stopped' ELSE 'unknown' END
          WHERE run_id = $1 AND outcome IS NULL RETURNING outcome`,
        [run.id],
      );
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'stop-bulk-act',
        subject: { kind: 'bulk-act', id: run.id },
        before: { action: run.action, waiting: left.length },
        after: { notDone: left.filter(({ outcome }) => outcome === 'stopped').length },
      });
    });
  }
}
