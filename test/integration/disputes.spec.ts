import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { storeDonation, type StoredEdition, storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory, type StripeEvent, stripeId } from '../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

/** 12 May 2030, 22:00 UTC: midnight in Belgium. */
const DUE_BY = 1_904_853_600;

describe('The list of disputes', () => {
  let database: TestDatabase;
  let running: RunningApp;
  let edition: StoredEdition;

  beforeAll(async () => {
    database = await testDatabase();
    running = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
    edition = await storeEdition(running.database);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await database.drop();
  });

  /** The same event with what the bank says, as Stripe sends it. */
  function withEvidence(event: StripeEvent, dueBy: number | null): StripeEvent {
    const object = { ...event.data.object, reason: 'fraudulent', evidence_details: { due_by: dueBy } };
    return { ...event, data: { object } };
  }

  it('tells how much, why, where it stands and until when to answer, and leads to Stripe and to the gift', async () => {
    const id = await storeDonation(running.database, edition);
    const story = new PaymentStory({ donation_id: id }, 4_000);
    const dispute = stripeId('du');
    await running.process(await running.record([story.intent('succeeded')]));
    const viewer = await organiserAtWork(running, 'viewer', { editionId: edition.id });
    expect((await viewer.get('/organise/disputes?language=en&edition=2023')).text).toContain('No payment is disputed');

    const opened = withEvidence(story.dispute(dispute, 'created', 'needs_response', 100), DUE_BY);
    await running.process(await running.record([opened]));
    const open = (await viewer.get('/organise/disputes?language=en&edition=2023')).text;
    expect(open).toContain('€40.00 · fraudulent');
    expect(open).toMatch(/Answer before [^<]*2030/);
    expect(open).toContain(`https://dashboard.stripe.com/test/payments/${story.paymentIntentId}`);
    expect(open).toContain(`/organise/gifts/${id}?`);

    // The later word of Stripe's counts, in whatever order the two came.
    const lost = withEvidence(story.dispute(dispute, 'closed', 'lost', 300), null);
    const reviewed = withEvidence(story.dispute(dispute, 'updated', 'under_review', 200), DUE_BY);
    await running.process(await running.record([lost]));
    await running.process(await running.record([reviewed]));
    const over = (await viewer.get('/organise/disputes?language=en&edition=2023')).text;
    expect(over).toContain('>lost<');
    expect(over).not.toContain('Answer before');
    expect(await running.proveLedger()).toMatchObject({ ok: true });
  });

  it('has pages of fifty, each dispute on one of them, and none of another edition', async () => {
    const ids = new Set<string>();
    const events: StripeEvent[] = [];
    for (let count = 0; count < 60; count += 1) {
      const story = new PaymentStory({ donation_id: await storeDonation(running.database, edition) }, 1_000);
      const dispute = stripeId('du');
      ids.add(dispute);
      events.push(story.intent('succeeded'), story.dispute(dispute, 'created', 'needs_response', 50));
    }
    await running.process(await running.record(events));
    const viewer = await organiserAtWork(running, 'viewer');
    const first = (await viewer.get('/organise/disputes?language=en&edition=2023')).text;
    const next = /rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = (await viewer.get(next)).text;
    const seen = [first, second].map((page) => new Set(page.match(/\bdu_[0-9a-f]{24}\b/g)));
    expect(seen.map(({ size }) => size)).toEqual([50, 11]);
    const all = new Set([...(seen[0] ?? []), ...(seen[1] ?? [])]);
    for (const id of ids) expect(all).toContain(id);
    await storeEdition(running.database, { slug: '2022' });
    expect((await viewer.get('/organise/disputes?language=en&edition=2022')).text).toContain('No payment is disputed');
  });
});
