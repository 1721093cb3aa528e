import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ReadEditions } from '../../src/editions/index.js';
import { MoveGift } from '../../src/gift-desk/index.js';
import {
  type StoredEdition,
  storeCaptain,
  storeDonation,
  type StoredWalker,
  storeEdition,
} from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory, stripeId } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { startStripeSandbox, type RunningSandbox } from '../../src/stripe-sandbox/start-stripe-sandbox.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const KEY = 'the-organiser-key-of-this-test';
const ACTOR = { kind: 'system', name: 'test' } as const;

describe('The organisers’ desk of one gift', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let sandbox: RunningSandbox;
  let running: RunningApp;
  let edition: StoredEdition;
  let captains: readonly [StoredWalker, StoredWalker, StoredWalker];
  let organiser: Visitor;

  beforeAll(async () => {
    [database, redis, sandbox] = await Promise.all([
      testDatabase(),
      testRedis(),
      startStripeSandbox({ port: 0, webhookUrls: [] }),
    ]);
    // Without a worker of its own: the test says when events are processed.
    running = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl, apiBase: sandbox.url },
      { organiserKey: KEY, role: 'web' },
    );
    edition = await storeEdition(running.database);
    captains = [
      await storeCaptain(running.database, edition, 'Sarah Peeters'),
      await storeCaptain(running.database, edition, 'Ravi Singh'),
      await storeCaptain(running.database, edition, 'Zoë Claes'),
    ];
    organiser = new Visitor(running);
    await organiser.get(`/organise?key=${KEY}`);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await sandbox.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  async function paidGift(to: StoredWalker | undefined): Promise<{ id: string; story: PaymentStory }> {
    const id = await storeDonation(running.database, edition, to === undefined ? {} : { to });
    const story = new PaymentStory({ donation_id: id }, 4_000);
    await running.process(await running.record([story.intent('succeeded')]));
    return { id, story };
  }

  async function raised(scope: 'edition' | 'page' | 'team', id: string): Promise<number> {
    const [row] = await running.database.rows<{ raised_minor: string }>(
      `SELECT raised_minor FROM total WHERE scope = $1 AND scope_id = $2`,
      [scope, id],
    );
    return Number(row?.raised_minor ?? 0);
  }

  it('moves a gift: both totals, the ledger and the log, with the donor’s wish fulfilled', async () => {
    const [from, into] = captains;
    const { id, story } = await paidGift(from);
    const before = [await raised('page', from.walkerPageId), await raised('page', into.walkerPageId)] as const;
    const page = await organiser.get(`/organise/gifts/${id}?language=en&find=ravi`);
    expect(page.status).toBe(200);
    expect(page.text).toContain(`value="walker/${into.walkerSlug}"`);
    const refused = await organiser.post(`/organise/gifts/${id}/move?language=en`, { to: '', reason: '' });
    expect(refused.status).toBe(422);
    const moved = await organiser.post(`/organise/gifts/${id}/move?language=en`, {
      to: `walker/${into.walkerSlug}`,
      reason: 'The donor picked the wrong walker',
      tellDonor: 'yes',
    });
    expect(moved.location).toContain('done=moved');
    expect(await raised('page', from.walkerPageId)).toBe(before[0] - 4_000);
    expect(await raised('page', into.walkerPageId)).toBe(before[1] + 4_000);
    expect((await organiser.get(`/organise/gifts/${id}?language=en`)).text).toContain(
      'The donor picked the wrong walker',
    );
    const mails = await running.database.rows(
      `SELECT 1 FROM outbox_message WHERE payload ->> 'mail' = 'gift-moved' AND payload ->> 'donationId' = $1`,
      [id],
    );
    expect(mails).toHaveLength(1);
    // What Stripe tells later is booked where the gift stands now.
    await running.process(await running.record([story.refund(stripeId('re'), 1_000, 'succeeded', 300)]));
    expect(await raised('page', into.walkerPageId)).toBe(before[1] + 3_000);
    const again = await organiser.post(`/organise/gifts/${id}/move`, { to: `walker/${into.walkerSlug}`, reason: 'x' });
    expect(again.status).toBe(409);
    expect(await running.proveLedger()).toMatchObject({ ok: true });
  });

  it('agrees with the ledger after any moves and refunds, in any order', async () => {
    const editions = running.app.get(ReadEditions, { strict: false });
    const walk = await editions.bySlug(edition.slug);
    const mover = running.app.get(MoveGift, { strict: false });
    const places = [
      { kind: 'edition' } as const,
      ...captains.map(({ walkerSlug }) => ({ kind: 'walker', slug: walkerSlug }) as const),
      ...captains.map(({ teamSlug }) => ({ kind: 'team', slug: teamSlug }) as const),
    ];
    const step = fc.oneof(
      fc.record({ do: fc.constant('move' as const), place: fc.nat(places.length - 1) }),
      fc.record({ do: fc.constant('refund' as const), amount: fc.integer({ min: 1, max: 1_500 }) }),
      fc.record({ do: fc.constant('dispute' as const), won: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const whole = await raised('edition', edition.id);
        const { id, story } = await paidGift(captains[0]);
        let at = 100;
        let left = 4_000;
        for (const it of steps) {
          at += 100;
          if (it.do === 'move') {
            const to = places[it.place] ?? { kind: 'edition' };
            await mover
              .execute(walk, { donationId: id, to, reason: 'test', tellDonor: false, actor: ACTOR })
              .catch((error: unknown) => {
                if (!(error instanceof Error) || !error.message.includes('stands there')) throw error;
              });
          } else if (it.do === 'refund' && it.amount <= left) {
            left -= it.amount;
            await running.process(await running.record([story.refund(stripeId('re'), it.amount, 'succeeded', at)]));
          } else if (it.do === 'dispute' && left > 0) {
            const dispute = stripeId('dp');
            await running.process(
              await running.record([
                story.dispute(dispute, 'created', 'needs_response', at, left),
                story.dispute(dispute, 'closed', it.won ? 'won' : 'lost', at + 50, left),
              ]),
            );
            if (!it.won) left = 0;
          }
        }
        expect(await raised('edition', edition.id)).toBe(whole + left);
        expect(await running.proveLedger()).toMatchObject({ ok: true });
        expect(await running.rebuildTotals()).toEqual({ totals: 0, donors: 0, headcounts: 0 });
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('gives back through Stripe what was asked for, once, however often the form is sent', async () => {
    const started = await running.app.inject({
      method: 'POST',
      url: '/api/v1/editions/2023/donations',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({
        target: { kind: 'walker', slug: captains[0].walkerSlug },
        amountMinor: 4_000,
        name: 'Marleen',
        email: 'marleen@example.org',
      }),
    });
    const { donationId, checkoutUrl } = JSON.parse(started.body) as { donationId: string; checkoutUrl: string };
    await fetch(checkoutUrl, { method: 'POST', body: new URLSearchParams({ method: 'card' }), redirect: 'manual' });
    const events = async (): Promise<void> => {
      const response = await fetch(`${sandbox.url}/v1/events?limit=100`, {
        headers: { authorization: 'Bearer sk_sandbox_local' },
      });
      const { data } = (await response.json()) as { data: Parameters<RunningApp['record']>[0] };
      await running.process(await running.record(data));
    };
    await events();
    const form = { amount: '12,50', reason: 'Given twice', once: 'the-same-form', sure: 'yes' };
    const unsure = await organiser.post(`/organise/gifts/${donationId}/refund`, { ...form, sure: '' });
    expect(unsure.status).toBe(422);
    const tooMuch = await organiser.post(`/organise/gifts/${donationId}/refund`, { ...form, amount: '41' });
    expect(tooMuch.status).toBe(422);
    for (const _ of [1, 2]) {
      const done = await organiser.post(`/organise/gifts/${donationId}/refund`, form);
      expect(done.location).toContain('done=refunded');
    }
    await events();
    const [gift] = await running.database.rows<{ status: string; refunded_minor: string }>(
      `SELECT status, refunded_minor FROM donation WHERE id = $1`,
      [donationId],
    );
    expect(gift).toEqual({ status: 'partially-refunded', refunded_minor: '1250' });
    expect(await running.proveLedger()).toMatchObject({ ok: true });
  });

  it('lets an editor move and not give back, and a viewer do neither', async () => {
    const { id } = await paidGift(captains[0]);
    for (const [role, move, refund] of [
      ['viewer', 403, 403],
      ['editor', 303, 403],
      ['finance', 303, 422],
    ] as const) {
      const person = await organiserAtWork(running, role, { editionId: edition.id });
      const to = role === 'editor' ? 'edition' : `walker/${captains[1].walkerSlug}`;
      const moved = await person.post(`/organise/gifts/${id}/move`, { to, reason: 'test' });
      const refunded = await person.post(`/organise/gifts/${id}/refund`, { reason: 'test', once: 'x', sure: '' });
      expect([role, moved.status, refunded.status]).toEqual([role, move, refund]);
    }
  });
});
