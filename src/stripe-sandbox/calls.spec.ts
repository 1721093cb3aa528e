import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { clientOf, control, endAll, open, order, pay, refusal, until } from '../../test/support/sandbox-stage.js';

afterEach(async () => {
  jest.restoreAllMocks();
  await endAll();
});

describe("Stripe's stand-in, called by the official client", () => {
  it('refuses a call without a key, with a strange one, and with a live one', async () => {
    const stage = await open();
    for (const key of ['nonsense', 'sk_live_0123456789', 'rk_live_0123456789']) {
      const error = await refusal(clientOf(stage.url, key).events.list());
      expect([error.statusCode, error.type]).toEqual([401, 'StripeAuthenticationError']);
    }
    expect((await fetch(`${stage.url}/v1/events`)).status).toBe(401);
  });

  it('opens a session with everything it was asked for', async () => {
    const { stripe } = await open();
    const session = await stripe.checkout.sessions.create(order());
    expect(session).toMatchObject({
      object: 'checkout.session',
      status: 'open',
      payment_status: 'unpaid',
      amount_total: 4_000,
      currency: 'eur',
      client_reference_id: 'donation-1',
      customer_email: 'donor@example.org',
      metadata: { donation_id: 'donation-1' },
      livemode: false,
    });
    expect(session.url).toContain(`/c/pay/${session.id}`);
    expect(session.lastResponse.requestId).toMatch(/^req_/);
    const items = await stripe.checkout.sessions.listLineItems(session.id);
    expect(items.data.map(({ amount_total: amount }) => amount)).toEqual([4_000]);
  });

  it("answers what is wrong in Stripe's own error bodies", async () => {
    const { stripe } = await open();
    const tooSmall = await refusal(stripe.checkout.sessions.create(order(49)));
    expect(tooSmall).toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError', code: 'amount_too_small' });
    const { success_url: _left, ...incomplete } = order();
    const noWayBack = await refusal(stripe.checkout.sessions.create(incomplete));
    expect(noWayBack).toMatchObject({ statusCode: 400, code: 'parameter_missing', param: 'success_url' });
    const notThere = await refusal(stripe.paymentIntents.retrieve('pi_nowhere'));
    expect(notThere).toMatchObject({ statusCode: 404, code: 'resource_missing' });
    const tooMany = await refusal(stripe.events.list({ limit: 101 }));
    expect(tooMany).toMatchObject({ statusCode: 400, param: 'limit' });
    const soon = Math.floor(Date.now() / 1000) + 60;
    expect(await refusal(stripe.checkout.sessions.create(order(4_000, { expires_at: soon })))).toMatchObject({
      statusCode: 400,
      param: 'expires_at',
    });
  });

  it('gives the same answer to the same idempotency key, and refuses the key for anything else', async () => {
    const { stripe } = await open();
    const first = await stripe.checkout.sessions.create(order(), { idempotencyKey: 'gift-1' });
    const again = await stripe.checkout.sessions.create(order(), { idempotencyKey: 'gift-1' });
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    const other = await refusal(stripe.checkout.sessions.create(order(5_000), { idempotencyKey: 'gift-1' }));
    expect(other).toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' });
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  it('saves what came of work that had begun for its key, and neither a fault of the call nor a limit of its own', async () => {
    const stage = await open();
    const intent = await pay(stage, 'card');
    const key = { idempotencyKey: 'refund-1' };
    const first = await stage.stripe.refunds.create({ payment_intent: intent }, key);
    expect((await stage.stripe.refunds.create({ payment_intent: intent }, key)).id).toBe(first.id);
    const again = { idempotencyKey: 'refund-2' };
    for (const _ of [1, 2]) {
      const refused = await refusal(stage.stripe.refunds.create({ payment_intent: intent }, again));
      expect(refused).toMatchObject({ statusCode: 400, code: 'charge_already_refunded' });
    }
    await control(stage, 'PUT', 'controls', { failures: { calls: 1, status: 429 } });
    const gift = { idempotencyKey: 'gift-2' };
    expect(await refusal(stage.stripe.checkout.sessions.create(order(), gift))).toMatchObject({
      statusCode: 429,
      type: 'StripeRateLimitError',
    });
    await control(stage, 'PUT', 'controls', { failures: { calls: 1, status: 500 } });
    expect(await refusal(stage.stripe.checkout.sessions.create(order(), gift))).toMatchObject({
      statusCode: 500,
      type: 'StripeAPIError',
    });
    const session = await stage.stripe.checkout.sessions.create(order(), gift);
    expect(session.lastResponse.headers['idempotent-replayed']).toBeUndefined();
  });

  it('lets a call hang, refuses its key to a second one meanwhile, and answers that from memory afterwards', async () => {
    const stage = await open();
    const key = { idempotencyKey: 'gift-3' };
    await control(stage, 'PUT', 'controls', { failures: { calls: 1, hangMs: 400 } });
    const first = stage.stripe.checkout.sessions.create(order(), key);
    await until(
      async () => (await control<{ failures: { calls: number } }>(stage, 'GET', 'controls')).failures.calls === 0,
    );
    const meanwhile = await refusal(stage.stripe.checkout.sessions.create(order(), key));
    expect(meanwhile).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    expect(meanwhile.headers?.['stripe-should-retry']).toBe('true');
    const { id, lastResponse } = await first;
    const again = await stage.stripe.checkout.sessions.create(order(), key);
    expect([again.id, again.lastResponse.headers['original-request']]).toEqual([id, lastResponse.requestId]);
    // Whoever does not wait has done the work all the same, and finds it by the same key.
    await control(stage, 'PUT', 'controls', { failures: { calls: 1, hangMs: 300 } });
    const impatient = { idempotencyKey: 'gift-4', timeout: 50 };
    expect((await refusal(stage.stripe.checkout.sessions.create(order(), impatient))).type).toBe(
      'StripeConnectionError',
    );
    await until(async () => (await stage.stripe.checkout.sessions.list()).data.length === 2);
    const found = await stage.stripe.checkout.sessions.create(order(), { idempotencyKey: 'gift-4' });
    expect(found.lastResponse.headers['idempotent-replayed']).toBe('true');
  });

  it("says in Stripe's own words what address there is not, and what cannot be expanded", async () => {
    const { stripe, url } = await open();
    const unknown = await fetch(`${url}/v1/teapots`, { headers: { authorization: 'Bearer sk_sandbox_local' } });
    expect([unknown.status, await unknown.json()]).toEqual([
      404,
      { error: { type: 'invalid_request_error', message: 'Unrecognized request URL (GET: /v1/teapots).' } },
    ]);
    const { id } = await stripe.checkout.sessions.create(order());
    expect(await refusal(stripe.checkout.sessions.retrieve(id, { expand: ['teapot'] }))).toMatchObject({
      statusCode: 400,
      message: 'This property cannot be expanded (teapot).',
    });
  });

  it('shows whole objects where expand asks for them', async () => {
    const stage = await open();
    const intentId = await pay(stage, 'card');
    const [{ id } = { id: '' }] = (await stage.stripe.checkout.sessions.list()).data;
    const session = await stage.stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge'] });
    expect(session.payment_intent).toMatchObject({
      id: intentId,
      status: 'succeeded',
      amount_received: 4_000,
      metadata: { donation_id: 'donation-1' },
      latest_charge: {
        object: 'charge',
        payment_intent: intentId,
        metadata: { donation_id: 'donation-1' },
        payment_method_details: { type: 'card' },
      },
    });
    const movements = await stage.stripe.balanceTransactions.list({ expand: ['data.source'] });
    expect(movements.data[0]).toMatchObject({ amount: 4_000, source: { object: 'charge', payment_intent: intentId } });
  });

  it('pages through a list, newest first, both ways and by time', async () => {
    const { stripe } = await open();
    const made: string[] = [];
    for (let number = 0; number < 25; number += 1) made.unshift((await stripe.checkout.sessions.create(order())).id);
    const all: string[] = [];
    for await (const { id } of stripe.checkout.sessions.list({ limit: 10 })) all.push(id);
    expect(all).toEqual(made);
    const second = await stripe.checkout.sessions.list({ limit: 10, starting_after: made[9] ?? '' });
    expect([second.data.map(({ id }) => id), second.has_more]).toEqual([made.slice(10, 20), true]);
    const back = await stripe.checkout.sessions.list({ limit: 10, ending_before: made[20] ?? '' });
    expect([back.data.map(({ id }) => id), back.has_more]).toEqual([made.slice(10, 20), true]);
    const later = await stripe.checkout.sessions.list({ created: { gt: Math.floor(Date.now() / 1000) + 5 } });
    expect(later.data).toEqual([]);
  });

  it('ends a session when it is told to, and by itself when its time is over', async () => {
    const { stripe, receiver } = await open();
    const told = await stripe.checkout.sessions.create(order());
    expect(await stripe.checkout.sessions.expire(told.id)).toMatchObject({ status: 'expired', url: null });
    expect(await refusal(stripe.checkout.sessions.expire(told.id))).toMatchObject({ statusCode: 400 });
    const left = await stripe.checkout.sessions.create(order());
    const now = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => now() + 25 * 3_600_000);
    await until(() => receiver.taken.length === 2);
    expect(receiver.taken.map(({ event }) => [event.type, (event.data.object as { id: string }).id])).toEqual([
      ['checkout.session.expired', told.id],
      ['checkout.session.expired', left.id],
    ]);
  });
});
