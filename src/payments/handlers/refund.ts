import { z } from 'zod';
import { Amount, type EventOutcome, IdOrObject, type StripeEventEnvelope, toldFact } from './told-fact.js';

const Refund = z.object({
  id: z.string(),
  amount: Amount,
  currency: z.string(),
  payment_intent: IdOrObject.nullish().transform((value) => value ?? null),
  status: z.enum(['pending', 'requires_action', 'succeeded', 'failed', 'canceled']),
});

/** A refund's states in the order in which one second can bring them; a failed or cancelled one stays so. */
const RANK: Record<z.infer<typeof Refund>['status'], number> = {
  pending: 0,
  requires_action: 1,
  succeeded: 2,
  canceled: 3,
  failed: 4,
};

/** `refund.created`, `refund.updated`, `refund.failed`: where one refund stands now. */
export function refundTold(event: StripeEventEnvelope): EventOutcome {
  const refund = Refund.parse(event.data.object);
  if (refund.payment_intent === null) return { kind: 'foreign' };
  return toldFact({
    kind: 'refund',
    objectId: refund.id,
    paymentIntentId: refund.payment_intent,
    subject: null,
    state: refund.status,
    rank: RANK[refund.status],
    final: refund.status === 'failed' || refund.status === 'canceled',
    amount: refund.amount,
    currency: refund.currency,
    created: event.created,
  });
}
