import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Edition } from '../../src/domain/edition.js';
import { minor } from '../../src/domain/money.js';
import { ReadEditions } from '../../src/editions/index.js';
import { EndMonthlyGift, ReadMonthlyGifts, StartMonthlyGift } from '../../src/monthly-gifts/index.js';
import { type CheckoutPages, openCheckoutPages } from '../factories/checkout-pages.js';
import { storeEdition } from '../factories/edition.js';
import { MonthlyStory } from '../factories/monthly-events.js';
import { eventsOf, monthlyHistories } from '../factories/monthly-histories.js';
import { RunningApp } from '../factories/running-app.js';
import { type StripeEvent, stripeId } from '../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

const AMOUNT = minor(1_500);
const DAY = 86_400;
const MONTH = 30 * DAY;
/** 8 October 2023, on the evening of the walk; seconds. */
const BEGINS = 1_696_788_000;

describe('Monthly gifts', () => {
  let services: TestDatabase;
  let pages: CheckoutPages;
  let running: RunningApp;
  let edition: Edition;

  beforeAll(async () => {
    [services, pages] = await Promise.all([testDatabase(), openCheckoutPages()]);
    // The web's role alone: nothing is processed but what the test has processed.
    running = await RunningApp.start({ databaseUrl: services.databaseUrl, apiBase: pages.apiBase }, { role: 'web' });
    const stored = await storeEdition(running.database);
    edition = await running.app.get(ReadEditions, { strict: false }).bySlug(stored.slug);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([services.drop(), pages.close()]);
  });

  const start = async () => {
    const order = { amountMinor: AMOUNT, name: 'Marleen Vos', email: 'marleen@example.org', language: 'nl' as const };
    const { monthlyGiftId, token } = await running.app.get(StartMonthlyGift, { strict: false }).execute(edition, order);
    return { id: monthlyGiftId, token, story: new MonthlyStory({ monthly_gift_id: monthlyGiftId }, AMOUNT, BEGINS) };
  };
  const own = (token: string) => running.app.get(ReadMonthlyGifts, { strict: false }).byToken(edition, token);
  const told = async (...events: readonly StripeEvent[]): Promise<void> => {
    for (const event of events) expect(await running.deliver(event)).toBe(200);
    const rows = await running.database.rows<{ id: string }>(
      `SELECT id FROM stripe_event WHERE event_id = ANY($1::text[]) ORDER BY id`,
      [events.map(({ id }) => id)],
    );
    await running.process(rows.map(({ id }) => id));
    const parked = await running.database.rows(`SELECT type, error FROM stripe_event WHERE state = 'parked'`);
    expect(parked).toEqual([]);
  };
  const mailsOf = async (id: string): Promise<string[]> => {
    const rows = await running.database.rows<{ mail: string }>(
      `SELECT payload ->> 'mail' AS mail FROM outbox_message WHERE payload ->> 'monthlyGiftId' = $1 ORDER BY id`,
      [id],
    );
    return rows.map(({ mail }) => mail);
  };
  /** What the walk's own books hold; and what a person must look at. */
  const walkBooks = async () => {
    const [row] = await running.database.rows<{ entries: number; totals: number; questions: number }>(
      `SELECT (SELECT count(*)::int FROM ledger_entry) AS entries, (SELECT count(*)::int FROM total) AS totals,
              (SELECT count(*)::int FROM attention_item) AS questions`,
    );
    return row;
  };

  it('begin, are charged every month, fail, are made good, and end, without a cent in the books of the walk', async () => {
    const before = await walkBooks();
    const { id, token, story } = await start();
    expect(await own(token)).toMatchObject({ state: 'started', charges: [] });
    await told(
      story.subscription('created', 0, { status: 'incomplete' }),
      story.invoice('finalized', 0, 0),
      ...story.payment(0, 1),
      story.invoice('paid', 0, 1),
      story.invoicePayment(0, 1),
      story.subscription('updated', 1, { status: 'active' }),
    );
    expect(await own(token)).toMatchObject({
      state: 'active',
      nextChargeAt: new Date((BEGINS + MONTH) * 1000),
      charges: [{ state: 'paid', amountMinor: 1_500, takenBackMinor: 0, payUrl: null }],
    });
    await told(
      story.subscription('updated', MONTH, { status: 'active', month: 1 }),
      story.invoice('finalized', 1, MONTH),
      story.invoice('payment_failed', 1, MONTH + 5),
      story.subscription('updated', MONTH + 5, { status: 'past_due', month: 1 }),
    );
    const failing = await own(token);
    expect(failing).toMatchObject({ state: 'failing', nextChargeAt: null });
    expect(failing.charges[0]).toMatchObject({
      state: 'failed',
      nextAttemptAt: new Date((BEGINS + MONTH + 5 + 3 * DAY) * 1000),
      payUrl: expect.stringContaining('https://invoice.stripe.com/i/in_'),
    });
    await told(
      story.invoice('paid', 1, MONTH + DAY, 2),
      ...story.payment(1, MONTH + DAY),
      story.invoicePayment(1, MONTH + DAY),
    );
    await told(story.refund(stripeId('re'), 1, 500, 'succeeded', MONTH + 2 * DAY));
    expect(await own(token)).toMatchObject({
      state: 'active',
      charges: [
        { state: 'paid', takenBackMinor: 500 },
        { state: 'paid', takenBackMinor: 0 },
      ],
    });
    await told(
      story.subscription('deleted', MONTH + 3 * DAY, {
        status: 'canceled',
        month: 1,
        reason: 'cancellation_requested',
      }),
    );
    expect(await own(token)).toMatchObject({ state: 'ended', endReason: 'asked', nextChargeAt: null });
    expect(await mailsOf(id)).toEqual(['monthly-gift-started', 'monthly-charge-failed', 'monthly-gift-ended']);
    expect(await walkBooks()).toEqual(before);
    expect((await running.proveLedger()).checks.flatMap((check) => check.differences)).toEqual([]);
  });

  it('leave subscriptions of other products alone, and put before a person what is not what was promised', async () => {
    const other = new MonthlyStory({}, 900);
    await told(
      other.subscription('created', 0, { status: 'active' }),
      other.invoice('paid', 0, 1),
      other.invoicePayment(0, 1),
    );
    const states = await running.database.rows<{ state: string }>(
      `SELECT state FROM stripe_event WHERE payload #>> '{data,object,id}' = $1`,
      [other.subscriptionId],
    );
    expect(states).toEqual([{ state: 'foreign' }]);
    const { story } = await start();
    await told(story.subscription('created', 0, { status: 'active' }), story.invoice('paid', 0, 1, 1, 2_000));
    const unknown = new MonthlyStory({ monthly_gift_id: '0190f7a0-0000-7000-8000-000000000000' }, AMOUNT);
    await told(unknown.subscription('created', 0, { status: 'active' }), unknown.invoice('paid', 0, 1));
    const items = await running.database.rows<{ kind: string }>(
      `DELETE FROM attention_item WHERE kind LIKE 'monthly-%' RETURNING kind`,
    );
    expect(items.map(({ kind }) => kind).sort()).toEqual([
      'monthly-charge-differs',
      'monthly-charge-unclaimed',
      'monthly-gift-unclaimed',
    ]);
  });

  it('are offered by editions that have amounts for them, and ended once however often it is asked', async () => {
    const { token } = await start();
    const end = running.app.get(EndMonthlyGift, { strict: false });
    await end.execute(edition, token);
    expect(await own(token)).toMatchObject({ state: 'started', ending: false });
    await expect(end.execute(edition, 'A'.repeat(24))).rejects.toThrow('No monthly gift');
    await running.database.rows(`UPDATE edition SET monthly_amounts_minor = '{}' WHERE id = $1`, [edition.id]);
    await expect(start()).rejects.toThrow('No monthly gifts');
    await running.database.rows(`UPDATE edition SET monthly_amounts_minor = '{1000,1500}' WHERE id = $1`, [edition.id]);
  });

  describe('told in any order and any number of times', () => {
    const standing = async (token: string) => {
      const { id: _id, checkoutUrl: _url, ...gift } = await own(token);
      return {
        ...gift,
        subscriptionId: null,
        charges: gift.charges.map(({ invoiceId: _invoice, payUrl, ...it }) => ({ ...it, payable: payUrl !== null })),
      };
    };

    it('they come to the same', async () => {
      const tell = async (events: readonly StripeEvent[], batches: readonly number[]): Promise<void> => {
        const ids = await running.record(events.map((event) => ({ ...event, id: stripeId('evt') })));
        let from = 0;
        for (const size of [...batches, ids.length]) {
          await running.process(ids.slice(from, from + size));
          from += size;
        }
      };
      await fc.assert(
        fc.asyncProperty(
          monthlyHistories,
          fc.boolean(),
          fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
          fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 }),
          async (history, ends, chance, batches) => {
            const [straight, shuffled] = [await start(), await start()];
            await tell(eventsOf(straight.story, history, ends), []);
            const dice = (): number => Number(chance.next().value);
            const events = eventsOf(shuffled.story, history, ends);
            const repeated = [...events, ...events.filter(() => dice() < 0.4)];
            const order = repeated.map((event) => ({ event, place: dice() })).sort((a, b) => a.place - b.place);
            await tell(
              order.map(({ event }) => event),
              batches,
            );
            expect(await standing(shuffled.token)).toEqual(await standing(straight.token));
          },
        ),
        { numRuns: 40 },
      );
      expect((await walkBooks())?.entries).toBe(0);
    }, 120_000);
  });
});
