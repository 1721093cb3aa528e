import { currency, minor } from '../domain/money.js';
import { type Fact, type FactKind, supersedes } from '../domain/payment-position.js';
import type { Queryable, Transaction } from '../platform/database/database.js';
import type { ToldFact } from './handlers/told-fact.js';

/** A fact that a payable is derived from, with the payable it belongs to. */
export interface StoredFact extends Fact {
  readonly payableId: string;
}

interface FactRow {
  payable_id: string;
  object_id: string;
  kind: FactKind;
  payment_intent_id: string | null;
  state: string;
  rank: number;
  final: boolean;
  amount_minor: string;
  currency: string;
  method: string | null;
  told_at: Date;
}

/**
 * Keeps the latest fact of every object. The comparison in SQL is {@link supersedes}, word for word, so that it does
 * not matter whether two facts of one object meet in this batch or in the table.
 */
export async function storeFacts(transaction: Transaction, told: readonly ToldFact[]): Promise<void> {
  const latest = new Map<string, ToldFact>();
  for (const fact of told) {
    const known = latest.get(fact.objectId);
    if (known === undefined) latest.set(fact.objectId, fact);
    else latest.set(fact.objectId, merged(fact, known));
  }
  if (latest.size === 0) return;
  const facts = [...latest.values()].sort((a, b) => (a.objectId < b.objectId ? -1 : 1));
  await transaction.prepared(
    `INSERT INTO stripe_fact AS f (object_id, kind, payment_intent_id, subject_id, state, rank, final, amount_minor,
       currency, method, told_at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::smallint[], $7::boolean[],
       $8::bigint[], $9::text[], $10::text[], $11::timestamptz[])
     ON CONFLICT ON CONSTRAINT stripe_fact_pk DO UPDATE SET
       (state, rank, final, amount_minor, told_at) = (
         SELECT w.state, w.rank, w.final, w.amount_minor, w.told_at FROM (VALUES
           (f.state, f.rank, f.final, f.amount_minor, f.told_at),
           (excluded.state, excluded.rank, excluded.final, excluded.amount_minor, excluded.told_at)
         ) AS w (state, rank, final, amount_minor, told_at)
         ORDER BY w.final DESC, w.told_at DESC, w.rank DESC, w.amount_minor DESC LIMIT 1),
       payment_intent_id = coalesce(f.payment_intent_id, excluded.payment_intent_id),
       subject_id = coalesce(f.subject_id, excluded.subject_id),
       method = coalesce(f.method, excluded.method)`,
    [
      facts.map((fact) => fact.objectId),
      facts.map((fact) => fact.kind),
      facts.map((fact) => fact.paymentIntentId),
      facts.map((fact) => (fact.subject === null || fact.subject.id === '' ? null : fact.subject.id)),
      facts.map((fact) => fact.state),
      facts.map((fact) => fact.rank),
      facts.map((fact) => fact.final),
      facts.map((fact) => fact.amountMinor),
      facts.map((fact) => fact.currency),
      facts.map((fact) => fact.method),
      facts.map((fact) => new Date(fact.toldAtMs)),
    ],
  );
}

function merged(one: ToldFact, other: ToldFact): ToldFact {
  const [winner, loser] = supersedes(one, other) ? [one, other] : [other, one];
  return {
    ...winner,
    paymentIntentId: winner.paymentIntentId ?? loser.paymentIntentId,
    subject: winner.subject ?? loser.subject,
    method: winner.method ?? loser.method,
  };
}

/** Everything known about payables: what names them, and what names a payment intent of theirs. */
export async function readFactsOfPayables(
  transaction: Transaction,
  payableIds: readonly string[],
): Promise<ReadonlyMap<string, StoredFact[]>> {
  if (payableIds.length === 0) return new Map();
  // A fact that names the payable itself, and its payment too, is read by its name alone.
  const rows = await transaction.prepared<FactRow>(
    `SELECT f.subject_id AS payable_id, f.object_id, f.kind, f.payment_intent_id, f.state, f.rank, f.final,
            f.amount_minor, f.currency, f.method, f.told_at
       FROM stripe_fact f WHERE f.subject_id = ANY($1::uuid[])
     UNION ALL
     SELECT p.payable_id, f.object_id, f.kind, f.payment_intent_id, f.state, f.rank, f.final,
            f.amount_minor, f.currency, f.method, f.told_at
       FROM (SELECT payment_intent_id, donation_id AS payable_id FROM stripe_payment WHERE donation_id = ANY($1::uuid[])
             UNION ALL
             SELECT payment_intent_id, registration_id FROM stripe_payment WHERE registration_id = ANY($1::uuid[])) p
       JOIN stripe_fact f ON f.payment_intent_id = p.payment_intent_id
      WHERE f.subject_id IS DISTINCT FROM p.payable_id`,
    [payableIds],
  );
  return groupByPayable(rows);
}

/** Everything known about payment intents that name a payable we do not have; keyed by the payment intent. */
export async function readFactsOfPaymentIntents(
  database: Queryable,
  paymentIntentIds: readonly string[],
): Promise<ReadonlyMap<string, StoredFact[]>> {
  if (paymentIntentIds.length === 0) return new Map();
  const rows = await database.rows<FactRow>(
    `SELECT payment_intent_id AS payable_id, object_id, kind, payment_intent_id, state, rank, final, amount_minor,
            currency, method, told_at
       FROM stripe_fact WHERE payment_intent_id = ANY($1::text[])`,
    [paymentIntentIds],
  );
  return groupByPayable(rows);
}

function groupByPayable(rows: readonly FactRow[]): ReadonlyMap<string, StoredFact[]> {
  const facts = new Map<string, StoredFact[]>();
  for (const row of rows) {
    const fact: StoredFact = {
      payableId: row.payable_id,
      objectId: row.object_id,
      kind: row.kind,
      paymentIntentId: row.payment_intent_id,
      state: row.state,
      rank: row.rank,
      final: row.final,
      amountMinor: minor(Number(row.amount_minor)),
      currency: currency(row.currency),
      method: row.method,
      toldAtMs: row.told_at.getTime(),
    };
    const known = facts.get(row.payable_id);
    if (known === undefined) facts.set(row.payable_id, [fact]);
    else known.push(fact);
  }
  return facts;
}
