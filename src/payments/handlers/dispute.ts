import { z } from 'zod';
import { Amount, IdOrObject, type StripeEventEnvelope, type EventOutcome, toldFact } from './told-fact.js';

const Dispute = z.object({
  id: z.string(),
  amount: Amount,
  currency: z.string(),
  payment_intent: IdOrObject.nullish().transform((value) => value ?? null),
  status: z.string(),
});

/**
 * Where the money is in each of Stripe's states. Warnings are questions of a bank that move nothing; an appeal is heard
 * while the money is gone.
 */
const STATE: Readonly<Record<string, { state: string; rank: number }>> = {
  warning_needs_response: { state: 'warning', rank: 0 },
  warning_under_review: { state: 'warning', rank: 0 },
  warning_closed: { state: 'warning-closed', rank: 1 },
  prevented: { state: 'prevented', rank: 1 },
  needs_response: { state: 'open', rank: 2 },
  under_review: { state: 'open', rank: 2 },
  appeal_needs_response: { state: 'lost', rank: 4 },
  appeal_under_review: { state: 'lost', rank: 4 },
  lost: { state: 'lost', rank: 4 },
  won: { state: 'won', rank: 5 },
};

/** A dispute in a state that this release does not know; the event is parked until somebody looks. */
export class DisputeStatusUnknownError extends Error {
  constructor(readonly status: string) {
    super(`A dispute with the unknown status "${status}"`);
    this.name = 'DisputeStatusUnknownError';
  }
}

function disputeFact(event: StripeEventEnvelope, moved?: { state: string; rank: number }): EventOutcome {
  const dispute = Dispute.parse(event.data.object);
  if (dispute.payment_intent === null) return { kind: 'foreign' };
  const told = moved ?? STATE[dispute.status];
  if (told === undefined) throw new DisputeStatusUnknownError(dispute.status);
  return toldFact({
    kind: 'dispute',
    objectId: dispute.id,
    paymentIntentId: dispute.payment_intent,
    subject: null,
    ...told,
    final: false,
    amount: dispute.amount,
    currency: dispute.currency,
    created: event.created,
  });
}

/** `charge.dispute.created`, `.updated`, `.closed`: the dispute's own state says where the money is. */
export function disputeTold(event: StripeEventEnvelope): EventOutcome {
  return disputeFact(event);
}

/** `charge.dispute.funds_withdrawn`: the money has left, whatever state the dispute is told in. */
export function disputeFundsWithdrawn(event: StripeEventEnvelope): EventOutcome {
  return disputeFact(event, { state: 'funds-withdrawn', rank: 3 });
}

/** `charge.dispute.funds_reinstated`: the money is back, whatever state the dispute is told in. */
export function disputeFundsReinstated(event: StripeEventEnvelope): EventOutcome {
  return disputeFact(event, { state: 'funds-reinstated', rank: 6 });
}
