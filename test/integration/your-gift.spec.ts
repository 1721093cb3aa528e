import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../../src/domain/language.js';
import { type StoredEdition, storeCaptain, type StoredWalker, storeEdition } from '../factories/edition.js';
import { openCheckoutPages, type CheckoutPages } from '../factories/checkout-pages.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory, stripeId } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const HARD_NAME = `Zoë "O'Hara" العربي 👩‍👩‍👧`;

interface Gift {
  readonly id: string;
  readonly token: string;
  readonly story: PaymentStory;
}

describe('A donor’s own gift', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let checkout: CheckoutPages;
  let running: RunningApp;
  let edition: StoredEdition;
  let captain: StoredWalker;
  let donor: Visitor;

  beforeAll(async () => {
    [database, redis, checkout] = await Promise.all([testDatabase(), testRedis(), openCheckoutPages()]);
    // Without a worker of its own: the test says when events are processed.
    running = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl, apiBase: checkout.apiBase },
      { role: 'web' },
    );
    edition = await storeEdition(running.database);
    captain = await storeCaptain(running.database, edition);
    donor = new Visitor(running);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await checkout.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  async function give(name = HARD_NAME): Promise<Gift> {
    const { status } = await donor.post(`/nl/2023/walkers/${captain.walkerSlug}/give`, {
      amount: '40',
      name,
      email: 'zoe@example.org',
      message: 'Hou vol!',
    });
    expect(status).toBe(303);
    const [row] = await running.database.rows<{ id: string; token: string }>(
      `SELECT id, token FROM donation ORDER BY id DESC LIMIT 1`,
    );
    if (row === undefined) throw new Error('No gift was stored');
    return { ...row, story: new PaymentStory({ donation_id: row.id }, 4_000) };
  }

  const told = async (events: Parameters<RunningApp['record']>[0]): Promise<void> =>
    running.process(await running.record(events));

  it('shows its whole life: on its way, arrived, part of it refunded', async () => {
    const { token, story } = await give();
    const page = async (): Promise<string> => (await donor.get(`/nl/2023/gifts/${token}`)).text;
    expect(await page()).toContain('Begonnen:');
    await told([story.session('completed', 'unpaid', 1), story.intent('processing', 1)]);
    expect(await page()).toContain('onderweg');
    await told([story.intent('succeeded', 100)]);
    expect(await page()).toMatch(/€\s40<?[^<]* aangekomen/);
    await told([story.refund(stripeId('re'), 1_000, 'succeeded', 200)]);
    const text = await page();
    expect(text).toMatch(/€\s10 terugbetaald/);
    expect(text).toMatch(/class="figure">€\s30</);
  });

  it('says that the bank refused a debit after days, and leads to another try', async () => {
    const { token, story } = await give();
    await told([story.session('completed', 'unpaid', 1), story.intent('processing', 1)]);
    await told([story.intent('payment_failed', 300_000), story.session('async_payment_failed', 'unpaid', 300_000)]);
    const { text } = await donor.get(`/nl/2023/gifts/${token}`);
    expect(text).toContain('De bank liet');
    expect(text).toContain(`/walkers/${captain.walkerSlug}/give?amount=4000`);
  });

  it.each(LANGUAGES)('has a receipt as PDF in %s, whatever letters a name is written in', async (language) => {
    const { token, story } = await give();
    expect((await donor.bytes(`/${language}/2023/gifts/${token}/receipt.pdf`)).status).toBe(404);
    await told([story.intent('succeeded')]);
    const { status, body } = await donor.bytes(`/${language}/2023/gifts/${token}/receipt.pdf`);
    expect(status).toBe(200);
    expect(body.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(body.length).toBeGreaterThan(5_000);
    await told([story.refund(stripeId('re'), 4_000, 'succeeded', 200)]);
    expect((await donor.bytes(`/${language}/2023/gifts/${token}/receipt.pdf`)).status).toBe(404);
  });

  it('lets its donor correct name and message, shown at once, and remembers what stood there before', async () => {
    const { id, token, story } = await give('Zoe');
    await told([story.intent('succeeded')]);
    const refused = await donor.post(`/nl/2023/gifts/${token}/correct`, { name: '', message: 'x'.repeat(501) });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Vul je naam in');
    const done = await donor.post(`/nl/2023/gifts/${token}/correct`, { name: 'Zoë', message: 'Stap voor stap' });
    expect(done.location).toBe(`/nl/2023/gifts/${token}?done=corrected`);
    const walker = await donor.get(`/nl/2023/walkers/${captain.walkerSlug}`);
    expect(walker.text).toContain('Stap voor stap');
    await donor.post(`/nl/2023/gifts/${token}/correct`, { name: 'Zoë', message: 'Stap voor stap', anonymous: 'yes' });
    const corrections = await running.database.rows(
      `SELECT before, after FROM donation_correction WHERE donation_id = $1 ORDER BY id`,
      [id],
    );
    expect(corrections).toEqual([
      {
        before: { name: 'Zoe', message: 'Hou vol!', anonymous: false, certificateWanted: false },
        after: { name: 'Zoë', message: 'Stap voor stap', anonymous: false, certificateWanted: false },
      },
      {
        before: { name: 'Zoë', message: 'Stap voor stap', anonymous: false, certificateWanted: false },
        after: { name: 'Zoë', message: 'Stap voor stap', anonymous: true, certificateWanted: false },
      },
    ]);
  });

  it('takes “I picked the wrong walker” to the organisers, once, in the donor’s words', async () => {
    const { id, token, story } = await give();
    await told([story.intent('succeeded')]);
    expect((await donor.post(`/en/2023/gifts/${token}/move`, { meantFor: ' ' })).status).toBe(422);
    await donor.post(`/en/2023/gifts/${token}/move`, { meantFor: 'Sara Janssens' });
    await donor.post(`/en/2023/gifts/${token}/move`, { meantFor: 'Sarah Janssens, Team Zon' });
    const items = await running.database.rows(
      `SELECT kind, detail FROM attention_item WHERE reference = $1 AND resolved_at IS NULL`,
      [id],
    );
    expect(items).toEqual([
      {
        kind: 'wrong-page-request',
        detail: { meantFor: 'Sarah Janssens, Team Zon', givenTo: expect.any(String) },
      },
    ]);
    expect((await donor.get(`/en/2023/gifts/${token}`)).text).toContain('You asked to move this gift');
  });

  it('opens for nobody without its link', async () => {
    const { token } = await give();
    for (const wrong of ['x', `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, '..%2f..']) {
      expect((await donor.get(`/nl/2023/gifts/${wrong}`)).status).toBe(404);
      expect((await donor.post(`/nl/2023/gifts/${wrong}/correct`, { name: 'Eve' })).status).toBe(404);
    }
  });
});
