import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { DONATION_KEY, MONTHLY_GIFT_KEY, REGISTRATION_KEY } from '../platform/stripe/metadata-keys.js';
import type { BookedMovement, PaidInvoice } from '../platform/stripe/stripe-gateway.js';
import { type LedgerCheck, LISTED } from './check-ledger.js';

/** What one side holds of a payable or a payment in one currency. */
interface Holding {
  amountMinor: number;
  /** When it last moved. */
  movedAt: Date;
}

/** Holdings by payable (or payment, where no payable is known) and currency, which are never added up. */
type Holdings = Map<string, Holding>;

/** Proves the last part: what is booked = what Stripe's own books hold. */
@Injectable()
export class CheckAgainstStripe {
  constructor(private readonly database: Database) {}

  /**
   * Compares the ledger with Stripe's balance transactions, payment by payment. A payment that carries our metadata is
   * ours even when no event ever told of it: that is just what has to be found. Movements of other products in the same
   * account are left out.
   * @param movements all movements in Stripe's books
   * @param settledBefore what moved on either side after this moment may be on its way to the other, and is counted
   *   apart: gifts come in while the two sides are read
   */
  async execute(movements: AsyncIterable<BookedMovement>, settledBefore: Date): Promise<LedgerCheck> {
    return this.payments(await all(movements), settledBefore);
  }

  /**
   * The same, and beside it the monthly charges: each with what Stripe's books hold of its payment.
   * @param invoices all paid invoices that Stripe knows, by which a monthly charge is found that no event ever told of
   */
  async withMonthlyCharges(
    movements: AsyncIterable<BookedMovement>,
    invoices: AsyncIterable<PaidInvoice>,
    settledBefore: Date,
  ): Promise<readonly LedgerCheck[]> {
    const moved = await all(movements);
    return [
      await this.payments(moved, settledBefore),
      await this.monthlyCharges(moved, await all(invoices), settledBefore),
    ];
  }

  private async payments(moved: readonly BookedMovement[], settledBefore: Date): Promise<LedgerCheck> {
    const payables = await this.payablesOf(moved);
    const atStripe: Holdings = new Map();
    for (const { paymentIntentId, amountMinor, currency, createdAt } of moved) {
      const key = paymentIntentId === null ? undefined : payables.get(paymentIntentId);
      if (key !== undefined) add(atStripe, `${key} ${currency}`, amountMinor, createdAt);
    }
    const inLedger = await this.booked();
    return {
      name: 'stripe',
      promise: "What is booked for each payment equals what Stripe's own books hold of it.",
      ...compare(atStripe, inLedger, 'ledger', settledBefore),
    };
  }

  /** By invoice and currency: what we know of each charge, and what its payment moved in Stripe's books. */
  private async monthlyCharges(
    moved: readonly BookedMovement[],
    invoices: readonly PaidInvoice[],
    settledBefore: Date,
  ): Promise<LedgerCheck> {
    const rows = await this.database.rows<{
      invoice_id: string;
      payment_intent_id: string | null;
      currency: string;
      amount_minor: string;
      told_at: Date;
    }>(
      `SELECT invoice_id, payment_intent_id, currency, amount_minor - refunded_minor - disputed_minor AS amount_minor,
              told_at FROM monthly_charge WHERE state = 'paid' AND monthly_gift_id IS NOT NULL`,
    );
    const told: Holdings = new Map();
    const invoiceOf = new Map<string, string>();
    for (const row of rows) {
      add(told, `${row.invoice_id} ${row.currency}`, Number(row.amount_minor), row.told_at);
      if (row.payment_intent_id !== null) invoiceOf.set(row.payment_intent_id, row.invoice_id);
    }
    const ours = await this.monthlyGiftsAmong(invoices);
    for (const { invoiceId, paymentIntentId, metadata } of invoices) {
      if (ours.has(metadata[MONTHLY_GIFT_KEY] ?? '')) invoiceOf.set(paymentIntentId, invoiceId);
    }
    const atStripe: Holdings = new Map();
    for (const { paymentIntentId, amountMinor, currency, createdAt } of moved) {
      const invoiceId = paymentIntentId === null ? undefined : invoiceOf.get(paymentIntentId);
      if (invoiceId !== undefined) add(atStripe, `${invoiceId} ${currency}`, amountMinor, createdAt);
    }
    return {
      name: 'monthly-charges',
      promise: "What is known of each monthly charge equals what Stripe's own books hold of it.",
      ...compare(atStripe, told, 'known', settledBefore),
    };
  }

