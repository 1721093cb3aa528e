import { z } from 'zod';
import {
  Amount,
  type EventOutcome,
  IdOrObject,
  Metadata,
  type StripeEventEnvelope,
  subjectOf,
  toldFact,
} from './told-fact.js';

const Charge = z.object({
  id: z.string(),
  amount_refunded: Amount,
  currency: z.string(),
  payment_intent: IdOrObject.nullish().transform((value) => value ?? null),
  payment_method_details: z
    .object({ type: z.string() })
    .nullish()
    .transform((value) => value?.type ?? null),
  metadata: Metadata,
});

/** A charge says how it was paid, and what was refunded of it so far. That it was paid is its payment intent's word. */
function chargeFact(event: StripeEventEnvelope, told: { state: string; rank: number }): EventOutcome {
  const charge = Charge.parse(event.data.object);
  if (charge.payment_intent === null) return { kind: 'foreign' };
  return toldFact({
    kind: 'charge',
    objectId: charge.id,
    paymentIntentId: charge.payment_intent,
    subject: subjectOf(charge.metadata),
    state: told.state,
    rank: told.rank,
    final: false,
    amount: charge.amount_refunded,
    currency: charge.currency,
    created: event.created,
    method: charge.payment_method_details,
  });
}

/** `charge.succeeded`: the way of paying. Of a charge without our metadata nothing else will follow that is ours. */
export function chargeSucceeded(event: StripeEventEnvelope): EventOutcome {
  const outcome = chargeFact(event, { state: 'succeeded', rank: 0 });
  const ours = outcome.kind === 'facts' && outcome.facts.every(({ subject }) => subject !== null);
  return ours ? outcome : { kind: 'foreign' };
}

/** `charge.refunded`: what was refunded of a charge so far, all refunds together. */
export function chargeRefunded(event: StripeEventEnvelope): EventOutcome {
  return chargeFact(event, { state: 'refunded', rank: 1 });
}
