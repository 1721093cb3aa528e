import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { GiftTo } from '../donations/index.js';
import { AnnounceChanges } from '../live/index.js';
import { OutboxBell } from '../outbox/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { actPartOf, bookingOf, rememberAct } from './gift-acts.js';
import { findPlace, type GiftPlace } from './gift-place.js';
import { lockGift } from './lock-gift.js';
import { rebookGifts } from './rebook-gift.js';
import { tellDonorOf } from './tell-donor.js';

/** Where a gift is to stand from now on, and why. */
export interface GiftMove {
  readonly donationId: string;
  readonly to: GiftTo;
  /** For the audit log; not empty. */
  readonly reason: string;
  readonly tellDonor: boolean;
  readonly actor: Actor;
}

/**
 * Moves a gift, or one part of a split gift, to another walker or team, or to the whole walk. What is booked for it leaves
 * the totals where it stood and enters those where it goes, by entries of its own: both sides, the gift and the line in
 * the audit log are one transaction. What Stripe tells of the gift later is booked where it stands then.
 */
@Injectable()
export class MoveGift {
  constructor(
    private readonly database: Database,
    private readonly announceChanges: AnnounceChanges,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * @param noted writes, in the same transaction, what has to be remembered with the move
   * @throws {DomainError} `DONATION_NOT_FOUND`, `TEAM_NOT_FOUND`, `WALKER_NOT_FOUND`, `GIFT_STANDS_THERE`.
   */
  async execute(
    edition: Edition,
    { donationId, to, reason, tellDonor, actor }: GiftMove,
    noted?: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { parts, asked: gift } = await lockGift(tx, edition, donationId);
      const place = await findPlace(tx, edition, to);
      if (place.page_id === gift.page_id) throw new DomainError('GIFT_STANDS_THERE', 'The gift stands there already');
      const moveId = uuidv7();
      const before = bookingOf(gift);
      const changed = await rebookGifts(tx, edition, [before], [{ ...before, place }], `move:${moveId}`);
      await standAt(tx, gift.id, place);
      const act = { donationId: parts[0].id, subjectId: gift.id, kind: 'move' } as const;
      const found = actPartOf(gift);
      await rememberAct(tx, edition, { ...act, before: [found], after: [{ ...found, ...place }] }, actor);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'move-gift',
        subject: { kind: 'donation', id: gift.id },
        before: { target: gift.target, page: gift.page_id, amountMinor: gift.shareMinor },
        after: { target: place.target, page: place.page_id, amountMinor: gift.shareMinor },
        reason,
      });
      await wishIsFulfilled(tx, parts[0].id);
      if (tellDonor) await tellDonorOf(tx, this.bell, 'gift-moved', gift.id, moveId);
      await noted?.(tx);
      await this.announceChanges.inTransaction(tx, changed);
    });
  }
}

/** Writes where a gift or part stands from now on. */
export async function standAt(tx: Transaction, id: string, place: GiftPlace): Promise<void> {
  await tx.rows(
    `UPDATE donation SET target = $2, page_id = $3, walker_id = $4, team_id = $5, participation_type_id = $6
      WHERE id = $1`,
    [id, place.target, place.page_id, place.walker_id, place.team_id, place.participation_type_id],
  );
}

/** Takes what the donor asked for off the list of what needs a person. */
export async function wishIsFulfilled(tx: Transaction, donationId: string): Promise<void> {
  await tx.rows(
    `UPDATE attention_item SET resolved_at = now()
      WHERE kind = 'wrong-page-request' AND reference = $1 AND resolved_at IS NULL`,
    [donationId],
  );
}