  /** Which of the monthly gifts that these invoices name are of this install. */
  private async monthlyGiftsAmong(invoices: readonly PaidInvoice[]): Promise<ReadonlySet<string>> {
    const named = new Set(invoices.flatMap(({ metadata }) => metadata[MONTHLY_GIFT_KEY] ?? []));
    if (named.size === 0) return named;
    const known = await this.database.rows<{ id: string }>(
      `SELECT id::text FROM monthly_gift WHERE id::text = ANY($1::text[])`,
      [[...named]],
    );
    return new Set(known.map(({ id }) => id));
  }

  /** The payable behind each payment that is ours: as we linked it, else as the payment itself says. */
  private async payablesOf(moved: readonly BookedMovement[]): Promise<Map<string, string>> {
    const linked = await this.database.rows<{ payment_intent_id: string; key: string }>(
      `SELECT payment_intent_id, coalesce(donation_id::text, registration_id::text, payment_intent_id) AS key
         FROM stripe_payment WHERE donation_id IS NOT NULL OR registration_id IS NOT NULL OR unclaimed`,
    );
    const payables = new Map(linked.map((row) => [row.payment_intent_id, row.key]));
    const claimed = new Map<string, string>();
    for (const { paymentIntentId, metadata } of moved) {
      const id = metadata[DONATION_KEY] ?? metadata[REGISTRATION_KEY];
      if (paymentIntentId !== null && id !== undefined && !payables.has(paymentIntentId))
        claimed.set(paymentIntentId, id);
    }
    if (claimed.size === 0) return payables;
    const known = await this.database.rows<{ id: string }>(
      `SELECT id::text FROM donation WHERE id::text = ANY($1::text[])
       UNION ALL SELECT id::text FROM registration WHERE id::text = ANY($1::text[])`,
      [[...new Set(claimed.values())]],
    );
    const ours = new Set(known.map(({ id }) => id));
    for (const [paymentIntentId, id] of claimed) if (ours.has(id)) payables.set(paymentIntentId, id);
    return payables;
  }

  private async booked(): Promise<Holdings> {
    const rows = await this.database.rows<{ key: string; currency: string; amount_minor: string; posted_at: Date }>(
      // The parts of a split gift are one payment.
      `SELECT coalesce(part.split_of::text, e.donation_id::text, e.registration_id::text, e.payment_intent_id) AS key,
              e.currency, sum(e.amount_minor) AS amount_minor, max(e.posted_at) AS posted_at
         FROM ledger_entry e LEFT JOIN donation part ON part.id = e.donation_id AND part.split_of IS NOT NULL
        WHERE e.account NOT IN ('on-its-way', 'offline', 'matched') AND e.monthly_gift_id IS NULL
        GROUP BY 1, 2`,
    );
    const holdings: Holdings = new Map();
    for (const row of rows) add(holdings, `${row.key} ${row.currency}`, Number(row.amount_minor), row.posted_at);
    return holdings;
  }
}

async function all<T>(told: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const it of told) found.push(it);
  return found;
}

/** What is not the same on both sides; what moved a moment ago is counted apart. */
function compare(
  atStripe: Holdings,
  here: Holdings,
  hereIs: string,
  settledBefore: Date,
): Pick<LedgerCheck, 'compared' | 'differences' | 'underWay'> {
  const differences: string[] = [];
  let underWay = 0;
  const keys = new Set([...atStripe.keys(), ...here.keys()]);
  for (const key of keys) {
    const [stripe, ours] = [atStripe.get(key), here.get(key)];
    if ((stripe?.amountMinor ?? 0) === (ours?.amountMinor ?? 0)) continue;
    if ([stripe, ours].some((holding) => holding !== undefined && holding.movedAt > settledBefore)) underWay += 1;
    else if (differences.length < LISTED) {
      const [there, known] = [String(stripe?.amountMinor ?? 0), String(ours?.amountMinor ?? 0)];
      differences.push(`${key}: Stripe ${there}, ${hereIs} ${known}`);
    }
  }
  return { compared: keys.size, differences, underWay };
}

function add(holdings: Holdings, key: string, amountMinor: number, movedAt: Date): void {
  const known = holdings.get(key);
  if (known === undefined) holdings.set(key, { amountMinor, movedAt });
  else {
    known.amountMinor += amountMinor;
    if (movedAt > known.movedAt) known.movedAt = movedAt;
  }
}
