import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type StoredEdition,
  storeCaptain,
  storeDonation,
  storeEdition,
  type StoredWalker,
} from '../../factories/edition.js';
import { RunningApp } from '../../factories/running-app.js';
import { PaymentStory, type StripeEvent, stripeId } from '../../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../../support/services.js';

let services: TestDatabase;
let app: RunningApp;
let edition: StoredEdition;
let captain: StoredWalker;

beforeAll(async () => {
  services = await testDatabase();
  // The web's role alone: nothing is processed but what the test has processed.
  app = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
  edition = await storeEdition(app.database);
  captain = await storeCaptain(app.database, edition);
});

afterAll(async () => {
  await app.close();
  await services.drop();
});

const AMOUNT = 4_000;
/** 8 October 2023, on the morning of the walk; seconds. */
const BEGINS = 1_696_748_400;

/** What happens to a gift at Stripe, step by step; each step becomes the events that Stripe sends about it. */
type Chapter = 'card' | 'card-after-decline' | 'sepa-succeeds' | 'sepa-fails' | 'expires' | 'other-amount' | 'twice';
type Sequel =
  | { readonly kind: 'refund'; readonly amountMinor: number; readonly end: 'succeeded' | 'failed' | 'canceled' }
  | { readonly kind: 'dispute'; readonly end: 'open' | 'won' | 'lost' | 'warning' };

interface History {
  readonly chapter: Chapter;
  readonly sequels: readonly Sequel[];
}

const histories: fc.Arbitrary<History> = fc.record({
  chapter: fc.constantFrom<Chapter>(
    'card',
    'card-after-decline',
    'sepa-succeeds',
    'sepa-fails',
    'expires',
    'other-amount',
    'twice',
  ),
  sequels: fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant('refund' as const),
        amountMinor: fc.integer({ min: 1, max: AMOUNT }),
        end: fc.constantFrom('succeeded' as const, 'failed' as const, 'canceled' as const),
      }),
      fc.record({
        kind: fc.constant('dispute' as const),
        end: fc.constantFrom('open' as const, 'won' as const, 'lost' as const, 'warning' as const),
      }),
    ),
    { maxLength: 3 },
  ),
});

function eventsOf({ chapter, sequels }: History, donationId: string): StripeEvent[] {
  const metadata = { donation_id: donationId };
  const story = new PaymentStory(metadata, chapter === 'other-amount' ? AMOUNT + 100 : AMOUNT, BEGINS);
  const paid = chapter !== 'sepa-fails' && chapter !== 'expires';
  return [...beginning(chapter, story), ...(paid ? sequels.flatMap((it, index) => sequel(it, story, index)) : [])];
}

function beginning(chapter: Chapter, story: PaymentStory): StripeEvent[] {
  const paidAtOnce = [story.session('completed', 'paid', 61), story.intent('succeeded', 60), story.chargeSucceeded(60)];
  switch (chapter) {
    case 'card':
    case 'other-amount':
      return paidAtOnce;
    case 'card-after-decline':
      return [story.intent('payment_failed', 20), ...paidAtOnce];
    case 'sepa-succeeds':
      return [
        story.session('completed', 'unpaid', 10),
        story.intent('processing', 10),
        story.intent('succeeded', 4_000),
        story.chargeSucceeded(4_000),
        story.session('async_payment_succeeded', 'paid', 4_001),
      ];
    case 'sepa-fails':
      return [
        story.session('completed', 'unpaid', 10),
        story.intent('processing', 10),
        story.intent('payment_failed', 4_000),
        story.session('async_payment_failed', 'unpaid', 4_000),
      ];
    case 'expires':
      return [story.intent('payment_failed', 20), story.session('expired', 'unpaid', 86_400)];
    case 'twice': {
      const second = new PaymentStory(story.metadata, AMOUNT, BEGINS);
      return [...paidAtOnce, second.intent('succeeded', 90), second.refund(stripeId('re'), AMOUNT, 'succeeded', 5_000)];
    }
  }
}

function sequel(it: Sequel, story: PaymentStory, index: number): StripeEvent[] {
  const at = 10_000 * (index + 1);
  if (it.kind === 'refund') {
    const id = stripeId('re');
    return [
      story.refund(id, it.amountMinor, 'pending', at),
      story.refund(id, it.amountMinor, 'succeeded', at),
      ...(it.end === 'succeeded' ? [] : [story.refund(id, it.amountMinor, it.end, at + 500)]),
    ];
  }
  const id = stripeId('dp');
  if (it.end === 'warning') {
    return [
      story.dispute(id, 'created', 'warning_needs_response', at),
      story.dispute(id, 'closed', 'warning_closed', at + 900),
    ];
  }
  const opened = [
    story.dispute(id, 'created', 'needs_response', at),
    story.dispute(id, 'funds_withdrawn', 'needs_response', at),
    story.dispute(id, 'updated', 'under_review', at + 100),
  ];
  switch (it.end) {
    case 'open':
      return opened;
    case 'lost':
      return [...opened, story.dispute(id, 'closed', 'lost', at + 900)];
    case 'won':
      return [
        ...opened,
        story.dispute(id, 'closed', 'won', at + 900),
        story.dispute(id, 'funds_reinstated', 'won', at + 900),
      ];
  }
}

