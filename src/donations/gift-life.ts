import { type Minor, minor } from '../domain/money.js';
import type { PaymentStatus } from '../domain/payment-position.js';

/** What can happen to a gift, as its donor reads it. */
export type GiftEventKind =
  | 'started'
  | 'on-its-way'
  | 'failed'
  | 'expired'
  | 'paid'
  | 'refunded'
  | 'refund-returned'
  | 'disputed'
  | 'dispute-returned'
  | 'reversed'
  | 'moved'
  | 'split';

/** Something that happened to a gift. */
export interface GiftEvent {
  readonly kind: GiftEventKind;
  readonly at: Date;
  /** How much it was about; minor units, above 0. */
  readonly amountMinor: Minor;
}

/** A movement of the ledger that is about one gift. */
export interface GiftMovement {
  readonly account: string;
  /** Signed. */
  readonly amountMinor: number;
  readonly postedAt: Date;
}

/**
 * The whole life of a gift from its own entries in the ledger, the earliest first. What never came to an entry (a form
 * that nobody paid) ends with the gift's status.
 */
export function giftLife(
  gift: { readonly startedAt: Date; readonly amountMinor: Minor; readonly status: PaymentStatus },
  movements: readonly GiftMovement[],
): GiftEvent[] {
  const life: GiftEvent[] = [{ kind: 'started', at: gift.startedAt, amountMinor: gift.amountMinor }];
  for (const { account, amountMinor, postedAt: at } of movements) {
    const kind = kindOf(account, amountMinor, gift.status, movements);
    if (kind !== null) life.push({ kind, at, amountMinor: minor(Math.abs(amountMinor)) });
  }
  if (life.length === 1 && (gift.status === 'failed' || gift.status === 'expired')) {
    life.push({ kind: gift.status, at: gift.startedAt, amountMinor: gift.amountMinor });
  }
  return life;
}

function kindOf(
  account: string,
  amountMinor: number,
  status: PaymentStatus,
  movements: readonly GiftMovement[],
): GiftEventKind | null {
  switch (account) {
    case 'paid':
      return amountMinor > 0 ? 'paid' : null;
    case 'offline':
      return amountMinor > 0 ? 'paid' : 'reversed';
    case 'refunded':
      return amountMinor < 0 ? 'refunded' : 'refund-returned';
    case 'disputed':
      return amountMinor < 0 ? 'disputed' : 'dispute-returned';
    case 'on-its-way': {
      if (amountMinor > 0) return 'on-its-way';
      // It left the road because it arrived, which has an entry of its own, or because the bank said no.
      const arrived = movements.some((movement) => movement.account === 'paid' || movement.account === 'offline');
      return arrived || status === 'pending' ? null : 'failed';
    }
    case 'moved':
    case 'split':
      return account;
    default:
      return null;
  }
}
