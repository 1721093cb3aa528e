import { describe, expect, it } from '@jest/globals';
import { HANDLERS } from './index.js';
import type { EventOutcome } from './told-fact.js';

const DONATION = '0190f1c2-7000-7000-8000-000000000001';
const ours = { donation_id: DONATION };

function read(type: string, object: Record<string, unknown>): EventOutcome {
  const handler = HANDLERS.get(type);
  if (handler === undefined) throw new Error(`Nobody handles ${type}`);
  return handler({ id: 'evt_1', object: 'event', type, created: 1_696_748_400, data: { object } });
}

const session = {
  id: 'cs_1',
  mode: 'payment',
  payment_status: 'paid',
  payment_intent: 'pi_1',
  amount_total: 4_000,
  currency: 'eur',
  metadata: ours,
};
const intent = { id: 'pi_1', amount: 4_000, amount_received: 4_000, currency: 'eur', metadata: ours };
const refund = { id: 're_1', amount: 500, currency: 'eur', payment_intent: 'pi_1', status: 'succeeded' };
const charge = { id: 'ch_1', amount_refunded: 500, currency: 'eur', payment_intent: 'pi_1', metadata: ours };
const dispute = { id: 'dp_1', amount: 4_000, currency: 'eur', payment_intent: 'pi_1', status: 'needs_response' };

describe('an event', () => {
  it.each([
    ['checkout.session.completed', session, 'checkout-session', 'paid', 4_000],
    [
      'checkout.session.completed',
      { ...session, payment_status: 'unpaid' },
      'checkout-session',
      'completed-unpaid',
      4_000,
    ],
    ['checkout.session.async_payment_succeeded', session, 'checkout-session', 'paid', 4_000],
    [
      'checkout.session.async_payment_failed',
      { ...session, payment_status: 'unpaid' },
      'checkout-session',
      'async-failed',
      4_000,
    ],
    [
      'checkout.session.expired',
      { ...session, payment_status: 'unpaid', payment_intent: null },
      'checkout-session',
      'expired',
      4_000,
    ],
    ['payment_intent.succeeded', intent, 'payment-intent', 'succeeded', 4_000],
    ['payment_intent.succeeded', { ...intent, amount_received: 3_000 }, 'payment-intent', 'succeeded', 3_000],
    ['payment_intent.processing', { ...intent, amount_received: 0 }, 'payment-intent', 'processing', 4_000],
    ['payment_intent.payment_failed', { ...intent, amount_received: 0 }, 'payment-intent', 'payment-failed', 4_000],
    ['charge.succeeded', { ...charge, amount_refunded: 0 }, 'charge', 'succeeded', 0],
    ['charge.refunded', charge, 'charge', 'refunded', 500],
    ['refund.created', { ...refund, status: 'pending' }, 'refund', 'pending', 500],
    ['refund.updated', refund, 'refund', 'succeeded', 500],
    ['refund.failed', { ...refund, status: 'failed' }, 'refund', 'failed', 500],
    ['charge.dispute.created', dispute, 'dispute', 'open', 4_000],
    ['charge.dispute.created', { ...dispute, status: 'warning_needs_response' }, 'dispute', 'warning', 4_000],
    ['charge.dispute.updated', { ...dispute, status: 'under_review' }, 'dispute', 'open', 4_000],
    ['charge.dispute.closed', { ...dispute, status: 'lost' }, 'dispute', 'lost', 4_000],
    ['charge.dispute.closed', { ...dispute, status: 'won' }, 'dispute', 'won', 4_000],
    ['charge.dispute.funds_withdrawn', dispute, 'dispute', 'funds-withdrawn', 4_000],
    ['charge.dispute.funds_reinstated', { ...dispute, status: 'won' }, 'dispute', 'funds-reinstated', 4_000],
  ])('%s of %j tells of a %s that is %s for %i cents', (type, object, kind, state, amountMinor) => {
    expect(read(type, object)).toMatchObject({
      kind: 'facts',
      facts: [{ kind, state, amountMinor, currency: 'EUR', toldAtMs: 1_696_748_400_000 }],
    });
  });

  it.each([
    ['checkout.session.completed', { ...session, metadata: {} }],
    ['checkout.session.completed', { ...session, mode: 'subscription' }],
    ['payment_intent.succeeded', { ...intent, metadata: { order: '7' } }],
    ['refund.created', { ...refund, payment_intent: null }],
    ['charge.succeeded', { ...charge, metadata: { order: '7' } }],
    ['charge.refunded', { ...charge, payment_intent: null }],
    ['charge.dispute.created', { ...dispute, payment_intent: null }],
  ])('%s of something that is not ours is foreign', (type, object) => {
    expect(read(type, object)).toEqual({ kind: 'foreign' });
  });

  it.each(['payout.paid', 'payout.failed'])('%s is kept for the books', (type) => {
    expect(read(type, {})).toEqual({ kind: 'stored-for-later' });
  });

  it.each([
    ['an amount that is no whole number of cents', 'payment_intent.succeeded', { ...intent, amount: 40.5 }],
    ['a negative amount', 'refund.created', { ...refund, amount: -1 }],
    ['a status that nobody knows', 'charge.dispute.updated', { ...dispute, status: 'in_the_clouds' }],
    ['a currency that is none', 'payment_intent.succeeded', { ...intent, currency: 'euro' }],
    ['no id', 'checkout.session.completed', { ...session, id: undefined }],
  ])('with %s is not guessed at', (_what, type, object) => {
    expect(() => read(type, object)).toThrow();
  });

  it('names its payment whether Stripe sends an id or the whole object', () => {
    expect(
      read('refund.updated', { ...refund, payment_intent: { id: 'pi_1', object: 'payment_intent' } }),
    ).toMatchObject({
      facts: [{ paymentIntentId: 'pi_1' }],
    });
  });
});
