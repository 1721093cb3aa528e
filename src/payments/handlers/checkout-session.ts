import { z } from 'zod';
import {
  Amount,
  IdOrObject,
  Metadata,
  type StripeEventEnvelope,
  type EventOutcome,
  subjectOf,
  toldFact,
} from './told-fact.js';

const Session = z.object({
  id: z.string(),
  mode: z.string(),
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  payment_intent: IdOrObject.nullish().transform((value) => value ?? null),
  amount_total: Amount.nullish().transform((value) => value ?? 0),
  currency: z
    .string()
    .nullish()
    .transform((value) => value ?? 'eur'),
  metadata: Metadata,
});

function sessionFact(event: StripeEventEnvelope, told: { state: string; rank: number; final: boolean }): EventOutcome {
  const session = Session.parse(event.data.object);
  const subject = subjectOf(session.metadata);
  if (subject === null || session.mode !== 'payment') return { kind: 'foreign' };
  return toldFact({
    kind: 'checkout-session',
    objectId: session.id,
    paymentIntentId: session.payment_intent,
    subject,
    ...told,
    amount: session.amount_total,
    currency: session.currency,
    created: event.created,
  });
}

/** `checkout.session.completed`: paid at once, or (SEPA debit) completed and on its way. */
export function checkoutSessionCompleted(event: StripeEventEnvelope): EventOutcome {
  const { payment_status: paymentStatus } = Session.parse(event.data.object);
  switch (paymentStatus) {
    case 'paid':
    case 'no_payment_required':
      return sessionFact(event, { state: 'paid', rank: 4, final: true });
    case 'unpaid':
      return sessionFact(event, { state: 'completed-unpaid', rank: 1, final: false });
  }
}

/** `checkout.session.async_payment_succeeded`: the money that was on its way has come. */
export function checkoutSessionAsyncPaymentSucceeded(event: StripeEventEnvelope): EventOutcome {
  return sessionFact(event, { state: 'paid', rank: 4, final: true });
}

/** `checkout.session.async_payment_failed`: the money that was on its way will not come. */
export function checkoutSessionAsyncPaymentFailed(event: StripeEventEnvelope): EventOutcome {
  return sessionFact(event, { state: 'async-failed', rank: 3, final: false });
}

/** `checkout.session.expired`: nobody paid in time. */
export function checkoutSessionExpired(event: StripeEventEnvelope): EventOutcome {
  return sessionFact(event, { state: 'expired', rank: 2, final: false });
}
