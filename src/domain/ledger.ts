import { difference, minor, type Currency, type Minor } from './money.js';
import type { Position, Suspense } from './payment-position.js';

/** Where an amount is booked. An entry's amount is signed: what it adds to its account. */
export const LEDGER_ACCOUNTS = [
  'paid',
  'refunded',
  'disputed',
  'offline',
  'matched',
  'counted-fee',
  'fee',
  'on-its-way',
  'suspense',
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

/**
 * The one definition of *raised*: paid online + verified offline + settled match − refunds − lost or open disputes, and
 * fees only where the edition says that they count.
 */
export const RAISED_ACCOUNTS = [
  'paid',
  'refunded',
  'disputed',
  'offline',
  'matched',
  'counted-fee',
] as const satisfies readonly LedgerAccount[];

/** One movement to be booked for a payable. */
export interface Posting {
  readonly account: LedgerAccount;
  readonly amountMinor: Minor;
  readonly currency: Currency;
  readonly paymentIntentId: string | null;
  /** What it does to the number of gifts: +1 when the gift starts to count, −1 when nothing of it is left. */
  readonly gifts: -1 | 0 | 1;
}

/** What is booked for a payable so far. Amounts ≥ 0. */
export interface PostedAmounts {
  readonly paidMinor: Minor;
  readonly refundedMinor: Minor;
  readonly disputedMinor: Minor;
  readonly onItsWayMinor: Minor;
  /** Signed sums booked in suspense, by payment intent. */
  readonly suspense: readonly Pick<Suspense, 'paymentIntentId' | 'amountMinor' | 'currency'>[];
}

function netOf(amounts: Pick<PostedAmounts, 'paidMinor' | 'refundedMinor' | 'disputedMinor'>): Minor {
  return minor(amounts.paidMinor - amounts.refundedMinor - amounts.disputedMinor);
}

/** The entries that bring a donation's books from where they are to where they should be; none when they agree. */
export function postingsForDonation(posted: PostedAmounts, position: PostedAmounts, currency: Currency): Posting[] {
  const giftsDelta = (Number(netOf(position) > 0) - Number(netOf(posted) > 0)) as -1 | 0 | 1;
  const movements: [LedgerAccount, Minor][] = [
    ['paid', difference(position.paidMinor, posted.paidMinor)],
    ['refunded', difference(posted.refundedMinor, position.refundedMinor)],
    ['disputed', difference(posted.disputedMinor, position.disputedMinor)],
  ];
  let gifts = giftsDelta;
  const postings: Posting[] = [];
  for (const [account, amountMinor] of movements) {
    if (amountMinor === 0) continue;
    postings.push({ account, amountMinor, currency, paymentIntentId: null, gifts });
    gifts = 0;
  }
  return [...postings, ...onItsWayPosting(posted, position, currency), ...suspensePostings(posted, position)];
}

/** The same for a registration's fee, which is booked net, and counts as raised only where the edition says so. */
export function postingsForFee(
  posted: PostedAmounts,
  position: Position,
  currency: Currency,
  feesCount: boolean,
): Posting[] {
  const amountMinor = difference(netOf(position), netOf(posted));
  const fee: Posting[] =
    amountMinor === 0
      ? []
      : [{ account: feesCount ? 'counted-fee' : 'fee', amountMinor, currency, paymentIntentId: null, gifts: 0 }];
  return [...fee, ...suspensePostings(posted, position)];
}

function onItsWayPosting(posted: PostedAmounts, position: PostedAmounts, currency: Currency): Posting[] {
  const amountMinor = difference(position.onItsWayMinor, posted.onItsWayMinor);
  return amountMinor === 0 ? [] : [{ account: 'on-its-way', amountMinor, currency, paymentIntentId: null, gifts: 0 }];
}

function suspensePostings(posted: PostedAmounts, position: Pick<PostedAmounts, 'suspense'>): Posting[] {
  const open = new Map<string, { amountMinor: number; currency: Currency; paymentIntentId: string }>();
  const add = (it: Pick<Suspense, 'paymentIntentId' | 'amountMinor' | 'currency'>, sign: 1 | -1): void => {
    const key = `${it.paymentIntentId} ${it.currency}`;
    const known = open.get(key) ?? { amountMinor: 0, currency: it.currency, paymentIntentId: it.paymentIntentId };
    open.set(key, { ...known, amountMinor: known.amountMinor + sign * it.amountMinor });
  };
  for (const it of position.suspense) add(it, 1);
  for (const it of posted.suspense) add(it, -1);
  return [...open.values()]
    .filter((it) => it.amountMinor !== 0)
    .map((it) => ({
      account: 'suspense',
      amountMinor: minor(it.amountMinor),
      currency: it.currency,
      paymentIntentId: it.paymentIntentId,
      gifts: 0,
    }));
}
