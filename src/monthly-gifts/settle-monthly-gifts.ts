import { type AttentionItem, openAttentionItems } from '../attention/index.js';
import type { EditionId, MonthlyGiftId } from '../domain/ids.js';
import { currency, minor } from '../domain/money.js';
import { derivePosition, type Fact } from '../domain/payment-position.js';
import type { Entry } from '../ledger/index.js';
import { writeOutbox } from '../outbox/index.js';
import type { Queryable, Transaction } from '../platform/database/database.js';
import { countFirstCharges } from './count-first-charges.js';
import { giftState, type MonthlyGiftState } from './gift-state.js';
import { laterInvoice, laterSubscription } from './later-fact.js';
import type { ChargeState, EndReason, InvoiceFact, MonthlyFact, SubscriptionFact } from './monthly-facts.js';
import { monthlyMail } from './monthly-mails.js';

/** Reads what is known of payments, as the money path keeps it. */
type ReadFacts = (database: Queryable, paymentIntentIds: readonly string[]) => Promise<ReadonlyMap<string, Fact[]>>;

/** What settling monthly gifts came to. */
export interface SettledMonthlyGifts {
  readonly mails: number;
  readonly entries: readonly Entry[];
}

/** One month's charge as it is known: what its latest fact says, and the payment behind it. */
interface Charge {
  readonly invoiceId: string;
  giftId: MonthlyGiftId | null;
  paymentIntentId: string | null;
  fact: InvoiceFact | null;
}

interface ChargeRow {
  invoice_id: string;
  monthly_gift_id: MonthlyGiftId | null;
  payment_intent_id: string | null;
  state: ChargeState | 'unknown';
  amount_minor: string;
  currency: string;
  attempts: number;
  next_attempt_at: Date | null;
  pay_url: string | null;
  period_starts_at: Date | null;
  told_at: Date | null;
  rank: number | null;
  final: boolean;
}

interface GiftRow {
  id: MonthlyGiftId;
  edition_id: EditionId;
  amount_minor: number;
  currency: string;
  state: MonthlyGiftState;
  subscription_id: string | null;
  period_ends_at: Date | null;
  ends_at: Date | null;
  ended_at: Date | null;
  end_reason: EndReason | null;
  told_at: Date | null;
  rank: number | null;
  final: boolean;
}

/**
 * Stores what events tell of monthly gifts and derives where those stand, in the caller's transaction: their charges,
 * what came back of them, and their mails. Only a first charge that its edition counts enters the books of the walk.
 * Locks charges in the order of their invoices, then gifts in the order of their ids; the caller has locked the payments.
 * @param touchedIntents payments of which a refund or dispute is told
 * @returns how many mails were written, and what the caller has to post to the ledger in this transaction
 */
