import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Edition } from '../../../src/domain/edition.js';
import { minor } from '../../../src/domain/money.js';
import { ReadEditions } from '../../../src/editions/index.js';
import { CheckAgainstStripe } from '../../../src/ledger/index.js';
import { StartMonthlyGift } from '../../../src/monthly-gifts/index.js';
import type { BookedMovement, PaidInvoice } from '../../../src/platform/stripe/stripe-gateway.js';
import { type CheckoutPages, openCheckoutPages } from '../../factories/checkout-pages.js';
import { storeEdition } from '../../factories/edition.js';
import { MonthlyStory } from '../../factories/monthly-events.js';
import { eventsOf, type Month, monthlyHistories } from '../../factories/monthly-histories.js';
import { RunningApp } from '../../factories/running-app.js';
import { type StripeEvent, stripeId } from '../../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../../support/services.js';

const AMOUNT = 1_500;

describe('The first charge of a monthly gift', () => {
  let services: TestDatabase;
  let pages: CheckoutPages;
  let running: RunningApp;
  let edition: Edition;

  beforeAll(async () => {
    [services, pages] = await Promise.all([testDatabase(), openCheckoutPages()]);
    running = await RunningApp.start({ databaseUrl: services.databaseUrl, apiBase: pages.apiBase }, { role: 'web' });
    const stored = await storeEdition(running.database);
    edition = await running.app.get(ReadEditions, { strict: false }).bySlug(stored.slug);
    await rule(true);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([services.drop(), pages.close()]);
  });

  const rule = (counts: boolean) =>
    running.database.rows(`UPDATE edition SET first_monthly_gift_counts = $2 WHERE id = $1`, [edition.id, counts]);

  const start = async () => {
    const order = { amountMinor: minor(AMOUNT), name: 'Marleen Vos', email: `${stripeId('m')}@example.org` };
    const { monthlyGiftId: id } = await running.app
      .get(StartMonthlyGift, { strict: false })
      .execute(edition, { ...order, email: order.email.toLowerCase(), language: 'nl' });
    return { id, story: new MonthlyStory({ monthly_gift_id: id }, AMOUNT) };
  };

  async function tell(events: readonly StripeEvent[], batches: readonly number[] = []): Promise<void> {
    const ids = await running.record(events.map((event) => ({ ...event, id: stripeId('evt') })));
    let from = 0;
    for (const size of [...batches, ids.length]) {
      await running.process(ids.slice(from, from + size));
      from += size;
    }
  }

  const total = async () => {
    const [row] = await running.database.rows<{ raised: number; gifts: number; donors: number }>(
      `SELECT raised_minor::int AS raised, gifts, donors FROM total WHERE scope = 'edition' AND scope_id = $1`,
      [edition.id],
    );
    return row ?? { raised: 0, gifts: 0, donors: 0 };
  };

  const proved = async (): Promise<void> => {
    expect((await running.proveLedger()).checks.flatMap((check) => check.differences)).toEqual([]);
    expect(await running.rebuildTotals()).toEqual({ totals: 0, donors: 0, supporters: 0, headcounts: 0, hours: 0 });
  };

  /** What is left of the first month that was paid; minor units. */
  function leftOfFirst(history: readonly Month[]): number {
    const first = history.find(({ end }) => end === 'paid' || end === 'paid-late');
    if (first === undefined || first.dispute === 'lost') return 0;
    return first.refund === 'part' ? AMOUNT - 500 : AMOUNT;
  }

  it('counts in the walk once, whatever is told in whatever order and how often, less what goes back of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        monthlyHistories,
        fc.boolean(),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 }),
        async (history, ends, chance, batches) => {
          const before = await total();
          const { story } = await start();
          const dice = (): number => Number(chance.next().value);
          const events = eventsOf(story, history, ends);
          const repeated = [...events, ...events.filter(() => dice() < 0.4)];
          const order = repeated.map((event) => ({ event, place: dice() })).sort((a, b) => a.place - b.place);
          await tell(
            order.map(({ event }) => event),
            batches,
          );
          const left = leftOfFirst(history);
          const one = left > 0 ? 1 : 0;
          expect(await total()).toEqual({
            raised: before.raised + left,
            gifts: before.gifts + one,
            donors: before.donors + one,
          });
          await proved();
        },
      ),
      { numRuns: 30 },
    );
  }, 120_000);

  it('counts by the rule of the moment at which the gift was started', async () => {
    const month: Month = { end: 'paid', refund: 'none', dispute: 'none' };
    const [counted, before] = [await start(), await total()];
    await rule(false);
    const uncounted = await start();
    await tell(eventsOf(uncounted.story, [month, month], false));
    expect(await total()).toEqual(before);
    await tell(eventsOf(counted.story, [month, month], false));
    expect((await total()).raised).toBe(before.raised + AMOUNT);
    await rule(true);
    await proved();
  });

  it('is missed by the proof when somebody changes what is noted of it', async () => {
    const { id, story } = await start();
    await tell(eventsOf(story, [{ end: 'paid', refund: 'none', dispute: 'none' }], false));
    await running.database.rows(`UPDATE monthly_gift SET counted_paid_minor = 1400 WHERE id = $1`, [id]);
    const { checks } = await running.proveLedger();
    const found = checks.filter(({ differences }) => differences.length > 0);
    expect(found).toMatchObject([{ name: 'first-monthly-gifts', differences: [expect.stringContaining(id)] }]);
    await running.database.rows(`UPDATE monthly_gift SET counted_paid_minor = 1500 WHERE id = $1`, [id]);
    await proved();
  });

  describe('and every other one, beside Stripe’s own books', () => {
    const LONG_AGO = new Date('2023-10-08T10:00:00Z');
    // After all that the histories of this file tell, the latest of which lies months ahead.
    const IN_A_YEAR = new Date(Date.now() + 365 * 86_400_000);

    async function check(movements: readonly BookedMovement[], invoices: readonly PaidInvoice[]) {
      const listed = <T>(things: readonly T[]) => Readable.from(things) as AsyncIterable<T>;
      const checks = await new CheckAgainstStripe(running.database).withMonthlyCharges(
        listed(movements),
        listed(invoices),
        IN_A_YEAR,
      );
      expect(checks.map(({ name }) => name)).toEqual(['stripe', 'monthly-charges']);
      expect(checks[0]?.differences).toEqual([]);
      return checks[1]?.differences;
    }

    it('is the same on both sides, or named: what Stripe holds and we do not, and what we hold and Stripe does not', async () => {
      await running.database.rows(`DELETE FROM monthly_charge WHERE monthly_gift_id IN (
        SELECT id FROM monthly_gift WHERE NOT first_counts)`);
      const known = await running.database.rows<{ invoice_id: string; intent: string; id: string; left: number }>(
        `SELECT invoice_id, payment_intent_id AS intent, monthly_gift_id AS id,
                (amount_minor - refunded_minor - disputed_minor)::int AS left
           FROM monthly_charge WHERE state = 'paid'`,
      );
      const movement = (paymentIntentId: string, amountMinor: number): BookedMovement => ({
        id: stripeId('txn'),
        type: 'charge',
        amountMinor,
        currency: 'EUR',
        createdAt: LONG_AGO,
        paymentIntentId,
        metadata: {},
      });
      const invoice = (invoiceId: string, paymentIntentId: string, giftId: string): PaidInvoice => ({
        invoiceId,
        paymentIntentId,
        metadata: { monthly_gift_id: giftId },
      });
      const movements = known.flatMap(({ intent, left }) => [
        movement(intent, AMOUNT),
        movement(intent, left - AMOUNT),
      ]);
      const invoices = known.map((row) => invoice(row.invoice_id, row.intent, row.id));
      expect(known.length).toBeGreaterThan(1);
      expect(await check(movements, invoices)).toEqual([]);
      const { id } = await start();
      const unheard = [movement('pi_unheard', AMOUNT), movement('pi_shop', 900), movement('pi_other', 700)];
      const named = [
        invoice('in_unheard', 'pi_unheard', id),
        { ...invoice('in_shop', 'pi_shop', ''), metadata: {} },
        invoice('in_other', 'pi_other', '0198c0de-0000-7000-8000-000000000001'),
      ];
      expect(await check([...movements, ...unheard], [...invoices, ...named])).toEqual([
        'in_unheard EUR: Stripe 1500, known 0',
      ]);
      const [first] = known.filter(({ left }) => left === AMOUNT);
      const without = movements.filter(({ paymentIntentId }) => paymentIntentId !== first?.intent);
      expect(await check(without, invoices)).toEqual([`${first?.invoice_id ?? ''} EUR: Stripe 0, known 1500`]);
    });
  });
});
