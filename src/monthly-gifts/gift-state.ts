import type { ChargeState } from './monthly-facts.js';

/** `pending`: begun at Stripe, and the bank of the first payment is at work. */
export type MonthlyGiftState = 'started' | 'pending' | 'active' | 'failing' | 'ended';

/** Where a monthly gift stands, from its subscription and all that was charged. */
export function giftState(
  subscription: { readonly ended: boolean } | null,
  charges: readonly (ChargeState | 'unknown')[],
): MonthlyGiftState {
  if (subscription?.ended === true) return 'ended';
  if (charges.includes('failed')) return 'failing';
  if (charges.includes('paid')) return 'active';
  return subscription === null ? 'started' : 'pending';
}