/** Where a gift ended: its row, its balance in every account, and what its donor's gifts come to. */
async function endOf(donationId: string): Promise<unknown> {
  const [donation] = await app.database.rows(
    `SELECT status, paid_minor, refunded_minor, disputed_minor, on_its_way_minor, raised_minor, paid_at
       FROM donation WHERE id = $1`,
    [donationId],
  );
  const balances = await app.database.rows(
    `SELECT account, sum(amount_minor) AS amount_minor FROM ledger_entry
      WHERE donation_id = $1 GROUP BY account HAVING sum(amount_minor) <> 0 ORDER BY account`,
    [donationId],
  );
  const [counted] = await app.database.rows(
    `SELECT coalesce(sum(gifts), 0)::int AS gifts FROM ledger_entry WHERE donation_id = $1`,
    [donationId],
  );
  const [donor] = await app.database.rows(
    `SELECT t.raised_minor, t.gifts FROM donor_total t JOIN donation USING (donor_id) WHERE donation.id = $1`,
    [donationId],
  );
  return { donation, balances, counted, donor: donor ?? { raised_minor: '0', gifts: 0 } };
}

async function notProcessed(): Promise<unknown[]> {
  return app.database.rows(`SELECT type, state, error FROM stripe_event WHERE state <> 'processed'`);
}

describe('the events of a gift', () => {
  it('end in the same books in any order, any number of times, in any batches', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.infiniteStream(fc.nat({ max: 1_000_000 })), async (history, chances) => {
        const chance = (): number => {
          const next = chances.next() as IteratorResult<number, undefined>;
          return next.value ?? 0;
        };
        const inOrder = await storeDonation(app.database, edition, { to: captain, amountMinor: AMOUNT });
        const first = await app.record(eventsOf(history, inOrder));
        for (const id of first) await app.process([id]);

        const shuffled = await storeDonation(app.database, edition, { to: captain, amountMinor: AMOUNT });
        const told = eventsOf(history, shuffled);
        // The same events once more under ids of their own, as Stripe's catch-up of another endpoint would tell them.
        const copies = told.filter(() => chance() % 3 === 0).map((event) => ({ ...event, id: stripeId('evt') }));
        const ids = await app.record([...told, ...copies]);
        for (const batch of cut(shuffle(ids, chance), chance)) await app.process(batch);
        await app.process(ids);

        expect(await notProcessed()).toEqual([]);
        expect(await endOf(shuffled)).toEqual(await endOf(inOrder));
      }),
      { numRuns: 45, endOnFailure: true },
    );
    const proof = await app.proveLedger();
    expect(proof.checks.flatMap((check) => check.differences)).toEqual([]);
    // No monthly gift, no match and no split is among these.
    const none: readonly string[] = ['first-monthly-gifts', 'matches', 'splits'];
    const compared = proof.checks.filter(({ name }) => !none.includes(name));
    expect(compared.map((check) => check.compared > 0)).toEqual(compared.map(() => true));
    expect(await app.rebuildTotals()).toEqual({ totals: 0, donors: 0, supporters: 0, headcounts: 0, hours: 0 });
  }, 60_000);

  it('end in the same books when they are all told again after a replay', async () => {
    const donationId = await storeDonation(app.database, edition, { to: captain, amountMinor: AMOUNT });
    const ids = await app.record(
      eventsOf({ chapter: 'card', sequels: [{ kind: 'refund', amountMinor: 1_000, end: 'failed' }] }, donationId),
    );
    await app.process(ids);
    const entries = `SELECT count(*)::int AS entries FROM ledger_entry`;
    const before = [await endOf(donationId), await app.database.rows(entries)];
    await app.database.rows(
      `UPDATE stripe_event SET state = 'received', processed_at = NULL WHERE id = ANY($1::bigint[])`,
      [ids],
    );
    await app.process([...ids].reverse());
    expect([await endOf(donationId), await app.database.rows(entries)]).toEqual(before);
  });
});

function shuffle<Item>(items: readonly Item[], chance: () => number): Item[] {
  return items
    .map((item) => ({ item, place: chance() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function cut<Item>(items: readonly Item[], chance: () => number): Item[][] {
  const batches: Item[][] = [[]];
  for (const item of items) {
    batches.at(-1)?.push(item);
    if (chance() % 2 === 0) batches.push([]);
  }
  return batches;
}
