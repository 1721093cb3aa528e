import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { DONATION_KEY, REGISTRATION_KEY } from '../platform/stripe/metadata-keys.js';
import type { BookedMovement } from '../platform/stripe/stripe-gateway.js';
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
    const moved: BookedMovement[] = [];
    for await (const movement of movements) moved.push(movement);
    const payables = await this.payablesOf(moved);
    const atStripe: Holdings = new Map();
    for (const { paymentIntentId, amountMinor, currency, createdAt } of moved) {
      const key = paymentIntentId === null ? undefined : payables.get(paymentIntentId);
      if (key !== undefined) add(atStripe, `${key} ${currency}`, amountMinor, createdAt);
    }
    const inLedger = await this.booked();
    const differences: string[] = [];
    let underWay = 0;
    const keys = new Set([...atStripe.keys(), ...inLedger.keys()]);
    for (const key of keys) {
      const [stripe, ledger] = [atStripe.get(key), inLedger.get(key)];
      if ((stripe?.amountMinor ?? 0) === (ledger?.amountMinor ?? 0)) continue;
      if ([stripe, ledger].some((holding) => holding !== undefined && holding.movedAt > settledBefore)) underWay += 1;
      else if (differences.length < LISTED) {
        differences.push(
          `${key}: Stripe ${String(stripe?.amountMinor ?? 0)}, ledger ${String(ledger?.amountMinor ?? 0)}`,
        );
      }
    }
    return {
      name: 'stripe',
      promise: "What is booked for each payment equals what Stripe's own books hold of it.",
      compared: keys.size,
      differences,
      underWay,
    };
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
      `SELECT coalesce(donation_id::text, registration_id::text, payment_intent_id) AS key, currency,
              sum(amount_minor) AS amount_minor, max(posted_at) AS posted_at
         FROM ledger_entry WHERE account NOT IN ('on-its-way', 'offline', 'matched') GROUP BY 1, 2`,
    );
    const holdings: Holdings = new Map();
    for (const row of rows) add(holdings, `${row.key} ${row.currency}`, Number(row.amount_minor), row.posted_at);
    return holdings;
  }
}

function add(holdings: Holdings, key: string, amountMinor: number, movedAt: Date): void {
  const known = holdings.get(key);
  if (known === undefined) holdings.set(key, { amountMinor, movedAt });
  else {
    known.amountMinor += amountMinor;
    if (movedAt > known.movedAt) known.movedAt = movedAt;
  }
}
