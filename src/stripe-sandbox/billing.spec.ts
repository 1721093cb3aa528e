import { afterEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { allDelivered, control, endAll, open, refusal, type Stage, until } from '../../test/support/sandbox-stage.js';

afterEach(endAll);

function monthly(more: Partial<Stripe.Checkout.SessionCreateParams> = {}): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'subscription',
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: 'eur',
          unit_amount: 1_500,
          recurring: { interval: 'month' },
          product_data: { name: 'Monthly gift' },
        },
      },
    ],
    customer_email: 'donor@example.org',
    locale: 'nl',
    metadata: { monthly_gift_id: 'gift-1' },
    subscription_data: { metadata: { monthly_gift_id: 'gift-1' } },
    success_url: 'http://127.0.0.1/thanks',
    ...more,
  };
}

/** @returns the subscription's id */
async function subscribe(stage: Stage, method: string): Promise<string> {
  const { id } = await stage.stripe.checkout.sessions.create(monthly());
  await control(stage, 'POST', `checkout_sessions/${id}/pay`, { method });
  const { subscription } = await stage.stripe.checkout.sessions.retrieve(id);
  if (typeof subscription !== 'string') throw new Error(`Session ${id} has no subscription`);
  return subscription;
}

function idOf(object: unknown): string {
  if (typeof object === 'string') return object;
  return typeof object === 'object' && object !== null && 'id' in object ? String(object.id) : '';
}

async function latestInvoice(stage: Stage, subscription: string): Promise<Stripe.Invoice> {
  const [invoice] = (await stage.stripe.invoices.list({ subscription, limit: 1 })).data;
  if (invoice === undefined) throw new Error('Nothing was billed');
  return invoice;
}

