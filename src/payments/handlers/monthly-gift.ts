import { z } from 'zod';
import type { MonthlyGiftId } from '../../domain/ids.js';
import { currency, minor } from '../../domain/money.js';
import type { EndReason, InvoiceFact, MonthlyFact } from '../../monthly-gifts/index.js';
import { MONTHLY_GIFT_KEY } from '../../platform/stripe/metadata-keys.js';
import { Amount, type EventOutcome, IdOrObject, Metadata, type StripeEventEnvelope } from './told-fact.js';

const Seconds = z.number().int().nonnegative();

const Subscription = z.object({
  id: z.string(),
  status: z.string(),
  cancel_at: Seconds.nullish(),
  ended_at: Seconds.nullish(),
  cancellation_details: z.object({ reason: z.string().nullish() }).nullish(),
  items: z.object({ data: z.array(z.object({ current_period_end: Seconds })) }),
  metadata: Metadata,
});

const Invoice = z.object({
  id: z.string(),
  amount_due: Amount,
  amount_paid: Amount,
  attempt_count: z.number().int().nonnegative(),
  currency: z.string(),
  hosted_invoice_url: z.url({ protocol: /^https?$/ }).nullish(),
  next_payment_attempt: Seconds.nullish(),
  parent: z.object({ subscription_details: z.object({ metadata: Metadata }).nullish() }).nullish(),
  lines: z.object({ data: z.array(z.object({ period: z.object({ start: Seconds }) })) }).nullish(),
  created: Seconds,
});

const InvoicePayment = z.object({
  invoice: IdOrObject,
  payment: z.object({ payment_intent: IdOrObject.nullish() }),
});

/** The monthly gift that an object of ours names; `null`: it is another product's. @throws for an id that is none */
function giftOf(metadata: Readonly<Record<string, string>> | undefined): MonthlyGiftId | null {
  const id = metadata?.[MONTHLY_GIFT_KEY];
  return id === undefined ? null : (z.uuid().parse(id) as MonthlyGiftId);
}

function monthly(fact: MonthlyFact): EventOutcome {
  return { kind: 'monthly-facts', facts: [fact] };
}

const OVER = new Set(['canceled', 'incomplete_expired']);
/** In the order in which one second can bring them. */
const STATUS_RANK: Readonly<Record<string, number>> = { incomplete: 0, trialing: 1, past_due: 2, unpaid: 3 };
const OTHER_STATUS_RANK = 4;

/** `customer.subscription.created`, `.updated`, `.deleted`: whether a monthly gift goes on, and until when. */
export function subscriptionTold(event: StripeEventEnvelope): EventOutcome {
  const subscription = Subscription.parse(event.data.object);
  const giftId = giftOf(subscription.metadata);
  if (giftId === null) return { kind: 'foreign' };
  const over = OVER.has(subscription.status);
  const periods = subscription.items.data.map(({ current_period_end: end }) => end * 1000);
  return monthly({
    kind: 'subscription',
    giftId,
    subscriptionId: subscription.id,
    periodEndsAtMs: periods.length === 0 ? null : Math.max(...periods),
    endsAtMs: milliseconds(subscription.cancel_at),
    ended: over ? { atMs: (subscription.ended_at ?? event.created) * 1000, reason: reasonOf(subscription) } : null,
    toldAtMs: event.created * 1000,
    rank: STATUS_RANK[subscription.status] ?? OTHER_STATUS_RANK,
    final: over,
  });
}

function reasonOf({ status, cancellation_details: details }: z.infer<typeof Subscription>): EndReason {
  if (status === 'incomplete_expired') return 'never-paid';
  return details?.reason === 'payment_failed' ? 'payment-failed' : 'asked';
}

function invoiceFact(event: StripeEventEnvelope, told: Pick<InvoiceFact, 'state' | 'rank' | 'final'>): EventOutcome {
  const invoice = Invoice.parse(event.data.object);
  const giftId = giftOf(invoice.parent?.subscription_details?.metadata);
  if (giftId === null) return { kind: 'foreign' };
  const starts = invoice.lines?.data.map(({ period }) => period.start) ?? [];
  return monthly({
    kind: 'invoice',
    giftId,
    invoiceId: invoice.id,
    ...told,
    amountMinor: minor(told.state === 'paid' ? invoice.amount_paid : invoice.amount_due),
    currency: currency(invoice.currency),
    attempts: invoice.attempt_count,
    nextAttemptAtMs: milliseconds(invoice.next_payment_attempt),
    payUrl: invoice.hosted_invoice_url ?? null,
    periodStartsAtMs: (starts.length === 0 ? invoice.created : Math.min(...starts)) * 1000,
    toldAtMs: event.created * 1000,
  });
}

/** `invoice.finalized`: a month is billed. */
export function invoiceFinalized(event: StripeEventEnvelope): EventOutcome {
  return invoiceFact(event, { state: 'open', rank: 0, final: false });
}

/** `invoice.payment_failed`: an attempt to collect it failed; Stripe tries again by itself. */
export function invoicePaymentFailed(event: StripeEventEnvelope): EventOutcome {
  return invoiceFact(event, { state: 'failed', rank: 1, final: false });
}

/** `invoice.marked_uncollectible`: nobody tries any more, though it can still be paid. */
export function invoiceMarkedUncollectible(event: StripeEventEnvelope): EventOutcome {
  return invoiceFact(event, { state: 'uncollectible', rank: 2, final: false });
}

/** `invoice.voided`: it was not meant. */
export function invoiceVoided(event: StripeEventEnvelope): EventOutcome {
  return invoiceFact(event, { state: 'void', rank: 3, final: true });
}

/** `invoice.paid`: the month's money has come; nothing later takes this back but refunds and disputes. */
export function invoicePaid(event: StripeEventEnvelope): EventOutcome {
  return invoiceFact(event, { state: 'paid', rank: 4, final: true });
}

/** `invoice_payment.paid`: which payment it was, whose refunds and disputes are the invoice's. */
export function invoicePaymentPaid(event: StripeEventEnvelope): EventOutcome {
  const { invoice, payment } = InvoicePayment.parse(event.data.object);
  const intent = payment.payment_intent ?? null;
  return intent === null
    ? { kind: 'foreign' }
    : monthly({ kind: 'invoice-payment', invoiceId: invoice, paymentIntentId: intent });
}

function milliseconds(seconds: number | null | undefined): number | null {
  return seconds === null || seconds === undefined ? null : seconds * 1000;
}
