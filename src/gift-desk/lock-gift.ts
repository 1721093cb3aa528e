import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { GiftAmounts } from '../domain/gift-parts.js';
import { type DonationId, type DonorId, idFrom } from '../domain/ids.js';
import { type Currency, currency, type Minor, minor, sum } from '../domain/money.js';
import type { PaymentStatus } from '../domain/payment-position.js';
import type { Transaction } from '../platform/database/database.js';
import type { GiftPlace } from './gift-place.js';

/** A gift that is whole, or one part of a split one, under its lock. */
export interface LockedGift extends GiftPlace {
  readonly id: DonationId;
  readonly donorId: DonorId;
  readonly status: PaymentStatus;
  readonly currency: Currency;
  /** What it is of the payment. */
  readonly shareMinor: Minor;
  readonly amounts: GiftAmounts;
  /** Its money is booked as `offline`, and not as `paid`. */
  readonly offline: boolean;
}

/** A gift with all its parts, under the lock of the gift that was paid. */
export interface LockedWhole {
  /** The gift that was paid first; the only one of a gift that is whole. */
  readonly parts: readonly [LockedGift, ...LockedGift[]];
  readonly isSplit: boolean;
  readonly amountMinor: Minor;
  /** The one that was asked for. */
  readonly asked: LockedGift;
}

/** A row of `donation`, as {@link GIFT} reads it. */
export interface GiftRow extends GiftPlace {
  id: DonationId;
  donor_id: DonorId;
  status: PaymentStatus;
  currency: string;
  amount_minor: string;
  whole_minor: string | null;
  paid_minor: string;
  refunded_minor: string;
  disputed_minor: string;
  on_its_way_minor: string;
  offline: boolean;
}

export const GIFT = `SELECT id, donor_id, status, target, page_id, walker_id, team_id, participation_type_id, currency,
                     amount_minor, whole_minor, paid_minor, refunded_minor, disputed_minor, on_its_way_minor,
                     offline_method IS NOT NULL AS offline FROM donation`;

/**
 * Locks a gift with all its parts, whichever of them was asked for: first the gift that was paid, which the money path
 * locks too, then its parts in the order of their ids.
 * @throws {DomainError} `DONATION_NOT_FOUND`, also for a part whose split was undone.
 */
export async function lockGift(tx: Transaction, edition: Edition, id: string): Promise<LockedWhole> {
  const [first] = await tx.rows<GiftRow>(
    `${GIFT} WHERE id = (SELECT coalesce(split_of, id) FROM donation WHERE id = $1 AND edition_id = $2) FOR UPDATE`,
    [idFrom(id), edition.id],
  );
  if (first === undefined) throw new DomainError('DONATION_NOT_FOUND', 'No such gift in this edition');
  const others =
    first.whole_minor === null
      ? []
      : await tx.rows<GiftRow>(`${GIFT} WHERE split_of = $1 AND NOT unsplit ORDER BY id FOR UPDATE`, [first.id]);
  const parts = [lockedOf(first), ...others.map(lockedOf)] as const;
  const asked = parts.find((part) => part.id === id.toLowerCase());
  if (asked === undefined) throw new DomainError('DONATION_NOT_FOUND', 'The split that made this part was undone');
  return {
    parts,
    isSplit: first.whole_minor !== null,
    amountMinor: sum(...parts.map(({ shareMinor }) => shareMinor)),
    asked,
  };
}

export function lockedOf(row: GiftRow): LockedGift {
  return {
    id: row.id,
    donorId: row.donor_id,
    status: row.status,
    target: row.target,
    page_id: row.page_id,
    walker_id: row.walker_id,
    team_id: row.team_id,
    participation_type_id: row.participation_type_id,
    currency: currency(row.currency),
    shareMinor: minor(Number(row.amount_minor)),
    amounts: {
      paidMinor: minor(Number(row.paid_minor)),
      refundedMinor: minor(Number(row.refunded_minor)),
      disputedMinor: minor(Number(row.disputed_minor)),
      onItsWayMinor: minor(Number(row.on_its_way_minor)),
    },
    offline: row.offline,
  };
}
