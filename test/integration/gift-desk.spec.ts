import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { ReadEditions } from '../../src/editions/index.js';
import { newToken } from '../../src/platform/http/token.js';
import { DomainError } from '../../src/domain/errors.js';
import { minor, sharedOut } from '../../src/domain/money.js';
import { DoBulkGifts, MoveGift, SplitGift, UndoGiftAct } from '../../src/gift-desk/index.js';
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
const WORDS = { reason: 'test', tellDonor: false, actor: ACTOR } as const;

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

  async function partsOf(id: string): Promise<{ id: string; amount: string; raised: string; refunded: string }[]> {
    return running.database.rows(
      `SELECT id, amount_minor AS amount, raised_minor AS raised, refunded_minor AS refunded FROM donation
        WHERE (id = $1 OR split_of = $1) AND NOT unsplit ORDER BY split_of NULLS FIRST, id`,
      [id],
    );
  }

  const work = (): Promise<number> => running.app.get(DoBulkGifts, { strict: false }).execute();

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
    // Before and after, where it leaves and where it would arrive.
    const euros = (amountMinor: number): string => `€${String(amountMinor / 100)}`;
    expect(page.text).toContain(`${euros(before[0])} → ${euros(before[0] - 4_000)}`);
    expect(page.text).toContain(`${euros(before[1])} → ${euros(before[1] + 4_000)}`);
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
    const { text } = await organiser.get(`/organise/gifts/${id}?language=en`);
    expect(text).toContain('The donor picked the wrong walker');
    const bookedTo = [...text.matchAll(/<td>paid<\/td><td><bdi>([^<]*)<\/bdi><\/td><td class="r num">([^<]*)</g)];
    expect(bookedTo.map(([, to, amount]) => [to, amount])).toEqual([
      ['Sarah Peeters', '€40.00'],
      ['Sarah Peeters', '-€40.00'],
      ['Ravi Singh', '€40.00'],
    ]);
    const { text: log } = await organiser.get('/organise/log?language=en');
    expect(log).toContain(`<a href="/organise/gifts/${id}?`);
    expect(log).toContain('amount: <bdi>€40.00</bdi>');
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

  it('splits a gift by the page: what changes first, then all totals at once, and back again', async () => {
    const [from, into, other] = captains;
    const { id, story } = await paidGift(from);
    const before = await Promise.all(captains.map(({ walkerPageId }) => raised('page', walkerPageId)));
    const address = `/organise/gifts/${id}/split?language=en`;
    const first = await organiser.get(address);
    expect(first.text).toContain(`value="walker/${from.walkerSlug}"`);
    const shares = [
      [`walker/${from.walkerSlug}`, '15'],
      [`walker/${into.walkerSlug}`, '15,01'],
      [`walker/${other.walkerSlug}`, '9,99'],
    ] as const;
    const fields = shares.flatMap(([to, amount]): [string, string][] => [
      ['to', to],
      ['amount', amount],
    ]);
    const query = new URLSearchParams(fields).toString();
    const looked = await organiser.get(`${address}&${query}&look=yes`);
    expect(looked.status).toBe(200);
    expect(looked.text).toContain('15.01');
    const wrong = await organiser.get(`${address}&${query.replace('9%2C99', '9')}&look=yes`);
    expect(wrong.status).toBe(422);
    const done = await organiser.post(address, [...fields, ['reason', 'Two grandchildren'], ['tellDonor', 'yes']]);
    expect(done.location).toContain('done=split');
    expect(await Promise.all(captains.map(({ walkerPageId }) => raised('page', walkerPageId)))).toEqual([
      (before[0] ?? 0) - 2_500,
      (before[1] ?? 0) + 1_501,
      (before[2] ?? 0) + 999,
    ]);
    // A refund goes back of the one payment, and is shared out to the cent.
    await running.process(await running.record([story.refund(stripeId('re'), 1_000, 'succeeded', 300)]));
    expect((await partsOf(id)).map(({ refunded }) => refunded)).toEqual(['375', '375', '250']);
    const token = newToken();
    await running.database.rows(`UPDATE donation SET token = $2 WHERE id = $1`, [id, token]);
    const own = await new Visitor(running).get(`/en/2023/gifts/${token}`);
    expect(own.text).toContain('Your gift is split between');
    expect(own.text.match(/€10 refunded/g)).toHaveLength(1);
    const list = await organiser.get(`/organise/lists/donations?language=en&text=${id}`);
    expect(list.text.match(/Lotte Maes/g)?.length).toBeGreaterThanOrEqual(3);
    const [act] = await running.database.rows<{ id: string }>(`SELECT id FROM gift_act WHERE donation_id = $1`, [id]);
    const desk = await organiser.get(`/organise/gifts/${id}?language=en`);
    expect(desk.text).toContain(`/acts/${act?.id ?? ''}/undo`);
    const undo = `/organise/gifts/${id}/acts/${act?.id ?? ''}/undo?language=en`;
    expect((await organiser.post(undo, { reason: '' })).status).toBe(422);
    expect((await organiser.post(undo, { reason: 'It was right' })).location).toContain('done=undone');
    expect((await organiser.post(undo, { reason: 'Again' })).status).toBe(409);
    expect(await Promise.all(captains.map(({ walkerPageId }) => raised('page', walkerPageId)))).toEqual([
      (before[0] ?? 0) - 1_000,
      before[1],
      before[2],
    ]);
    const audit = await running.database.rows<{ action: string }>(
      `SELECT action FROM audit_line WHERE subject_id = $1 ORDER BY id`,
      [id],
    );
    expect(audit.map(({ action }) => action)).toEqual(['split-gift', 'undo-split-gift']);
    expect((await running.proveLedger()).checks.flatMap(({ differences }) => differences)).toEqual([]);
  });

  it('agrees with the ledger after any moves, splits, undoings and refunds, in any order', async () => {
    const editions = running.app.get(ReadEditions, { strict: false });
    const walk = await editions.bySlug(edition.slug);
    const mover = running.app.get(MoveGift, { strict: false });
    const places = [
      { kind: 'edition' } as const,
      ...captains.map(({ walkerSlug }) => ({ kind: 'walker', slug: walkerSlug }) as const),
      ...captains.map(({ teamSlug }) => ({ kind: 'team', slug: teamSlug }) as const),
    ];
    const splitter = running.app.get(SplitGift, { strict: false });
    const undoer = running.app.get(UndoGiftAct, { strict: false });
    const refusals = new Set(['GIFT_STANDS_THERE', 'GIFT_IS_SPLIT', 'GIFT_ACT_UNDONE', 'GIFT_ACT_OVERTAKEN']);
    const allowed = (error: unknown): void => {
      if (!(error instanceof DomainError) || !refusals.has(error.code)) throw error;
    };
    const step = fc.oneof(
      fc.record({ do: fc.constant('move' as const), place: fc.nat(places.length - 1), part: fc.nat(2) }),
      fc.record({
        do: fc.constant('split' as const),
        places: fc.uniqueArray(fc.nat(places.length - 1), { minLength: 2, maxLength: 4 }),
        cuts: fc.uniqueArray(fc.integer({ min: 1, max: 3_999 }), { minLength: 3, maxLength: 3 }),
      }),
      fc.record({ do: fc.constant('undo' as const), which: fc.nat(3) }),
      fc.record({ do: fc.constant('refund' as const), amount: fc.integer({ min: 1, max: 1_500 }) }),
      fc.record({ do: fc.constant('dispute' as const), won: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const whole = await raised('edition', edition.id);
        const { id, story } = await paidGift(captains[0]);
        let at = 100;
        let left = 4_000;
        for (const it of steps) {
          at += 100;
          if (it.do === 'move') {
            const to = places[it.place] ?? { kind: 'edition' };
            const parts = await partsOf(id);
            const donationId = parts[it.part % parts.length]?.id ?? id;
            await mover.execute(walk, { donationId, to, ...WORDS }).catch(allowed);
          } else if (it.do === 'split') {
            const cuts = [0, ...it.cuts.slice(0, it.places.length - 1).sort((a, b) => a - b), 4_000];
            const shares = it.places.map((place, index) => ({
              to: places[place] ?? ({ kind: 'edition' } as const),
              amountMinor: minor((cuts[index + 1] ?? 0) - (cuts[index] ?? 0)),
            }));
            await splitter.execute(walk, { donationId: id, shares, ...WORDS }).catch(allowed);
          } else if (it.do === 'undo') {
            const acts = await running.database.rows<{ id: string }>(
              `SELECT id FROM gift_act WHERE donation_id = $1 ORDER BY id DESC`,
              [id],
            );
            const actId = acts[it.which]?.id;
            if (actId !== undefined) await undoer.execute(walk, { donationId: id, actId, ...WORDS }).catch(allowed);
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
        const parts = await partsOf(id);
        expect(parts.reduce((sum, part) => sum + Number(part.raised), 0)).toBe(left);
        // Where the parts stand follows from where the whole stands, whatever came first.
        const amounts = parts.map(({ amount }) => minor(Number(amount)));
        const refunded = minor(parts.reduce((sum, part) => sum + Number(part.refunded), 0));
        expect(parts.map((part) => Number(part.refunded))).toEqual(sharedOut(refunded, amounts));
        expect(await running.proveLedger()).toMatchObject({ ok: true });
        expect(await running.rebuildTotals()).toEqual({ totals: 0, donors: 0, supporters: 0, headcounts: 0, hours: 0 });
      }),
      { numRuns: 40 },
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
    const events = async (lost = ''): Promise<void> => {
      const response = await fetch(`${sandbox.url}/v1/events?limit=100`, {
        headers: { authorization: 'Bearer sk_sandbox_local' },
      });
      const { data } = (await response.json()) as { data: Parameters<RunningApp['record']>[0] };
      await running.process(await running.record(data.filter(({ type }) => type !== lost)));
    };
    // What counts can be given back, though one of the two events that tell of the payment has not come.
    await events('payment_intent.succeeded');
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

  it('acts on many gifts by one form: each by itself, once, with what came of each', async () => {
    const [from, into] = captains;
    const [one, two, there] = [await paidGift(from), await paidGift(from), await paidGift(into)];
    const ids = [one.id, two.id, there.id];
    const chosen = ids.map((id): [string, string] => ['gift', id]);
    const before = await raised('page', into.walkerPageId);
    const query = new URLSearchParams([...chosen, ['action', 'move'], ['to', `walker/${into.walkerSlug}`]]).toString();
    const list = await organiser.get('/organise/lists/donations?language=en');
    expect(list.text).toContain(`name="gift" value="${one.id}"`);
    const looked = await organiser.get(`/organise/bulk?language=en&${query}`);
    const run = /name="run" value="([^"]+)"/.exec(looked.text)?.[1] ?? '';
    const form = (action: string, id: string, more: [string, string][] = []): [string, string][] => [
      ...chosen,
      ['run', id],
      ['action', action],
      ['reason', 'All of one class'],
      ['sure', 'yes'],
      ...more,
    ];
    const move = form('move', run, [['to', `walker/${into.walkerSlug}`]]);
    expect(
      (
        await organiser.post(
          '/organise/bulk?language=en',
          move.filter(([name]) => name !== 'sure'),
        )
      ).status,
    ).toBe(422);
    const results = await organiser.post('/organise/bulk?language=en', move);
    expect(results.location).toContain(`/organise/bulk/${run}`);
    expect((await organiser.get(`/organise/bulk/${run}?language=en`)).text.match(/>not yet</g)).toHaveLength(3);
    await work();
    expect(await raised('page', into.walkerPageId)).toBe(before + 8_000);
    const shown = await organiser.get(`/organise/bulk/${run}?language=en`);
    expect(shown.text.match(/>done</g)).toHaveLength(2);
    expect(shown.text).toContain('This gift stands there already.');
    // The same form again acts on nothing, also once the gifts stand elsewhere.
    await organiser.post(`/organise/gifts/${one.id}/move`, { to: 'edition', reason: 'Back' });
    await organiser.post('/organise/bulk?language=en', move);
    await work();
    expect(await raised('page', into.walkerPageId)).toBe(before + 4_000);
    const again = uuidv7();
    for (const _ of [1, 2]) await organiser.post('/organise/bulk?language=en', form('thank', again));
    await work();
    const mails = await running.database.rows(`SELECT 1 FROM outbox_message WHERE once_key LIKE $1`, [
      `gift-received-again:${again}:%`,
    ]);
    expect(mails).toHaveLength(3);
    await organiser.post('/organise/bulk?language=en', form('hide', uuidv7()));
    await work();
    const hidden = await running.database.rows(
      `SELECT 1 FROM donation WHERE id = ANY ($1::uuid[]) AND hidden_reason = 'organiser'`,
      [ids],
    );
    expect(hidden).toHaveLength(3);
    const editor = await organiserAtWork(running, 'editor', { editionId: edition.id });
    expect((await editor.post('/organise/bulk?language=en', form('refund', uuidv7()))).status).toBe(403);
    const many = Array.from({ length: 201 }, (): [string, string] => ['gift', uuidv7()]);
    expect((await organiser.post('/organise/bulk?language=en', [...many, ...form('hide', uuidv7())])).status).toBe(422);
    expect((await running.proveLedger()).checks.flatMap(({ differences }) => differences)).toEqual([]);
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
