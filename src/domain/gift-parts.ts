import { difference, type Minor, sharedOut, sum } from './money.js';

/** What is booked for a gift, or for a part of one; each ≥ 0. */
export interface GiftAmounts {
  readonly paidMinor: Minor;
  readonly refundedMinor: Minor;
  readonly disputedMinor: Minor;
  readonly onItsWayMinor: Minor;
}

/**
 * What of a gift belongs to each of its parts. It depends on where the whole gift stands and on the shares alone, so a
 * refund before a split and the same refund after it end in the same books, to the cent:
 * - the payment and what is on its way: by the shares, which is each share exactly, as a gift is paid whole;
 * - what was refunded: by the shares;
 * - what is disputed: by what the refunds left of each part.
 * Every column adds up to that of the whole, and no part loses more than it was given.
 * @param shares what each part is of the gift's amount; at least one above 0
 */
export function amountsOfParts(whole: GiftAmounts, shares: readonly Minor[]): GiftAmounts[] {
  const paid = sharedOut(whole.paidMinor, shares);
  const refunded = sharedOut(whole.refundedMinor, paid);
  const disputed = sharedOut(
    whole.disputedMinor,
    paid.map((paidMinor, index) => difference(paidMinor, at(refunded, index))),
  );
  const onItsWay = sharedOut(whole.onItsWayMinor, shares);
  return paid.map((paidMinor, index) => ({
    paidMinor,
    refundedMinor: at(refunded, index),
    disputedMinor: at(disputed, index),
    onItsWayMinor: at(onItsWay, index),
  }));
}

/** What all parts come to. */
export function amountsOfWhole(parts: readonly GiftAmounts[]): GiftAmounts {
  return {
    paidMinor: sum(...parts.map((it) => it.paidMinor)),
    refundedMinor: sum(...parts.map((it) => it.refundedMinor)),
    disputedMinor: sum(...parts.map((it) => it.disputedMinor)),
    onItsWayMinor: sum(...parts.map((it) => it.onItsWayMinor)),
  };
}

function at(amounts: readonly Minor[], index: number): Minor {
  const amount = amounts[index];
  if (amount === undefined) throw new RangeError('Amounts are shared out to every part');
  return amount;
}
