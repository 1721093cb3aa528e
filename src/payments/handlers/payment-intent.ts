import { z } from 'zod';
import { Amount, Metadata, type StripeEventEnvelope, type EventOutcome, subjectOf, toldFact } from './told-fact.js';

const PaymentIntent = z.object({
  id: z.string(),
  amount: Amount,
  amount_received: Amount.nullish().transform((value) => value ?? 0),
  currency: z.string(),
  metadata: Metadata,
});

function intentFact(
  event: StripeEventEnvelope,
  told: { state: string; rank: number; final: boolean; received: boolean },
): EventOutcome {
  const intent = PaymentIntent.parse(event.data.object);
  const subject = subjectOf(intent.metadata);
  if (subject === null) return { kind: 'foreign' };
  return toldFact({
    kind: 'payment-intent',
    objectId: intent.id,
    paymentIntentId: intent.id,
    subject,
    state: told.state,
    rank: told.rank,
    final: told.final,
    amount: told.received ? intent.amount_received : intent.amount,
    currency: intent.currency,
    created: event.created,
  });
}

/** `payment_intent.succeeded`: the money has come; nothing later takes this back but refunds and disputes. */
export function paymentIntentSucceeded(event: StripeEventEnvelope): EventOutcome {
  return intentFact(event, { state: 'succeeded', rank: 3, final: true, received: true });
}

/** `payment_intent.processing`: the bank is at work (SEPA debit: up to 14 days). */
export function paymentIntentProcessing(event: StripeEventEnvelope): EventOutcome {
  return intentFact(event, { state: 'processing', rank: 1, final: false, received: false });
}

/** `payment_intent.payment_failed`: one attempt was declined, or the bank refused after processing. */
export function paymentIntentPaymentFailed(event: StripeEventEnvelope): EventOutcome {
  return intentFact(event, { state: 'payment-failed', rank: 2, final: false, received: false });
}
