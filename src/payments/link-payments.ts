import type { Transaction } from '../platform/database/database.js';
import type { ToldFact } from './handlers/told-fact.js';

interface PaymentRow {
  payment_intent_id: string;
  donation_id: string | null;
  registration_id: string | null;
  unclaimed: boolean;
}

/** Which payable each payment intent of a batch belongs to, as far as anybody has said. */
export interface LinkedPayments {
  /** Every payable that the batch may concern; some may turn out not to be ours. */
  readonly payableIds: readonly string[];
  /** The payable that a fact concerns, `null` while nobody has said which. */
  payableOf(fact: ToldFact): string | null;
  /**
   * Writes the links that this batch taught us.
   * @param existing the payables that are really ours.
   * @returns payment intents that name a payable we do not have.
   */
  write(transaction: Transaction, existing: ReadonlySet<string>): Promise<string[]>;
}

/**
 * Takes the lock of every payment intent that the facts name, in the order of their ids, making the row first where
 * there is none. Two events of one payment thus queue here, and the later one sees the earlier one's fact: a refund
 * that arrives before its payment is found when the payment comes, even when both are processed at the same moment.
 * @param alsoLocked payment intents that the facts of others name, such as those of monthly gifts
 */
export async function linkPayments(
  transaction: Transaction,
  facts: readonly ToldFact[],
  alsoLocked: readonly string[] = [],
): Promise<LinkedPayments> {
  const intentIds = [...new Set([...facts.flatMap((fact) => fact.paymentIntentId ?? []), ...alsoLocked])].sort();
  const known = new Map<string, PaymentRow>();
  if (intentIds.length > 0) {
    await transaction.rows(
      `INSERT INTO stripe_payment (payment_intent_id) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING`,
      [intentIds],
    );
    const rows = await transaction.rows<PaymentRow>(
      `SELECT payment_intent_id, donation_id, registration_id, unclaimed FROM stripe_payment
        WHERE payment_intent_id = ANY($1::text[]) ORDER BY payment_intent_id FOR UPDATE`,
      [intentIds],
    );
    for (const row of rows) known.set(row.payment_intent_id, row);
  }

  const told = new Map<string, { kind: 'donation' | 'registration'; id: string }>();
  for (const { paymentIntentId, subject } of facts) {
    if (paymentIntentId !== null && subject !== null) told.set(paymentIntentId, subject);
  }
  const linked = (intentId: string): string | null => {
    const row = known.get(intentId);
    return row?.donation_id ?? row?.registration_id ?? told.get(intentId)?.id ?? null;
  };
  const payableOf = (fact: ToldFact): string | null =>
    (fact.paymentIntentId === null ? null : linked(fact.paymentIntentId)) ?? fact.subject?.id ?? null;

  return {
    payableIds: [...new Set(facts.map(payableOf))].filter((id): id is string => id !== null && id !== '').sort(),
    payableOf,
    async write(tx, existing) {
      const fresh: { intentId: string; donationId: string | null; registrationId: string | null }[] = [];
      const unclaimed = new Set([...known.values()].filter((row) => row.unclaimed).map((row) => row.payment_intent_id));
      for (const [intentId, subject] of told) {
        const row = known.get(intentId);
        if (row !== undefined && (row.donation_id !== null || row.registration_id !== null)) continue;
        if (existing.has(subject.id)) {
          fresh.push({
            intentId,
            donationId: subject.kind === 'donation' ? subject.id : null,
            registrationId: subject.kind === 'registration' ? subject.id : null,
          });
        } else unclaimed.add(intentId);
      }
      const changed = [
        ...fresh,
        ...[...unclaimed].map((intentId) => ({ intentId, donationId: null, registrationId: null })),
      ].sort((a, b) => (a.intentId < b.intentId ? -1 : 1));
      if (changed.length > 0) {
        await tx.rows(
          `UPDATE stripe_payment p SET donation_id = v.donation_id, registration_id = v.registration_id,
                  unclaimed = (v.donation_id IS NULL AND v.registration_id IS NULL)
             FROM unnest($1::text[], $2::uuid[], $3::uuid[]) AS v (payment_intent_id, donation_id, registration_id)
            WHERE p.payment_intent_id = v.payment_intent_id`,
          [
            changed.map((it) => it.intentId),
            changed.map((it) => it.donationId),
            changed.map((it) => it.registrationId),
          ],
        );
      }
      return [...unclaimed].sort();
    },
  };
}
