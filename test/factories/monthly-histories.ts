import fc from 'fast-check';
import type { MonthlyStory } from './monthly-events.js';
import { type StripeEvent, stripeId } from './stripe-events.js';

const MONTH = 30 * 86_400;

/** What became of one month of a subscription. */
export interface Month {
  readonly end: 'paid' | 'paid-late' | 'failed' | 'void';
  readonly refund: 'none' | 'part' | 'failed';
  readonly dispute: 'none' | 'lost' | 'won';
}
/** Up to three months. */
export const monthlyHistories: fc.Arbitrary<Month[]> = fc.array(
  fc.record({
    end: fc.constantFrom<Month['end']>('paid', 'paid-late', 'failed', 'void'),
    refund: fc.constantFrom<Month['refund']>('none', 'part', 'failed'),
    dispute: fc.constantFrom<Month['dispute']>('none', 'lost', 'won'),
  }),
  { minLength: 1, maxLength: 3 },
);

/** All that Stripe tells of a history, in its order. */
export function eventsOf(story: MonthlyStory, history: readonly Month[], ends: boolean): StripeEvent[] {
  const events = [story.subscription('created', 0, { status: 'incomplete' })];
  for (const [month, { end, refund, dispute }] of history.entries()) {
    const at = month * MONTH;
    events.push(story.invoice('finalized', month, at), story.subscription('updated', at, { status: 'active', month }));
    if (end === 'paid-late' || end === 'failed') {
      events.push(
        story.invoice('payment_failed', month, at + 5, 1),
        story.invoice('payment_failed', month, at + 5, 2),
        story.subscription('updated', at + 5, { status: 'past_due', month }),
      );
    }
    if (end === 'void') events.push(story.invoice('voided', month, at + 5));
    if (end !== 'paid' && end !== 'paid-late') continue;
    const paid = at + (end === 'paid' ? 0 : 500);
    events.push(
      ...story.payment(month, paid),
      story.invoice('paid', month, paid, 3),
      story.invoicePayment(month, paid),
    );
    const re = stripeId('re');
    if (refund !== 'none') events.push(story.refund(re, month, 500, 'succeeded', paid + 50));
    if (refund === 'failed') events.push(story.refund(re, month, 500, 'failed', paid + 60));
    const du = stripeId('du');
    if (dispute !== 'none') {
      events.push(story.dispute(du, month, 'needs_response', paid + 70), story.dispute(du, month, dispute, paid + 80));
    }
  }
  const last = history.length * MONTH;
  if (ends) {
    events.push(
      story.subscription('deleted', last, { status: 'canceled', month: history.length, reason: 'payment_failed' }),
    );
  }
  return events;
}
