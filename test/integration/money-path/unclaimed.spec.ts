import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { type StoredEdition, storeDonation, storeEdition } from '../../factories/edition.js';
import { RunningApp } from '../../factories/running-app.js';
import { PaymentStory, type StripeEvent, stripeId } from '../../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../../support/services.js';

const AMOUNT = 4_000;

let services: TestDatabase;
let app: RunningApp;
let edition: StoredEdition;

beforeAll(async () => {
  services = await testDatabase();
  app = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
  edition = await storeEdition(app.database);
});

afterAll(async () => {
  await app.close();
  await services.drop();
});

/** Events of one payment that is refunded in part; those of the refund name no gift. */
function eventsOf(donationId: string): { story: PaymentStory; events: StripeEvent[] } {
  const story = new PaymentStory({ donation_id: donationId }, AMOUNT);
  const refundId = stripeId('re');
  return {
    story,
    events: [
      story.session('completed', 'paid', 61),
      story.intent('succeeded', 60),
      story.chargeSucceeded(60),
      story.refund(refundId, 1_000, 'pending', 500),
      story.refund(refundId, 1_000, 'succeeded', 600),
    ],
  };
}

async function suspenseOf(paymentIntentId: string): Promise<number> {
  const [row] = await app.database.rows<{ amount_minor: string }>(
    `SELECT coalesce(sum(amount_minor), 0) AS amount_minor FROM ledger_entry
      WHERE account = 'suspense' AND payment_intent_id = $1`,
    [paymentIntentId],
  );
  return Number(row?.amount_minor);
}

async function isOpen(paymentIntentId: string): Promise<boolean> {
  const rows = await app.database.rows(
    `SELECT 1 FROM attention_item WHERE kind = 'payment-unclaimed' AND reference = $1 AND resolved_at IS NULL`,
    [paymentIntentId],
  );
  return rows.length > 0;
}

async function bookedOf(donationId: string): Promise<unknown> {
  return app.database.rows(
    `SELECT d.status, d.raised_minor, (SELECT json_object_agg(account, amount) FROM (
              SELECT account, sum(amount_minor)::int AS amount FROM ledger_entry WHERE donation_id = d.id
               GROUP BY account ORDER BY account) booked) AS booked
       FROM donation d WHERE id = $1`,
    [donationId],
  );
}

const PARTLY_REFUNDED = [
  { status: 'partially-refunded', raised_minor: '3000', booked: { paid: AMOUNT, refunded: -1_000 } },
] as const;

describe('Money that names a gift we do not have', () => {
  it('waits in suspense and before a person, and counts nowhere', async () => {
    const { story, events } = eventsOf(uuidv7());
    await app.process(await app.record(events));
    expect(await suspenseOf(story.paymentIntentId)).toBe(3_000);
    expect(await isOpen(story.paymentIntentId)).toBe(true);
  });

  it('counts once the gift is there, and leaves suspense and the list, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
        fc.integer({ min: 0, max: 4 }),
        async (order, before) => {
          const donationId = uuidv7();
          const { story, events } = eventsOf(donationId);
          const ids = await app.record(order.flatMap((index) => events[index] ?? []));
          for (const id of ids.slice(0, before)) await app.process([id]);
          await storeDonation(app.database, edition, { id: donationId, amountMinor: AMOUNT });
          for (const id of ids.slice(before)) await app.process([id]);

          expect(await bookedOf(donationId)).toEqual(PARTLY_REFUNDED);
          expect(await suspenseOf(story.paymentIntentId)).toBe(0);
          expect(await isOpen(story.paymentIntentId)).toBe(false);
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
    const proof = await app.proveLedger();
    expect(proof.checks.flatMap(({ differences }) => differences)).toEqual([]);
  }, 60_000);

  it('counts as well when all of it is told again in one batch', async () => {
    const donationId = uuidv7();
    const { story, events } = eventsOf(donationId);
    await app.process(await app.record(events));
    expect(await suspenseOf(story.paymentIntentId)).toBe(3_000);
    await storeDonation(app.database, edition, { id: donationId, amountMinor: AMOUNT });
    await app.process(await app.record(events.map((event) => ({ ...event, id: stripeId('evt') }))));
    expect(await bookedOf(donationId)).toEqual(PARTLY_REFUNDED);
    expect(await suspenseOf(story.paymentIntentId)).toBe(0);
  });
});
