import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { amountsOfWhole } from '../domain/gift-parts.js';
import type { DonationId } from '../domain/ids.js';
import { ZERO } from '../domain/money.js';
import { statusOfPart } from '../domain/payment-position.js';
import { AnnounceChanges } from '../live/index.js';
import { OutboxBell } from '../outbox/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import type { TotalKey } from '../totals/index.js';
import { type ActPart, bookingOf, type GiftAct, isOvertaken, readActs } from './gift-acts.js';
import { isSamePlace, placeOf } from './gift-place.js';
import { type LockedGift, type LockedWhole, lockGift } from './lock-gift.js';
import { standAt } from './move-gift.js';
import { rebookGifts } from './rebook-gift.js';
import { tellDonorOf } from './tell-donor.js';

/** Which act on which gift is undone, and why. */
export interface GiftActUndoing {
  readonly donationId: string;
  readonly actId: string;
  /** For the audit log; not empty. */
  readonly reason: string;
  readonly tellDonor: boolean;
  readonly actor: Actor;
}

const NOTHING = { paidMinor: ZERO, refundedMinor: ZERO, disputedMinor: ZERO, onItsWayMinor: ZERO } as const;

/**
 * Undoes a move or a split: what stands where the act put it goes back to where the act found it, team and participation
 * type of then included. Money that Stripe told of meanwhile goes with it. It is an act of its own, with entries of its own.
 */
@Injectable()
export class UndoGiftAct {
  constructor(
    private readonly database: Database,
    private readonly announceChanges: AnnounceChanges,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * @returns what the act was about, which is there afterwards too: of a split, the gift that was paid
   * @throws {DomainError} `DONATION_NOT_FOUND`, `GIFT_ACT_NOT_FOUND`; `GIFT_ACT_UNDONE` the second time;
   *   `GIFT_ACT_OVERTAKEN` while a later act builds on it, or the gift stands elsewhere than the act left it.
   */
  async execute(
    edition: Edition,
    { donationId, actId, reason, tellDonor, actor }: GiftActUndoing,
  ): Promise<{ readonly donationId: DonationId }> {
    return this.database.transaction(async (tx) => {
      const whole = await lockGift(tx, edition, donationId);
      const acts = await readActs(tx, whole.parts[0].id);
      const act = acts.find(({ id }) => id === actId);
      if (act === undefined) throw new DomainError('GIFT_ACT_NOT_FOUND', 'No such act on this gift');
      if (act.undoneAt !== null) throw new DomainError('GIFT_ACT_UNDONE', 'The act is undone already');
      if (isOvertaken(act, acts) || !standsAsLeft(whole, act)) {
        throw new DomainError('GIFT_ACT_OVERTAKEN', 'Something was done with the gift since');
      }
      const undoId = uuidv7();
      const cause = `undo-${act.kind}:${undoId}`;
      const changed =
        act.kind === 'move'
          ? await moveBack(tx, edition, whole, act, cause)
          : await join(tx, edition, whole, act, cause);
      await tx.rows(`UPDATE gift_act SET undone_by = $2, undone_at = now() WHERE id = $1`, [act.id, actor.name]);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: act.kind === 'move' ? 'undo-move-gift' : 'undo-split-gift',
        subject: { kind: 'donation', id: act.subjectId },
        before: { parts: act.after },
        after: { parts: act.before },
        reason,
      });
      if (tellDonor) await tellDonorOf(tx, this.bell, 'gift-moved', act.subjectId, undoId);
      await this.announceChanges.inTransaction(tx, changed);
      return { donationId: act.subjectId };
    });
  }
}

/** Whether every part of the act is as the act left it, and a split has no other parts. */
function standsAsLeft({ parts, isSplit }: LockedWhole, { kind, after }: GiftAct): boolean {
  if (kind === 'split' && (!isSplit || parts.length !== after.length)) return false;
  return after.every((left) => {
    const now = parts.find(({ id }) => id === left.id);
    return now !== undefined && isSamePlace(now, left) && (kind === 'move' || now.shareMinor === left.amountMinor);
  });
}

async function moveBack(
  tx: Transaction,
  edition: Edition,
  { parts }: LockedWhole,
  act: GiftAct,
  cause: string,
): Promise<TotalKey[]> {
  const [found, gift] = [onlyOf(act.before), parts.find(({ id }) => id === act.subjectId)];
  if (gift === undefined) throw new DomainError('GIFT_ACT_OVERTAKEN', 'The part is gone');
  const place = placeOf(found);
  const booked = bookingOf(gift);
  await standAt(tx, gift.id, place);
  return rebookGifts(tx, edition, [booked], [{ ...booked, place }], cause);
}

/** Puts the parts of a split gift together again; the other parts stay in the ledger's memory, with nothing booked. */
async function join(
  tx: Transaction,
  edition: Edition,
  { parts, amountMinor }: LockedWhole,
  act: GiftAct,
  cause: string,
): Promise<TotalKey[]> {
  const [first] = parts;
  const place = placeOf(onlyOf(act.before));
  const amounts = amountsOfWhole(parts.map((part) => part.amounts));
  await tx.rows(
    `UPDATE donation SET unsplit = true, status = 'expired', paid_minor = 0, refunded_minor = 0, disputed_minor = 0,
            on_its_way_minor = 0 WHERE split_of = $1 AND NOT unsplit`,
    [first.id],
  );
  await tx.rows(
    `UPDATE donation SET amount_minor = $2, whole_minor = NULL, status = $3, paid_minor = $4, refunded_minor = $5,
            disputed_minor = $6, on_its_way_minor = $7 WHERE id = $1`,
    [
      first.id,
      amountMinor,
      statusOfPart(first.status, amounts),
      amounts.paidMinor,
      amounts.refundedMinor,
      amounts.disputedMinor,
      amounts.onItsWayMinor,
    ],
  );
  await standAt(tx, first.id, place);
  const emptied = (part: LockedGift) => ({ ...bookingOf(part), amounts: part.id === first.id ? amounts : NOTHING });
  return rebookGifts(
    tx,
    edition,
    parts.map(bookingOf),
    parts.map((part) => (part.id === first.id ? { ...emptied(part), place } : emptied(part))),
    cause,
  );
}

function onlyOf(parts: readonly ActPart[]): ActPart {
  const [only] = parts;
  if (only === undefined || parts.length !== 1) throw new RangeError('An act found one gift');
  return only;
}
