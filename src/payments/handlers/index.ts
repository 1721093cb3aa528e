import { chargeRefunded, chargeSucceeded } from './charge.js';
import {
  checkoutSessionAsyncPaymentFailed,
  checkoutSessionAsyncPaymentSucceeded,
  checkoutSessionCompleted,
  checkoutSessionExpired,
} from './checkout-session.js';
import { disputeFundsReinstated, disputeFundsWithdrawn, disputeTold } from './dispute.js';
import {
  invoiceFinalized,
  invoiceMarkedUncollectible,
  invoicePaid,
  invoicePaymentFailed,
  invoicePaymentPaid,
  invoiceVoided,
  subscriptionTold,
} from './monthly-gift.js';
import { paymentIntentPaymentFailed, paymentIntentProcessing, paymentIntentSucceeded } from './payment-intent.js';
import { refundTold } from './refund.js';
import type { EventOutcome, StripeEventEnvelope } from './told-fact.js';

/** Reads one type of event. Pure; throws when the object is not what Stripe documents, and the event is then parked. */
export type EventHandler = (event: StripeEventEnvelope) => EventOutcome;

const storedForLater: EventHandler = () => ({ kind: 'stored-for-later' });

/** Every type of event that we act on. What is not here is ignored by name, and counted. */
export const HANDLERS: ReadonlyMap<string, EventHandler> = new Map<string, EventHandler>([
  ['checkout.session.completed', checkoutSessionCompleted],
  ['checkout.session.async_payment_succeeded', checkoutSessionAsyncPaymentSucceeded],
  ['checkout.session.async_payment_failed', checkoutSessionAsyncPaymentFailed],
  ['checkout.session.expired', checkoutSessionExpired],
  ['payment_intent.succeeded', paymentIntentSucceeded],
  ['payment_intent.processing', paymentIntentProcessing],
  ['payment_intent.payment_failed', paymentIntentPaymentFailed],
  ['charge.succeeded', chargeSucceeded],
  ['charge.refunded', chargeRefunded],
  ['refund.created', refundTold],
  ['refund.updated', refundTold],
  ['refund.failed', refundTold],
  ['charge.dispute.created', disputeTold],
  ['charge.dispute.updated', disputeTold],
  ['charge.dispute.closed', disputeTold],
  ['charge.dispute.funds_withdrawn', disputeFundsWithdrawn],
  ['charge.dispute.funds_reinstated', disputeFundsReinstated],
  ['customer.subscription.created', subscriptionTold],
  ['customer.subscription.updated', subscriptionTold],
  ['customer.subscription.deleted', subscriptionTold],
  ['invoice.finalized', invoiceFinalized],
  ['invoice.paid', invoicePaid],
  ['invoice.payment_failed', invoicePaymentFailed],
  ['invoice.marked_uncollectible', invoiceMarkedUncollectible],
  ['invoice.voided', invoiceVoided],
  ['invoice_payment.paid', invoicePaymentPaid],
  ['payout.paid', storedForLater],
  ['payout.failed', storedForLater],
]);
