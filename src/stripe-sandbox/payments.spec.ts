import { afterEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import {
  allDelivered,
  control,
  endAll,
  open,
  order,
  pay,
  refusal,
  type Books,
  until,
} from '../../test/support/sandbox-stage.js';
import { API_VERSION } from './settings.js';

afterEach(endAll);

describe("What Stripe's stand-in tells of a payment", () => {
  it.each(['card', 'bancontact', 'ideal'] as const)(
    'tells of a payment by %s in four signed events',
    async (method) => {
      const stage = await open();
      // One delivery at a time, so that their order is the order of what happened.
      await control(stage, 'PUT', 'deliveries', { concurrency: 1 });
      await pay(stage, method);
      await allDelivered(stage);
      expect(stage.receiver.types).toEqual([
        'payment_intent.created',
        'charge.succeeded',
        'payment_intent.succeeded',
        'checkout.session.completed',
      ]);
      const completed = stage.receiver.taken[3]?.event;
      expect(completed).toMatchObject({ object: 'event', api_version: API_VERSION, livemode: false });
      expect(completed?.data.object).toMatchObject({ payment_status: 'paid', metadata: { donation_id: 'donation-1' } });
    },
  );

  it('tells of whole objects, as large as those of Stripe', async () => {
    const stage = await open();
    await pay(stage, 'card');
    const events = (await stage.stripe.events.list()).data;
    for (const type of ['charge.succeeded', 'checkout.session.completed']) {
      const told = JSON.stringify(events.find((it) => it.type === type)?.data.object);
      expect([type, told.length > 1_800 && told.length < 4_100]).toEqual([type, true]);
    }
    expect(events.find(({ type }) => type === 'charge.succeeded')?.data.object).toMatchObject({
      billing_details: { email: 'donor@example.org' },
      outcome: { network_status: 'approved_by_network' },
      payment_method_details: { card: { last4: '4242' } },
    });
  });

  it('tells of a declined card, and lets the donor try again in the same session', async () => {
    const stage = await open();
    const { id } = await stage.stripe.checkout.sessions.create(order());
    await control(stage, 'POST', `checkout_sessions/${id}/pay`, { method: 'card_declined' });
    await allDelivered(stage);
    expect(stage.receiver.types).toEqual(
      expect.arrayContaining(['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed']),
    );
    expect(await stage.stripe.checkout.sessions.retrieve(id)).toMatchObject({ status: 'open' });
    await control(stage, 'POST', `checkout_sessions/${id}/pay`, { method: 'card' });
    const session = await stage.stripe.checkout.sessions.retrieve(id);
    expect(session).toMatchObject({ status: 'complete', payment_status: 'paid' });
    expect((await stage.stripe.paymentIntents.list()).data).toHaveLength(1);
  });

  it.each([
    ['succeeded', 'checkout.session.async_payment_succeeded', 4_000],
    ['failed', 'checkout.session.async_payment_failed', 0],
  ] as const)('has a SEPA debit on its way first, and %s later', async (outcome, told, chargesMinor) => {
    const stage = await open();
    const intentId = await pay(stage, outcome === 'succeeded' ? 'sepa_succeeds' : 'sepa_fails');
    await allDelivered(stage);
    const completed = stage.receiver.taken.find(({ event }) => event.type === 'checkout.session.completed');
    expect(completed?.event.data.object).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
    expect(stage.receiver.types).toContain('payment_intent.processing');
    expect(await control<Books>(stage, 'GET', 'books')).toMatchObject({ chargesMinor: 0 });
    await control(stage, 'POST', `payment_intents/${intentId}/settle`, { outcome });
    await until(() => stage.receiver.types.includes(told));
    expect(await control<Books>(stage, 'GET', 'books')).toMatchObject({ chargesMinor });
  });

  it('settles a SEPA debit by itself after its time', async () => {
    const stage = await open({ sepaSettleMs: 50 });
    const intentId = await pay(stage, 'sepa_succeeds');
    await until(() => stage.receiver.types.includes('checkout.session.async_payment_succeeded'));
    expect(await stage.stripe.paymentIntents.retrieve(intentId)).toMatchObject({ status: 'succeeded' });
  });

  it('knows a payment of another product, which carries nothing of ours', async () => {
    const stage = await open();
    await control(stage, 'POST', 'foreign_payment', {});
    await until(() => stage.receiver.types.includes('payment_intent.succeeded'));
    const intent = stage.receiver.taken.find(({ event }) => event.type === 'payment_intent.succeeded');
    expect(intent?.event.data.object).toMatchObject({ metadata: {} });
  });
});

describe("What Stripe's stand-in tells of money that goes back", () => {
  it('refunds in parts, tells the cumulative sum, and never more than was paid', async () => {
    const stage = await open();
    const intentId = await pay(stage, 'card');
    const first = await stage.stripe.refunds.create({ payment_intent: intentId, amount: 1_000 });
    expect(first).toMatchObject({ status: 'succeeded', amount: 1_000, payment_intent: intentId });
    expect(await refusal(stage.stripe.refunds.create({ payment_intent: intentId, amount: 3_001 }))).toMatchObject({
      statusCode: 400,
      param: 'amount',
    });
    await stage.stripe.refunds.create({ payment_intent: intentId });
    expect(await refusal(stage.stripe.refunds.create({ payment_intent: intentId }))).toMatchObject({
      code: 'charge_already_refunded',
    });
    await allDelivered(stage);
    const sums = stage.receiver.taken
      .filter(({ event }) => event.type === 'charge.refunded')
      .map(({ event }) => event.data.object as Stripe.Charge);
    expect(sums.map((charge) => [charge.amount_refunded, charge.refunded])).toEqual([
      [1_000, false],
      [4_000, true],
    ]);
    expect(await control<Books>(stage, 'GET', 'books')).toMatchObject({ chargesMinor: 4_000, refundsMinor: -4_000 });
  });

  it('keeps a Bancontact refund pending, and brings the money back when it fails', async () => {
    const stage = await open();
    const intentId = await pay(stage, 'bancontact');
    const refund = await stage.stripe.refunds.create({ payment_intent: intentId });
    expect(refund.status).toBe('pending');
    await control(stage, 'POST', `refunds/${refund.id}/settle`, { status: 'failed' });
    await until(() => stage.receiver.types.includes('refund.failed'));
    expect(await control<Books>(stage, 'GET', 'books')).toMatchObject({ chargesMinor: 4_000, refundsMinor: 0 });
  });

  it('lets a pending refund succeed by itself after its time', async () => {
    const stage = await open({ refundSettleMs: 50 });
    const refund = await stage.stripe.refunds.create({ payment_intent: await pay(stage, 'bancontact') });
    await until(() => stage.receiver.types.includes('refund.updated'));
    expect((await stage.stripe.refunds.retrieve(refund.id)).status).toBe('succeeded');
  });

  it.each([
    ['won', 0],
    ['lost', -4_000],
  ] as const)('withdraws the money of a dispute, which is %s', async (outcome, disputesMinor) => {
    const stage = await open();
    const intentId = await pay(stage, 'card');
    const dispute = await control<Stripe.Dispute>(stage, 'POST', 'disputes', { payment_intent: intentId });
    expect(dispute).toMatchObject({ status: 'needs_response', amount: 4_000, payment_intent: intentId });
    expect(await control<Books>(stage, 'GET', 'books')).toMatchObject({ disputesMinor: -4_000 });
    await control(stage, 'POST', `disputes/${dispute.id}/close`, { outcome });
    await allDelivered(stage);
    expect(new Set(stage.receiver.types.filter((type) => type.startsWith('charge.dispute')))).toEqual(
      new Set([
        'charge.dispute.created',
        'charge.dispute.funds_withdrawn',
        'charge.dispute.updated',
        'charge.dispute.closed',
        ...(outcome === 'won' ? ['charge.dispute.funds_reinstated'] : []),
      ]),
    );
    expect(await control<Books>(stage, 'GET', 'books')).toMatchObject({ disputesMinor });
  });

  it('moves no money for an inquiry', async () => {
    const stage = await open();
    const asked = { payment_intent: await pay(stage, 'card'), status: 'warning_needs_response' };
    const { id } = await control<Stripe.Dispute>(stage, 'POST', 'disputes', asked);
    await control(stage, 'POST', `disputes/${id}/close`, { outcome: 'won' });
    expect(await stage.stripe.disputes.retrieve(id)).toMatchObject({ status: 'warning_closed' });
    expect(await control<Books>(stage, 'GET', 'books')).toMatchObject({ disputesMinor: 0 });
  });

  it('pays out what is there, fees taken off, and tells when the bank gave it back', async () => {
    const stage = await open();
    await pay(stage, 'card');
    const failed = await control<Stripe.Payout>(stage, 'POST', 'payouts', { outcome: 'failed' });
    const paid = await control<Stripe.Payout>(stage, 'POST', 'payouts', {});
    expect(paid.amount).toBe(failed.amount);
    const [first] = (await stage.stripe.balanceTransactions.list({ type: 'charge' })).data;
    expect(paid.amount).toBe(first?.net);
    await until(() => stage.receiver.types.includes('payout.paid') && stage.receiver.types.includes('payout.failed'));
    expect((await stage.stripe.balance.retrieve()).available[0]?.amount).toBe(0);
  });
});

describe("The books of Stripe's stand-in", () => {
  it('pays out the amount that was asked for, and no more than there is', async () => {
    const stage = await open();
    await pay(stage, 'card');
    const paid = await stage.stripe.payouts.create({ amount: 1_000, currency: 'eur' });
    expect(paid).toMatchObject({ amount: 1_000, status: 'paid' });
    expect(await refusal(stage.stripe.payouts.create({ amount: 1_000_000, currency: 'eur' }))).toMatchObject({
      statusCode: 400,
      code: 'balance_insufficient',
    });
    const [fee] = (await stage.stripe.balanceTransactions.list({ type: 'charge' })).data;
    expect((await stage.stripe.balance.retrieve()).available[0]?.amount).toBe((fee?.net ?? 0) - 1_000);
  });

  it('says which movements a payout took with it, each in one payout', async () => {
    const stage = await open();
    await pay(stage, 'card');
    const first = await control<Stripe.Payout>(stage, 'POST', 'payouts', {});
    const second = await pay(stage, 'bancontact', 5_000);
    const next = await control<Stripe.Payout>(stage, 'POST', 'payouts', {});
    const listed = async (payout: string): Promise<number[]> =>
      (await stage.stripe.balanceTransactions.list({ payout })).data.map(({ net }) => net);
    for (const { id, amount } of [first, next]) {
      const nets = await listed(id);
      expect(nets).toContain(-amount);
      expect(nets.reduce((sum, net) => sum + net, 0)).toBe(0);
    }
    const charge = (await stage.stripe.charges.list({ payment_intent: second })).data[0];
    expect(
      (await stage.stripe.balanceTransactions.list({ payout: next.id, source: charge?.id ?? '' })).data,
    ).toHaveLength(1);
    expect((await stage.stripe.balanceTransactions.list({ payout: first.id, source: charge?.id ?? '' })).data).toEqual(
      [],
    );
    expect(await control(stage, 'GET', 'books')).toMatchObject({ grossMinor: 9_000 });
    expect(await refusal(stage.stripe.balanceTransactions.list({ payout: 'po_nowhere' }))).toMatchObject({
      statusCode: 404,
    });
  });

  it('keeps notes on refunds and disputes, and puts evidence before the bank', async () => {
    const stage = await open();
    const refund = await stage.stripe.refunds.create({ payment_intent: await pay(stage, 'card'), amount: 1_000 });
    const noted = await stage.stripe.refunds.update(refund.id, { metadata: { reason: 'twice' } });
    expect(noted.metadata).toEqual({ reason: 'twice' });
    const { id } = await control<Stripe.Dispute>(stage, 'POST', 'disputes', {
      payment_intent: await pay(stage, 'card'),
    });
    expect(await stage.stripe.disputes.update(id, { submit: true })).toMatchObject({ status: 'under_review' });
    expect(await refusal(stage.stripe.disputes.update(id, { submit: true }))).toMatchObject({ statusCode: 400 });
  });
});
