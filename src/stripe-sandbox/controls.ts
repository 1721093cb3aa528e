import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Account } from './account.js';
import { MONTHLY_CHOICES, PAYMENT_CHOICES } from './payment-choices.js';
import type { Answering } from './call.js';
import { ApiError } from './errors.js';

const Ratio = z.number().min(0).max(1);
const Id = z.object({ id: z.string() });

const DeliveryChanges = z
  .object({
    duplicateRatio: Ratio,
    extraCopies: z.int().min(1).max(20),
    dropRatio: Ratio,
    shuffleWindow: z.int().min(0).max(10_000),
    delayMs: z.object({ min: z.number().min(0), max: z.number().min(0).max(600_000) }),
    paused: z.boolean(),
    concurrency: z.int().min(1).max(256),
    retryBaseMs: z.int().min(1).max(3_600_000),
    seed: z.int(),
  })
  .partial();

/** What the next calls come to: one of Stripe's refusals, or a pause before their work, in which callers lose patience. */
const FailureOrders = z.object({
  calls: z.int().min(0).max(10_000),
  status: z.literal([429, 500, 503]).nullable().default(null),
  hangMs: z.int().min(0).max(600_000).default(0),
});

/**
 * What a test may do that a caller of Stripe's API cannot: pay as a person does, settle debits and refunds, open and
 * close disputes, pay out, and make deliveries misbehave. JSON in and out, under `/_sandbox`.
 */
export function mountControls(app: FastifyInstance, account: Account, answering: Omit<Answering, 'expand'>): void {
  const { deliveries } = account;
  const body = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> => {
    const parsed = schema.safeParse(value ?? {});
    if (!parsed.success) throw new ApiError(400, 'invalid_request_error', null, z.prettifyError(parsed.error));
    return parsed.data;
  };

  const state = (): object => ({
    sessions: account.sessions.size,
    paymentIntents: account.intents.size,
    refunds: account.refunds.size,
    disputes: account.disputes.size,
    subscriptions: account.subscriptions.size,
    deliveries: deliveries.report(),
    books: account.books(),
  });
  app.get('/_sandbox/state', state);
  app.get('/_sandbox/books', () => account.books());

  app.get('/_sandbox/deliveries', () => deliveries.report());
  app.put('/_sandbox/deliveries', ({ body: sent }) => {
    const changes = body(DeliveryChanges, sent);
    return deliveries.configure(Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)));
  });
  app.post('/_sandbox/deliveries/flush', () => {
    deliveries.flush();
    return deliveries.report();
  });
  app.post('/_sandbox/deliveries/redeliver', ({ body: sent }) => {
    const asked = body(
      z.object({ eventIds: z.array(z.string()).max(10_000).optional(), dropped: z.boolean().optional() }),
      sent,
    );
    const named = (asked.eventIds ?? []).flatMap((id) => account.events.get(id) ?? []);
    const events = asked.dropped === true ? [...named, ...deliveries.droppedEvents] : named;
    for (const event of events) deliveries.redeliver(event);
    return { redelivered: events.length };
  });

  app.get('/_sandbox/controls', () => ({ deliveries: deliveries.behaviour, failures: answering.failures.left }));
  app.put('/_sandbox/controls', ({ body: sent }) => {
    const { failures } = body(z.object({ failures: FailureOrders }), sent);
    answering.failures.order(failures);
    return answering.failures.left;
  });
  app.post('/_sandbox/reset', async () => {
    account.reset();
    answering.idempotency.reset();
    answering.failures.reset();
    await answering.journal.clear();
    return state();
  });

  app.post('/_sandbox/checkout_sessions/:id/pay', ({ params, body: sent }) => {
    const { id } = Id.parse(params);
    const { method } = body(z.object({ method: z.enum([...PAYMENT_CHOICES, ...MONTHLY_CHOICES]) }), sent);
    const outcome = account.pay(id, method);
    return { outcome, session: account.session(id) };
  });
  app.post('/_sandbox/payment_intents/:id/settle', ({ params, body: sent }) => {
    const { outcome } = body(z.object({ outcome: z.enum(['succeeded', 'failed']) }), sent);
    return account.settleDebit(Id.parse(params).id, outcome);
  });
  app.post('/_sandbox/refunds/:id/settle', ({ params, body: sent }) => {
    const { status } = body(z.object({ status: z.enum(['succeeded', 'failed']) }), sent);
    return account.settleRefund(Id.parse(params).id, status);
  });
  app.post('/_sandbox/disputes', ({ body: sent }) => {
    const asked = body(
      z.object({
        payment_intent: z.string(),
        amount: z.int().positive().optional(),
        reason: z.string().default('fraudulent'),
        status: z.enum(['needs_response', 'warning_needs_response']).default('needs_response'),
      }),
      sent,
    );
    const charge = account.chargeOfIntent(asked.payment_intent);
    return account.openDispute(charge, asked.amount ?? null, asked.reason, asked.status === 'warning_needs_response');
  });
  app.post('/_sandbox/disputes/:id/close', ({ params, body: sent }) => {
    const { outcome } = body(z.object({ outcome: z.enum(['won', 'lost']) }), sent);
    return account.closeDispute(Id.parse(params).id, outcome);
  });
  app.post('/_sandbox/payouts', ({ body: sent }) =>
    account.payOut(body(z.object({ outcome: z.enum(['paid', 'failed']).default('paid') }), sent).outcome),
  );
  app.post('/_sandbox/subscriptions/:id/renew', ({ params, body: sent }) => {
    const { outcome } = body(z.object({ outcome: z.enum(['paid', 'failed']).nullable().default(null) }), sent);
    return account.renew(Id.parse(params).id, outcome);
  });
  app.post('/_sandbox/invoices/:id/pay', ({ params, body: sent }) => {
    const { method } = body(z.object({ method: z.enum(PAYMENT_CHOICES).nullable().default(null) }), sent);
    return account.payInvoice(Id.parse(params).id, method);
  });
  app.post('/_sandbox/foreign_payment', ({ body: sent }) =>
    account.foreignPayment(body(z.object({ amount: z.int().positive().default(1_000) }), sent).amount),
  );
}