describe("Billing at Stripe's stand-in", () => {
  it('begins a subscription on its page, and tells of all that was made', async () => {
    const stage = await open();
    await control(stage, 'PUT', 'deliveries', { concurrency: 1 });
    const { id, url } = await stage.stripe.checkout.sessions.create(monthly());
    const page = await (await fetch(url ?? '')).text();
    expect(page).toContain('per maand');
    expect(page).not.toContain('value="bancontact"');
    const choose = (method: string): Promise<Response> =>
      fetch(url ?? '', { method: 'POST', body: new URLSearchParams({ method }), redirect: 'manual' });
    expect((await choose('card_declined')).status).toBe(402);
    expect((await stage.stripe.subscriptions.list()).data).toEqual([]);
    expect((await choose('card')).status).toBe(303);
    const session = await stage.stripe.checkout.sessions.retrieve(id, { expand: ['subscription', 'customer'] });
    expect(session).toMatchObject({
      mode: 'subscription',
      payment_status: 'paid',
      payment_intent: null,
      customer: { email: 'donor@example.org' },
      subscription: { status: 'active', metadata: { monthly_gift_id: 'gift-1' } },
    });
    await allDelivered(stage);
    expect(stage.receiver.types.slice(3)).toEqual([
      'customer.created',
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice_payment.paid',
      'customer.subscription.updated',
      'checkout.session.completed',
    ]);
    const told = (type: string): unknown =>
      stage.receiver.taken.find(({ event }) => event.type === type)?.event.data.object;
    expect(told('invoice.paid')).toMatchObject({
      amount_paid: 1_500,
      billing_reason: 'subscription_create',
      parent: { subscription_details: { metadata: { monthly_gift_id: 'gift-1' } } },
    });
    // As with Stripe, the payment itself says nothing of what it is for.
    const paid = stage.receiver.taken.findLast(({ event }) => event.type === 'payment_intent.succeeded');
    expect(paid?.event.data.object).toMatchObject({ metadata: {} });
    expect(told('invoice_payment.paid')).toMatchObject({
      payment: { type: 'payment_intent', payment_intent: idOf(paid?.event.data.object) },
    });
  });

  it('bills the next period when it is told to, and shows its payments where they are asked for', async () => {
    const stage = await open();
    const id = await subscribe(stage, 'card');
    const before = (await stage.stripe.subscriptions.retrieve(id)).items.data[0];
    await control(stage, 'POST', `subscriptions/${id}/renew`, {});
    const after = (await stage.stripe.subscriptions.retrieve(id)).items.data[0];
    expect(after?.current_period_start).toBe(before?.current_period_end);
    const invoices = await stage.stripe.invoices.list({ subscription: id, expand: ['data.payments'] });
    expect(invoices.data.map((it) => [it.billing_reason, it.status, it.payments?.data[0]?.status])).toEqual([
      ['subscription_cycle', 'paid', 'paid'],
      ['subscription_create', 'paid', 'paid'],
    ]);
    expect(await control(stage, 'GET', 'books')).toMatchObject({ chargesMinor: 3_000 });
  });

  it('lets a card fail, and be made good on the page of the invoice', async () => {
    const stage = await open();
    const id = await subscribe(stage, 'card_fails_later');
    await control(stage, 'POST', `subscriptions/${id}/renew`, {});
    await until(() => stage.receiver.types.includes('invoice.payment_failed'));
    expect(await stage.stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'past_due' });
    const open_ = await latestInvoice(stage, id);
    expect(open_).toMatchObject({ status: 'open', attempt_count: 1, next_payment_attempt: expect.any(Number) });
    const page = open_.hosted_invoice_url ?? '';
    expect(await (await fetch(page)).text()).toContain('value="card"');
    const choose = (method: string): Promise<Response> =>
      fetch(page, { method: 'POST', body: new URLSearchParams({ method }) });
    expect((await choose('card_declined')).status).toBe(402);
    expect((await choose('card')).status).toBe(200);
    expect(await latestInvoice(stage, id)).toMatchObject({ status: 'paid', attempt_count: 3 });
    expect(await stage.stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'active' });
    await control(stage, 'POST', `subscriptions/${id}/renew`, {});
    expect(await latestInvoice(stage, id)).toMatchObject({ status: 'paid', attempt_count: 1 });
  });

  it('tries a card that fails three more times by itself, and then ends the subscription', async () => {
    const stage = await open({ invoiceRetryMs: 1 });
    const id = await subscribe(stage, 'card');
    await control(stage, 'POST', `subscriptions/${id}/renew`, { outcome: 'failed' });
    await until(() => stage.receiver.types.includes('customer.subscription.deleted'));
    expect(stage.receiver.types.filter((type) => type === 'invoice.payment_failed')).toHaveLength(4);
    expect(await stage.stripe.subscriptions.retrieve(id)).toMatchObject({
      status: 'canceled',
      cancellation_details: { reason: 'payment_failed' },
    });
    expect(await latestInvoice(stage, id)).toMatchObject({ status: 'open', next_payment_attempt: null });
  });

  it('ends a subscription with its period, or at once, and only once', async () => {
    const stage = await open();
    const first = await subscribe(stage, 'card');
    const ending = await stage.stripe.subscriptions.update(first, { cancel_at_period_end: true });
    expect(ending.cancel_at).toBe(ending.items.data[0]?.current_period_end);
    await control(stage, 'POST', `subscriptions/${first}/renew`, {});
    expect(await stage.stripe.subscriptions.retrieve(first)).toMatchObject({ status: 'canceled' });
    const second = await subscribe(stage, 'card');
    expect(await stage.stripe.subscriptions.cancel(second)).toMatchObject({ status: 'canceled' });
    expect(await refusal(stage.stripe.subscriptions.cancel(second))).toMatchObject({ statusCode: 404 });
    expect((await stage.stripe.subscriptions.list()).data).toEqual([]);
    expect((await stage.stripe.subscriptions.list({ status: 'all' })).data).toHaveLength(2);
  });

  it('waits for the bank where the first payment is a SEPA debit', async () => {
    const stage = await open();
    const id = await subscribe(stage, 'sepa_succeeds');
    const invoice = await latestInvoice(stage, id);
    expect(invoice.status).toBe('open');
    const [payment] = (await stage.stripe.invoicePayments.list({ invoice: invoice.id ?? '' })).data;
    const intent = idOf(payment?.payment.payment_intent);
    await control(stage, 'POST', `payment_intents/${intent}/settle`, { outcome: 'succeeded' });
    expect(await latestInvoice(stage, id)).toMatchObject({ status: 'paid' });
    await until(() => stage.receiver.types.includes('checkout.session.async_payment_succeeded'));
  });

  it('refuses what does not come back, and what is for one payment only', async () => {
    const { stripe } = await open();
    const once = monthly();
    delete once.line_items?.[0]?.price_data?.recurring;
    expect(await refusal(stripe.checkout.sessions.create(once))).toMatchObject({
      statusCode: 400,
      param: 'line_items',
    });
    const mixed = monthly({ payment_intent_data: { description: 'once' } });
    expect(await refusal(stripe.checkout.sessions.create(mixed))).toMatchObject({ param: 'payment_intent_data' });
  });
});
