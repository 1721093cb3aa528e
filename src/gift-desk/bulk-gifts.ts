import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError, type ErrorCode, InputInvalidError } from '../domain/errors.js';
import { isMoneyHere } from '../domain/payment-position.js';
import { type GiftTo, HideGiftMessage } from '../donations/index.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { lockGift } from './lock-gift.js';
import { MoveGift } from './move-gift.js';
import { RefundGift } from './refund-gift.js';

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

/** Done, refused with a code, or claimed by a process that did not live to say. */
export type BulkOutcome = 'done' | ErrorCode | 'unknown';

/** Does one act to many gifts, each in a transaction of its own, with what came of each. */
@Injectable()
export class BulkGifts {
  constructor(
    private readonly database: Database,
    private readonly moveGift: MoveGift,
    private readonly refundGift: RefundGift,
    private readonly hideGiftMessage: HideGiftMessage,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * Acts on one gift after the other; one that is refused harms no other. A gift that this run was asked for before is left
   * alone.
   * @throws {InputInvalidError} for none and for more than {@link MOST_AT_ONCE}, and for a move without a place
   */
  async execute(edition: Edition, order: BulkOrder): Promise<void> {
    const { runId, action, giftIds, actor } = order;
    if (giftIds.length === 0) throw new InputInvalidError([{ field: 'gift', code: 'REQUIRED' }]);
    if (giftIds.length > MOST_AT_ONCE) throw new InputInvalidError([{ field: 'gift', code: 'TOO_MANY' }]);
    if (action === 'move' && order.to === null) throw new InputInvalidError([{ field: 'to', code: 'REQUIRED' }]);
    await this.database.rows(
      `INSERT INTO bulk_run (id, edition_id, action, done_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT bulk_run_pk DO NOTHING`,
      [runId, edition.id, action, actor.name],
    );
    for (const id of new Set(giftIds)) {
      const claimed = await this.database.rows(
        `INSERT INTO bulk_row (run_id, donation_id)
         SELECT r.id, d.id FROM donation d JOIN bulk_run r ON r.id = $1 AND r.edition_id = d.edition_id AND r.action = $4
          WHERE d.id::text = $2 AND d.edition_id = $3
         ON CONFLICT ON CONSTRAINT bulk_row_pk DO NOTHING RETURNING 1`,
        [runId, id, edition.id, action],
      );
      if (claimed.length === 0) continue;
      await this.database.rows(`UPDATE bulk_row SET outcome = $3 WHERE run_id = $1 AND donation_id::text = $2`, [
        runId,
        id,
        await this.outcomeOf(edition, order, id),
      ]);
    }
  }

  private async outcomeOf(edition: Edition, order: BulkOrder, id: string): Promise<BulkOutcome> {
    try {
      await this.act(edition, order, id);
      return 'done';
    } catch (error) {
      // A refusal is this gift's own; a fault of ours ends the run, and what was not claimed yet stays to be done.
      if (error instanceof InputInvalidError) return 'INPUT_INVALID';
      if (error instanceof DomainError) return error.code;
      throw error;
    }
  }

  private async act(edition: Edition, { runId, action, to, reason, actor }: BulkOrder, id: string): Promise<void> {
    switch (action) {
      case 'move':
        if (to === null) return;
        await this.moveGift.execute(edition, { donationId: id, to, reason, tellDonor: false, actor });
        return;
      case 'refund':
        await this.refundGift.execute(edition, { donationId: id, amountMinor: null, reason, onceKey: runId, actor });
        return;
      case 'hide':
        await this.hideGiftMessage.execute({ kind: 'organiser', actor }, id, true);
        return;
      case 'thank':
        await this.thankAgain(edition, runId, id, reason, actor);
    }
  }

  /** Sends the mail of thanks once more, about the whole gift. */
  private async thankAgain(edition: Edition, runId: string, id: string, reason: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { parts } = await lockGift(tx, edition, id);
      const [mailed] = await tx.rows<{ email: string | null }>(
        `SELECT n.email FROM donation d JOIN donor n ON n.id = d.donor_id WHERE d.id = $1`,
        [parts[0].id],
      );
      if (mailed?.email == null || !parts.some(({ status }) => isMoneyHere(status))) {
        throw new DomainError('GIFT_NOT_THANKABLE', 'No money of it is here, or nobody knows an address');
      }
      await writeOutbox(tx, [
        {
          kind: 'mail',
          onceKey: `gift-received-again:${runId}:${parts[0].id}`,
          payload: { mail: 'gift-received', donationId: parts[0].id },
          afterMs: 0,
        },
      ]);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'thank-again',
        subject: { kind: 'donation', id },
        reason,
      });
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    });
  }
}
