import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type StoredEdition,
  storeCaptain,
  storeDonation,
  storeEdition,
  type StoredWalker,
} from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory, stripeId } from '../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

let services: TestDatabase;
let one: RunningApp;
let other: RunningApp;
let edition: StoredEdition;
let captain: StoredWalker;

beforeAll(async () => {
  services = await testDatabase();
  one = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
  other = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
  edition = await storeEdition(one.database);
  captain = await storeCaptain(one.database, edition);
});

afterAll(async () => {
  await one.close();
  await other.close();
  await services.drop();
});

async function newGifts(count: number): Promise<{ id: string; story: PaymentStory }[]> {
  const ids = await Promise.all(
    Array.from({ length: count }, () => storeDonation(one.database, edition, { to: captain, amountMinor: 4_000 })),
  );
  return ids.map((id) => ({ id, story: new PaymentStory({ donation_id: id }, 4_000) }));
}

/** A worker passes over what another one holds; the sweeper comes back for it. */
async function finish(inboxIds: readonly string[]): Promise<void> {
  await one.process(inboxIds);
  expect(
    await one.database.rows(
      `SELECT type, error FROM stripe_event WHERE id = ANY($1::bigint[]) AND state <> 'processed'`,
      [inboxIds],
    ),
  ).toEqual([]);
}

async function sums(gifts: readonly { id: string }[]): Promise<unknown> {
  const [row] = await one.database.rows(
    `SELECT count(*)::int AS gifts, sum(paid_minor)::int AS paid, sum(refunded_minor)::int AS refunded,
            (SELECT sum(amount_minor)::int FROM ledger_entry WHERE donation_id = ANY($1::uuid[])) AS booked
       FROM donation WHERE id = ANY($1::uuid[])`,
    [gifts.map(({ id }) => id)],
  );
  return row;
}

describe('two workers', () => {
  it('with the same events book each of them once', async () => {
    const gifts = await newGifts(20);
    const ids = await one.record(
      gifts.flatMap(({ story }) => [story.intent('succeeded', 60), story.session('completed', 'paid', 61)]),
    );
    await Promise.all([one.process(ids), other.process([...ids].reverse()), one.process(ids), other.process(ids)]);
    await finish(ids);
    expect(await sums(gifts)).toEqual({ gifts: 20, paid: 80_000, refunded: 0, booked: 80_000 });
  });

  it('find a refund whose payment the other one has at the same moment, gift after gift', async () => {
    const gifts = await newGifts(25);
    for (const { story } of gifts) {
      const [payment = '', refund = ''] = await one.record([
        story.intent('succeeded', 60),
        story.refund(stripeId('re'), 1_500, 'succeeded', 60),
      ]);
      await Promise.all([one.process([payment]), other.process([refund])]);
      await finish([payment, refund]);
    }
    expect(await sums(gifts)).toEqual({ gifts: 25, paid: 100_000, refunded: 37_500, booked: 62_500 });
  });

  it('bear batches whose gifts, pages and donors cross each other', async () => {
    const gifts = await newGifts(60);
    const events = gifts.flatMap(({ story }) => [
      story.intent('succeeded', 60),
      story.refund(stripeId('re'), 1_000, 'succeeded', 90),
      story.session('completed', 'paid', 61),
    ]);
    const ids = await one.record(events);
    const batches = Array.from({ length: 6 }, (_, batch) => ids.filter((_id, index) => index % 6 === batch));
    await Promise.all(batches.map((batch, index) => (index % 2 === 0 ? one : other).process(batch)));
    await finish(ids);
    expect(await sums(gifts)).toEqual({ gifts: 60, paid: 240_000, refunded: 60_000, booked: 180_000 });
    expect(await one.proveLedger()).toMatchObject({ ok: true });
    expect(await one.rebuildTotals()).toEqual({ totals: 0, donors: 0, supporters: 0, headcounts: 0, hours: 0 });
  });

  it('leave nothing half done when a connection dies in the middle of a batch', async () => {
    const gifts = await newGifts(30);
    const ids = await one.record(gifts.map(({ story }) => story.intent('succeeded')));
    const processing = one.process(ids).then(
      () => 'done',
      () => 'failed',
    );
    await other.database.rows(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await processing;
    expect(await one.proveLedger()).toMatchObject({ ok: true });
    await finish(ids);
    expect(await sums(gifts)).toEqual({ gifts: 30, paid: 120_000, refunded: 0, booked: 120_000 });
  });
});
