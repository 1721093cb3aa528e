import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import { amountsOfParts, type GiftAmounts } from '../domain/gift-parts.js';
import type { DonationId } from '../domain/ids.js';
import { type Minor, sum } from '../domain/money.js';
import { statusOfPart } from '../domain/payment-position.js';
import type { GiftTo } from '../donations/index.js';
import { AnnounceChanges } from '../live/index.js';
import { OutboxBell } from '../outbox/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { newToken } from '../platform/http/token.js';
import { type ActPart, actPartOf, bookingOf, rememberAct } from './gift-acts.js';
import { findPlace, type GiftPlace } from './gift-place.js';
import { type LockedGift, lockGift } from './lock-gift.js';
import { standAt, wishIsFulfilled } from './move-gift.js';
import { rebookGifts } from './rebook-gift.js';
import { tellDonorOf } from './tell-donor.js';

/** Pages that one gift may be divided between. */
export const MOST_PARTS = 10;

/** One part: where it goes, and what it is of the gift's amount; above 0. */
export interface GiftShare {
  readonly to: GiftTo;
  readonly amountMinor: Minor;
}

/** How a gift is divided, and why. */
export interface GiftSplit {
  readonly donationId: string;
  /** Two to ten, each to another page; together the gift's amount. */
  readonly shares: readonly GiftShare[];
  /** For the audit log; not empty. */
  readonly reason: string;
  readonly tellDonor: boolean;
  readonly actor: Actor;
}

/**
 * Divides a gift between pages. The gift itself becomes the part that stays where it stood, or else the first; every other
 * part is a gift of its own in all lists and totals. What went back or is disputed already is shared out as if it came
 * after the split, so that the order of the two does not matter. Everything is one transaction.
 */
@Injectable()
export class SplitGift {
  constructor(
    private readonly database: Database,
    private readonly announceChanges: AnnounceChanges,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * @returns the ids of all parts, the gift's own first
   * @throws {DomainError} `DONATION_NOT_FOUND`, `TEAM_NOT_FOUND`, `WALKER_NOT_FOUND`; `GIFT_IS_SPLIT` for a split gift and
   *   for a part of one: the split is undone first.
   * @throws {InputInvalidError} for amounts that do not come to the gift's, or a page that is named twice.
   */
  async execute(
    edition: Edition,
    { donationId, shares, reason, tellDonor, actor }: GiftSplit,
  ): Promise<readonly DonationId[]> {
    return this.database.transaction(async (tx) => {
      const { isSplit, asked: gift } = await lockGift(tx, edition, donationId);
      if (isSplit) throw new DomainError('GIFT_IS_SPLIT', 'The gift is split already');
      refuseUnfit(shares, gift.shareMinor);
      const parts = partsOf(gift, await placesOf(tx, edition, shares));
      const splitId = uuidv7();
      const whole = bookingOf(gift);
      for (const part of parts) await storePart(tx, gift, part);
      const changed = await rebookGifts(
        tx,
        edition,
        [whole],
        parts.map(({ id, place, amounts }) => ({ ...whole, id, place, amounts })),
        `split:${splitId}`,
      );
      const after = parts.map(({ id, place, shareMinor }): ActPart => ({ id, amountMinor: shareMinor, ...place }));
      const act = { donationId: gift.id, subjectId: gift.id, kind: 'split', before: [actPartOf(gift)], after } as const;
      await rememberAct(tx, edition, act, actor);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'split-gift',
        subject: { kind: 'donation', id: gift.id },
        before: { parts: act.before },
        after: { parts: after },
        reason,
      });
      await wishIsFulfilled(tx, gift.id);
      if (tellDonor) await tellDonorOf(tx, this.bell, 'gift-split', gift.id, splitId);
      await this.announceChanges.inTransaction(tx, changed);
      return parts.map(({ id }) => id);
    });
  }
}

/** A part as it will be. */
export interface Part {
  readonly id: DonationId;
  readonly place: GiftPlace;
  readonly shareMinor: Minor;
  readonly amounts: GiftAmounts;
}

type PlacedShare = Pick<Part, 'place' | 'shareMinor'>;