export async function settleMonthlyGifts(
  transaction: Transaction,
  told: readonly MonthlyFact[],
  touchedIntents: readonly string[],
  readFacts: ReadFacts,
): Promise<SettledMonthlyGifts> {
  const charges = await lockCharges(transaction, told, touchedIntents);
  learn(charges, told);
  const giftIds = new Set([
    ...told.flatMap((fact) => (fact.kind === 'invoice-payment' ? [] : [fact.giftId])),
    ...[...charges.values()].flatMap(({ giftId }) => giftId ?? []),
  ]);
  if (charges.size === 0 && giftIds.size === 0) return { mails: 0, entries: [] };
  const gifts = await transaction.rows<GiftRow>(
    `SELECT id, edition_id, amount_minor, currency, state, subscription_id, period_ends_at, ends_at, ended_at, end_reason,
            told_at, rank, final FROM monthly_gift WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
    [[...giftIds].sort()],
  );
  const byId = new Map(gifts.map((gift) => [gift.id, gift]));
  await writeCharges(transaction, [...charges.values()], new Set(byId.keys()), readFacts);
  await openAttentionItems(transaction, questionsAbout([...charges.values()], told, byId));
  const mails = await settleGifts(transaction, gifts, told, [...charges.values()]);
  const entries = await countFirstCharges(
    transaction,
    gifts.map(({ id }) => id),
  );
  return { mails, entries };
}

async function lockCharges(
  transaction: Transaction,
  told: readonly MonthlyFact[],
  touchedIntents: readonly string[],
): Promise<Map<string, Charge>> {
  const invoiceIds = [
    ...new Set(told.flatMap((fact) => (fact.kind === 'subscription' ? [] : [fact.invoiceId]))),
  ].sort();
  if (invoiceIds.length === 0 && touchedIntents.length === 0) return new Map();
  await transaction.rows(`INSERT INTO monthly_charge (invoice_id) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING`, [
    invoiceIds,
  ]);
  const rows = await transaction.rows<ChargeRow>(
    `SELECT invoice_id, monthly_gift_id, payment_intent_id, state, amount_minor, currency, attempts, next_attempt_at,
            pay_url, period_starts_at, told_at, rank, final
       FROM monthly_charge WHERE invoice_id = ANY($1::text[]) OR payment_intent_id = ANY($2::text[])
      ORDER BY invoice_id FOR UPDATE`,
    [invoiceIds, touchedIntents],
  );
  return new Map(rows.map((row) => [row.invoice_id, chargeOf(row)]));
}

function chargeOf(row: ChargeRow): Charge {
  const { invoice_id: invoiceId, monthly_gift_id: giftId, payment_intent_id: paymentIntentId, state } = row;
  const known = { invoiceId, giftId, paymentIntentId };
  if (giftId === null || state === 'unknown') return { ...known, fact: null };
  return {
    ...known,
    fact: {
      kind: 'invoice',
      giftId,
      invoiceId,
      state,
      amountMinor: minor(Number(row.amount_minor)),
      currency: currency(row.currency),
      attempts: row.attempts,
      nextAttemptAtMs: row.next_attempt_at?.getTime() ?? null,
      payUrl: row.pay_url,
      periodStartsAtMs: row.period_starts_at?.getTime() ?? 0,
      toldAtMs: row.told_at?.getTime() ?? 0,
      rank: row.rank ?? 0,
      final: row.final,
    },
  };
}

function learn(charges: ReadonlyMap<string, Charge>, told: readonly MonthlyFact[]): void {
  for (const fact of told) {
    if (fact.kind === 'subscription') continue;
    const charge = charges.get(fact.invoiceId);
    if (charge === undefined) continue;
    if (fact.kind === 'invoice') {
      charge.giftId ??= fact.giftId;
      charge.fact = charge.fact === null ? fact : laterInvoice(fact, charge.fact);
    } else if (charge.paymentIntentId === null || fact.paymentIntentId < charge.paymentIntentId) {
      charge.paymentIntentId = fact.paymentIntentId;
    }
  }
}

async function writeCharges(
  transaction: Transaction,
  charges: readonly Charge[],
  gifts: ReadonlySet<string>,
  readFacts: ReadFacts,
): Promise<void> {
  if (charges.length === 0) return;
  const intents = charges.flatMap(({ paymentIntentId }) => paymentIntentId ?? []);
  const facts = await readFacts(transaction, intents);
  const lost = charges.map((charge) => takenBack(charge, facts));
  await transaction.rows(
    `UPDATE monthly_charge c SET monthly_gift_id = v.gift, payment_intent_id = v.intent, state = v.state,
            amount_minor = v.amount, currency = v.currency, attempts = v.attempts, next_attempt_at = v.next_attempt,
            pay_url = v.pay_url, period_starts_at = v.period_starts, told_at = v.told, rank = v.rank, final = v.final,
            refunded_minor = v.refunded, disputed_minor = v.disputed
       FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::int[], $8::timestamptz[],
            $9::text[], $10::timestamptz[], $11::timestamptz[], $12::smallint[], $13::boolean[], $14::bigint[],
            $15::bigint[])
            AS v (invoice, gift, intent, state, amount, currency, attempts, next_attempt, pay_url, period_starts, told,
                  rank, final, refunded, disputed)
      WHERE c.invoice_id = v.invoice`,
    [
      charges.map(({ invoiceId }) => invoiceId),
      charges.map(({ giftId }) => (giftId !== null && gifts.has(giftId) ? giftId : null)),
      charges.map(({ paymentIntentId }) => paymentIntentId),
      charges.map(({ fact }) => fact?.state ?? 'unknown'),
      charges.map(({ fact }) => fact?.amountMinor ?? 0),
      charges.map(({ fact }) => fact?.currency ?? 'EUR'),
      charges.map(({ fact }) => fact?.attempts ?? 0),
      charges.map(({ fact }) => dateOf(fact?.nextAttemptAtMs)),
      charges.map(({ fact }) => fact?.payUrl ?? null),
      charges.map(({ fact }) => dateOf(fact?.periodStartsAtMs)),
      charges.map(({ fact }) => dateOf(fact?.toldAtMs)),
      charges.map(({ fact }) => fact?.rank ?? null),
      charges.map(({ fact }) => fact?.final ?? false),
      lost.map(({ refundedMinor }) => refundedMinor),
      lost.map(({ disputedMinor }) => disputedMinor),
    ],
  );
}

/** What went back of a charge, by the same rules as of a gift: its payment is there as soon as its invoice is paid. */
function takenBack(
  { fact, paymentIntentId }: Charge,
  facts: ReadonlyMap<string, readonly Fact[]>,
): { readonly refundedMinor: number; readonly disputedMinor: number } {
  if (fact?.state !== 'paid' || paymentIntentId === null) return { refundedMinor: 0, disputedMinor: 0 };
  const paid: Fact = {
    objectId: paymentIntentId,
    kind: 'payment-intent',
    paymentIntentId,
    state: 'succeeded',
    rank: 0,
    final: true,
    amountMinor: fact.amountMinor,
    currency: fact.currency,
    method: null,
    toldAtMs: fact.toldAtMs,
  };
  const expected = { amountMinor: fact.amountMinor, currency: fact.currency };
  return derivePosition(expected, [paid, ...(facts.get(paymentIntentId) ?? [])]);
}

/** What a person must look at: a charge that is not what was promised, and one of a gift that we do not have. */
function questionsAbout(
  charges: readonly Charge[],
  told: readonly MonthlyFact[],
  gifts: ReadonlyMap<string, GiftRow>,
): AttentionItem[] {
  const items: AttentionItem[] = [];
  const item = (
    kind: AttentionItem['kind'],
    reference: string,
    gift: GiftRow | null,
    detail: AttentionItem['detail'],
  ): void => {
    items.push({
      kind,
      reference,
      editionId: gift?.edition_id ?? null,
      donationId: null,
      registrationId: null,
      detail,
    });
  };
  for (const { invoiceId, giftId, fact } of charges) {
    if (fact === null || giftId === null) continue;
    const gift = gifts.get(giftId);
    const found = { amountMinor: fact.amountMinor, currency: fact.currency };
    if (gift === undefined) item('monthly-charge-unclaimed', invoiceId, null, { found, giftId });
    else if (fact.state === 'paid' && (fact.amountMinor !== gift.amount_minor || fact.currency !== gift.currency)) {
      const expected = { amountMinor: gift.amount_minor, currency: gift.currency };
      item('monthly-charge-differs', invoiceId, gift, { expected, found });
    }
  }
  for (const fact of told) {
    if (fact.kind !== 'subscription') continue;
    const gift = gifts.get(fact.giftId);
    if (gift === undefined) item('monthly-gift-unclaimed', fact.subscriptionId, null, { giftId: fact.giftId });
    else if (gift.subscription_id !== null && gift.subscription_id !== fact.subscriptionId) {
      item('monthly-gift-twice', fact.subscriptionId, gift, { known: gift.subscription_id });
    }
  }
  return items;
}

async function settleGifts(
  transaction: Transaction,
  gifts: readonly GiftRow[],
  told: readonly MonthlyFact[],
  charges: readonly Charge[],
): Promise<number> {
  if (gifts.length === 0) return 0;
  const states = await transaction.rows<{ monthly_gift_id: MonthlyGiftId; states: (ChargeState | 'unknown')[] }>(
    `SELECT monthly_gift_id, array_agg(DISTINCT state) AS states FROM monthly_charge
      WHERE monthly_gift_id = ANY($1::uuid[]) GROUP BY 1`,
    [gifts.map(({ id }) => id)],
  );
  const charged = new Map(states.map((row) => [row.monthly_gift_id, row.states]));
  const settled = gifts.map((gift) => {
    const fact = subscriptionOf(gift, told);
    const known = charged.get(gift.id) ?? [];
    const state = giftState(fact === null ? null : { ended: fact.ended !== null }, known);
    return { gift, fact, state, everPaid: known.includes('paid') };
  });
  await transaction.rows(
    `UPDATE monthly_gift g SET state = v.state, subscription_id = v.subscription, period_ends_at = v.period_ends,
            ends_at = v.ends, ended_at = v.ended, end_reason = v.reason, told_at = v.told, rank = v.rank, final = v.final
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[],
            $7::text[], $8::timestamptz[], $9::smallint[], $10::boolean[])
            AS v (id, state, subscription, period_ends, ends, ended, reason, told, rank, final)
      WHERE g.id = v.id`,
    [
      settled.map(({ gift }) => gift.id),
      settled.map(({ state }) => state),
      settled.map(({ fact }) => fact?.subscriptionId ?? null),
      settled.map(({ fact }) => dateOf(fact?.periodEndsAtMs)),
      settled.map(({ fact }) => dateOf(fact?.endsAtMs)),
      settled.map(({ fact }) => dateOf(fact?.ended?.atMs)),
      settled.map(({ fact }) => fact?.ended?.reason ?? null),
      settled.map(({ fact }) => dateOf(fact?.toldAtMs)),
      settled.map(({ fact }) => fact?.rank ?? null),
      settled.map(({ fact }) => fact?.final ?? false),
    ],
  );
  const going = new Set(settled.flatMap(({ gift, state }) => (state === 'ended' ? [] : [gift.id])));
  const mails = [
    ...settled.filter(({ everPaid }) => everPaid).map(({ gift }) => monthlyMail('monthly-gift-started', gift.id)),
    ...charges.flatMap(({ invoiceId, giftId, fact }) =>
      fact?.state === 'failed' && giftId !== null && going.has(giftId)
        ? [monthlyMail('monthly-charge-failed', giftId, invoiceId)]
        : [],
    ),
    ...settled
      .filter(({ state, everPaid }) => state === 'ended' && everPaid)
      .map(({ gift }) => monthlyMail('monthly-gift-ended', gift.id)),
  ];
  return (await writeOutbox(transaction, mails)).length;
}

/** The latest that is known of a gift's subscription. A second one of the same gift is a person's matter. */
function subscriptionOf(gift: GiftRow, told: readonly MonthlyFact[]): SubscriptionFact | null {
  let latest = knownSubscription(gift);
  for (const fact of told) {
    if (fact.kind !== 'subscription' || fact.giftId !== gift.id) continue;
    if (latest === null) latest = fact;
    else if (latest.subscriptionId === fact.subscriptionId) latest = laterSubscription(fact, latest);
  }
  return latest;
}

function knownSubscription(gift: GiftRow): SubscriptionFact | null {
  const { subscription_id: subscriptionId, ended_at: endedAt, end_reason: reason } = gift;
  if (subscriptionId === null) return null;
  return {
    kind: 'subscription',
    giftId: gift.id,
    subscriptionId,
    periodEndsAtMs: gift.period_ends_at?.getTime() ?? null,
    endsAtMs: gift.ends_at?.getTime() ?? null,
    ended: endedAt === null || reason === null ? null : { atMs: endedAt.getTime(), reason },
    toldAtMs: gift.told_at?.getTime() ?? 0,
    rank: gift.rank ?? 0,
    final: gift.final,
  };
}

function dateOf(ms: number | null | undefined): Date | null {
  return ms === null || ms === undefined ? null : new Date(ms);
}
