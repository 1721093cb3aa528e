import type { Transaction } from '../platform/database/database.js';
import type { SubjectRef, ToldFact } from './handlers/told-fact.js';
import type { Payable } from './payables.js';

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
   */
  write(transaction: Transaction, existing: ReadonlyMap<string, Pick<Payable, 'kind'>>): Promise<Claims>;
}

/** Payment intents that name, or named, a payable we do not have; in the order of their ids. */
export interface Claims {
  readonly unclaimed: readonly string[];
  /** Nobody's until this batch: what their money waits as in suspense is to be taken back. */
  readonly claimed: readonly string[];
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
  const claims = new Map<string, SubjectRef>();
  for (const { paymentIntentId, subject } of facts) {
    if (paymentIntentId !== null && subject !== null) claims.set(paymentIntentId, subject);
  }
  const fresh = await insertPayments(transaction, intentIds, claims);
  const known = await lockPayments(
    transaction,
    intentIds.filter((id) => !fresh.has(id)),
  );
  const told = await earlierClaims(transaction, known);
  for (const [intentId, subject] of claims) told.set(intentId, subject.id);
  const linked = (intentId: string): string | null => {
    const row = known.get(intentId);
    return row?.donation_id ?? row?.registration_id ?? told.get(intentId) ?? null;
  };
  const payableOf = (fact: ToldFact): string | null =>
    (fact.paymentIntentId === null ? null : linked(fact.paymentIntentId)) ?? fact.subject?.id ?? null;

  return {
    payableIds: [...new Set(facts.map(payableOf))].filter((id): id is string => id !== null && id !== '').sort(),
    payableOf,
    async write(tx, existing) {
      const links: { intentId: string; donationId: string | null; registrationId: string | null }[] = [];
      const unclaimed: string[] = [];
      const claimed: string[] = [];
      for (const intentId of [...new Set([...told.keys(), ...known.keys()])].sort()) {
        const row = known.get(intentId);
        if (row !== undefined && (row.donation_id !== null || row.registration_id !== null)) continue;
        const payableId = told.get(intentId);
        if (payableId === undefined && row?.unclaimed !== true) continue;
        const kind = payableId === undefined ? undefined : existing.get(payableId)?.kind;
        // Written as it was told, and told rightly: nearly every payment.
        if (row === undefined && kind !== undefined && kind === claims.get(intentId)?.kind) continue;
        links.push({
          intentId,
          donationId: kind === 'donation' ? (payableId ?? null) : null,
          registrationId: kind === 'registration' ? (payableId ?? null) : null,
        });
        if (kind === undefined) unclaimed.push(intentId);
        else if (row?.unclaimed === true) claimed.push(intentId);
      }
      if (links.length > 0) {
        await tx.prepared(
          `UPDATE stripe_payment p SET donation_id = v.donation_id, registration_id = v.registration_id,
                  unclaimed = (v.donation_id IS NULL AND v.registration_id IS NULL)
             FROM unnest($1::text[], $2::uuid[], $3::uuid[]) AS v (payment_intent_id, donation_id, registration_id)
            WHERE p.payment_intent_id = v.payment_intent_id`,
          [links.map((it) => it.intentId), links.map((it) => it.donationId), links.map((it) => it.registrationId)],
        );
      }
      return { unclaimed, claimed };
    },
  };
}

/**
 * Makes the rows that are missing, tied to what they are told to be for: whether that exists is seen once payables are
 * locked, and Postgres asks at the commit (`stripe_payment_donation_fk` and its like are deferred).
 * @returns the payment intents that are new
 */
async function insertPayments(
  transaction: Transaction,
  intentIds: readonly string[],
  claims: ReadonlyMap<string, SubjectRef>,
): Promise<ReadonlySet<string>> {
  if (intentIds.length === 0) return new Set();
  const idsOf = (kind: SubjectRef['kind']): (string | null)[] =>
    intentIds.map((intentId) => {
      const claim = claims.get(intentId);
      return claim?.kind === kind && claim.id !== '' ? claim.id : null;
    });
  const rows = await transaction.prepared<{ payment_intent_id: string }>(
    `INSERT INTO stripe_payment (payment_intent_id, donation_id, registration_id)
     SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[]) ON CONFLICT DO NOTHING RETURNING payment_intent_id`,
    [intentIds, idsOf('donation'), idsOf('registration')],
  );
  return new Set(rows.map((row) => row.payment_intent_id));
}

/** Locks the rows that were there before, by their payment intents. */
async function lockPayments(
  transaction: Transaction,
  intentIds: readonly string[],
): Promise<ReadonlyMap<string, PaymentRow>> {
  if (intentIds.length === 0) return new Map();
  const rows = await transaction.prepared<PaymentRow>(
    `SELECT payment_intent_id, donation_id, registration_id, unclaimed FROM stripe_payment
      WHERE payment_intent_id = ANY($1::text[]) ORDER BY payment_intent_id FOR UPDATE`,
    [intentIds],
  );
  return new Map(rows.map((row) => [row.payment_intent_id, row]));
}

/** Whom the payment intents that are nobody's were said to be for, by facts of earlier batches. */
async function earlierClaims(
  transaction: Transaction,
  known: ReadonlyMap<string, PaymentRow>,
): Promise<Map<string, string>> {
  const unclaimed = [...known.values()].filter((row) => row.unclaimed).map((row) => row.payment_intent_id);
  if (unclaimed.length === 0) return new Map();
  const rows = await transaction.rows<{ payment_intent_id: string; subject_id: string }>(
    `SELECT DISTINCT ON (payment_intent_id) payment_intent_id, subject_id FROM stripe_fact
      WHERE payment_intent_id = ANY($1::text[]) AND subject_id IS NOT NULL ORDER BY payment_intent_id, object_id`,
    [unclaimed],
  );
  return new Map(rows.map((row) => [row.payment_intent_id, row.subject_id]));
}
