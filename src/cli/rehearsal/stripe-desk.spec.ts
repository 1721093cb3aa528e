import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { minor } from '../../domain/money.js';
import { type RunningSandbox, startStripeSandbox } from '../../stripe-sandbox/start-stripe-sandbox.js';
import type { PaymentCourse } from './steps.js';
import { ForeignCheckoutError, StripeDesk } from './stripe-desk.js';

const Session = z.object({ url: z.string().nullable(), status: z.string(), payment_status: z.string() });
const List = z.object({ data: z.array(z.object({ type: z.string() })) });
const Books = z.object({ chargesMinor: z.number(), refundsMinor: z.number(), disputesMinor: z.number() });

describe("Stripe's side of a rehearsal", () => {
  let sandbox: RunningSandbox;
  let desk: StripeDesk;
  let key = 0;

  beforeAll(async () => {
    sandbox = await startStripeSandbox({ port: 0, sepaSettleMs: 86_400_000 });
    desk = new StripeDesk(sandbox.url, 4);
  });

  afterAll(async () => {
    await desk.close();
    await sandbox.close();
  });

  beforeEach(() => {
    key += 1;
  });

  async function stripe<T>(path: string, schema: z.ZodType<T>, fields?: Record<string, string>): Promise<T> {
    const response = await fetch(`${sandbox.url}${path}`, {
      headers: { authorization: 'Bearer sk_sandbox_spec' },
      ...(fields === undefined ? {} : { method: 'POST', body: new URLSearchParams(fields) }),
    });
    const json: unknown = await response.json();
    expect([response.status, json]).toEqual([200, expect.anything()]);
    return schema.parse(json);
  }

  /** Opens a page for EUR 40 the way the platform does. */
  async function openCheckout(): Promise<string> {
    const { url } = await stripe('/v1/checkout/sessions', Session, {
      mode: 'payment',
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'eur',
      'line_items[0][price_data][unit_amount]': '4000',
      'line_items[0][price_data][product_data][name]': 'A gift',
      success_url: 'http://127.0.0.1/thanks',
    });
    return url ?? '';
  }

  async function after(course: PaymentCourse): Promise<z.infer<typeof Session> & { id: string }> {
    const id = await desk.checkOut(await openCheckout(), course);
    return { ...(await stripe(`/v1/checkout/sessions/${id}`, Session)), id };
  }

  async function booksMoveBy(work: () => Promise<void>): Promise<z.infer<typeof Books>> {
    const before = await stripe('/_sandbox/books', Books);
    await work();
    const now = await stripe('/_sandbox/books', Books);
    return {
      chargesMinor: now.chargesMinor - before.chargesMinor,
      refundsMinor: now.refundsMinor - before.refundsMinor,
      disputesMinor: now.disputesMinor - before.disputesMinor,
    };
  }

  it.each(['card', 'bancontact', 'ideal'] as const)('pays by %s on the hosted page', async (method) => {
    const session = await after({ kind: 'paid', method, declinedFirst: false });
    expect(session).toMatchObject({ status: 'complete', payment_status: 'paid' });
  });

  it('is declined first and pays with another card after it', async () => {
    const session = await after({ kind: 'paid', method: 'card', declinedFirst: true });
    expect(session).toMatchObject({ status: 'complete', payment_status: 'paid' });
    const events = await stripe('/v1/events?limit=20', List);
    expect(events.data.map((event) => event.type)).toContain('payment_intent.payment_failed');
  });

  it.each([
    ['abandoned', 'open'],
    ['declined', 'open'],
    ['expired', 'expired'],
  ] as const)('leaves a checkout that is %s unpaid', async (kind, status) => {
    expect(await after({ kind })).toMatchObject({ status, payment_status: 'unpaid' });
  });

  it.each([
    ['succeeds', 'paid', 4_000],
    ['fails', 'unpaid', 0],
  ] as const)(
    'lets a debit that %s be on its way until the bank answers',
    async (outcome, paymentStatus, bookedMinor) => {
      const session = await after({ kind: 'sepa', outcome, settledAtMs: 0 });
      expect(session).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
      const moved = await booksMoveBy(() => desk.settle(session.id, outcome));
      expect(moved).toEqual({ chargesMinor: bookedMinor, refundsMinor: 0, disputesMinor: 0 });
      expect(await stripe(`/v1/checkout/sessions/${session.id}`, Session)).toMatchObject({
        payment_status: paymentStatus,
      });
    },
  );

  it('refunds in parts, and gets the money back of a refund that fails', async () => {
    const { id } = await after({ kind: 'paid', method: 'bancontact', declinedFirst: false });
    const refund = (amountMinor: number, outcome: 'succeeds' | 'fails') => async (): Promise<void> =>
      desk.refund(id, { key: `${String(key)}-${String(amountMinor)}`, amountMinor: minor(amountMinor), outcome });
    expect(await booksMoveBy(refund(1_000, 'succeeds'))).toMatchObject({ refundsMinor: -1_000 });
    expect(await booksMoveBy(refund(3_000, 'fails'))).toMatchObject({ refundsMinor: 0 });
    expect(await booksMoveBy(refund(2_999, 'succeeds'))).toMatchObject({ refundsMinor: -2_999 });
  });

  it.each([
    ['won', -4_000, 0],
    ['lost', -4_000, -4_000],
    ['inquiry', 0, 0],
  ] as const)('opens a dispute that ends as %s', async (outcome, whileOpenMinor, atTheEndMinor) => {
    const { id } = await after({ kind: 'paid', method: 'card', declinedFirst: false });
    let disputeId = '';
    const opened = await booksMoveBy(async () => {
      disputeId = await desk.openDispute(id, outcome, minor(4_000));
    });
    expect(opened.disputesMinor).toBe(whileOpenMinor);
    const closed = await booksMoveBy(() => desk.closeDispute(disputeId, outcome));
    expect(opened.disputesMinor + closed.disputesMinor).toBe(atTheEndMinor);
  });

  it('pays on no page but the stand-in’s', async () => {
    const paid = { kind: 'paid', method: 'card', declinedFirst: false } as const;
    await expect(desk.checkOut('https://checkout.stripe.com/c/pay/cs_live_a1', paid)).rejects.toThrow(
      ForeignCheckoutError,
    );
  });
});