/** Refuses shares that do not come to the gift's amount. @throws {InputInvalidError} */
export function refuseUnfit(shares: readonly GiftShare[], amountMinor: Minor): void {
  if (shares.length < 2) throw new InputInvalidError([{ field: 'parts', code: 'TOO_FEW', params: { least: 2 } }]);
  if (shares.length > MOST_PARTS) {
    throw new InputInvalidError([{ field: 'parts', code: 'TOO_MANY', params: { most: MOST_PARTS } }]);
  }
  if (shares.some((share) => share.amountMinor < 1)) {
    throw new InputInvalidError([{ field: 'parts', code: 'AMOUNT_INVALID' }]);
  }
  const foundMinor = sum(...shares.map((share) => share.amountMinor));
  if (foundMinor !== amountMinor) {
    throw new InputInvalidError([
      { field: 'parts', code: 'SUM_DIFFERS', params: { expectedMinor: amountMinor, foundMinor } },
    ]);
  }
}

/** Where each share goes. @throws {DomainError} `TEAM_NOT_FOUND`, `WALKER_NOT_FOUND` @throws {InputInvalidError} */
export async function placesOf(
  tx: Transaction,
  edition: Edition,
  shares: readonly GiftShare[],
): Promise<PlacedShare[]> {
  const placed: PlacedShare[] = [];
  for (const { to, amountMinor } of shares) {
    placed.push({ place: await findPlace(tx, edition, to), shareMinor: amountMinor });
  }
  if (new Set(placed.map(({ place }) => place.page_id)).size < placed.length) {
    throw new InputInvalidError([{ field: 'parts', code: 'NAMED_TWICE' }]);
  }
  return placed;
}

/** The part that stays where the gift stands comes first, and is the gift itself; it stands exactly where it stood. */
export function partsOf(gift: LockedGift, placed: readonly PlacedShare[]): Part[] {
  const staying = placed.findIndex(({ place }) => place.page_id === gift.page_id);
  const first = placed[Math.max(0, staying)];
  if (first === undefined) throw new RangeError('A split has parts');
  const rest = placed.filter((share) => share !== first);
  const ordered = [staying === -1 ? first : { ...first, place: bookingOf(gift).place }, ...rest];
  const amounts = amountsOfParts(
    gift.amounts,
    ordered.map(({ shareMinor }) => shareMinor),
  );
  return ordered.flatMap((share, index) => {
    const own = amounts[index];
    return own === undefined ? [] : [{ ...share, id: index === 0 ? gift.id : newPartId(), amounts: own }];
  });
}

function newPartId(): DonationId {
  return uuidv7() as DonationId;
}

async function storePart(tx: Transaction, gift: LockedGift, { id, place, shareMinor, amounts }: Part): Promise<void> {
  const { paidMinor, refundedMinor, disputedMinor, onItsWayMinor } = amounts;
  const values = [
    shareMinor,
    statusOfPart(gift.status, amounts),
    paidMinor,
    refundedMinor,
    disputedMinor,
    onItsWayMinor,
  ];
  if (id === gift.id) {
    await tx.rows(
      `UPDATE donation SET amount_minor = $2, whole_minor = amount_minor, status = $3, paid_minor = $4,
              refunded_minor = $5, disputed_minor = $6, on_its_way_minor = $7 WHERE id = $1`,
      [id, ...values],
    );
    await standAt(tx, id, place);
    return;
  }
  await tx.rows(
    `INSERT INTO donation (id, edition_id, donor_id, target, page_id, walker_id, team_id, participation_type_id,
       amount_minor, currency, name, company, message, anonymous, language, token, hidden_reason, offline_method, paid_at,
       created_at, certificate_wanted, split_of, status, paid_minor, refunded_minor, disputed_minor, on_its_way_minor)
     SELECT $8, edition_id, donor_id, $9, $10, $11, $12, $13, $2, currency, name, company, message, anonymous, language,
            $14, hidden_reason, offline_method, paid_at, created_at, certificate_wanted, id, $3, $4, $5, $6, $7
       FROM donation WHERE id = $1`,
    [
      gift.id,
      ...values,
      id,
      place.target,
      place.page_id,
      place.walker_id,
      place.team_id,
      place.participation_type_id,
      newToken(),
    ],
  );
}
