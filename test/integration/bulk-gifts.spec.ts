import { EventEmitter, once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { BULK_ATTEMPTS, DoBulkGifts, MoveGift } from '../../src/gift-desk/index.js';
import { StripeGateway } from '../../src/platform/stripe/stripe-gateway.js';
import {
  type StoredEdition,
  storeCaptain,
  storeDonation,
  type StoredWalker,
  storeEdition,
} from '../factories/edition.js';
import { idOf, Machines } from '../factories/machines.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { StripeAside } from '../factories/stripe-aside.js';
import type { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

const GIFTS = 6;

describe('One act to many gifts, in the background', () => {
  let database: TestDatabase;
  let stripe: StripeAside;
  let running: RunningApp;
  let other: RunningApp;
  let edition: StoredEdition;
  let captain: StoredWalker;
  let finance: Visitor;

  beforeAll(async () => {
    [database, stripe] = await Promise.all([testDatabase(), StripeAside.open()]);
    const settings = { databaseUrl: database.databaseUrl, apiBase: stripe.apiBase };
    running = await RunningApp.start(settings, { role: 'web' });
    other = await RunningApp.start(settings, { role: 'web' });
    await running.app.listen(stripe.port, '127.0.0.1');
    edition = await storeEdition(running.database);
    captain = await storeCaptain(running.database, edition);
    finance = await organiserAtWork(running, 'finance', { editionId: edition.id });
  }, 60_000);

  afterEach(() => {
    jest.restoreAllMocks();
  });

  afterAll(async () => {
    await Promise.all([running.close(), other.close()]);
    await Promise.all([database.drop(), stripe.close()]);
  });

  const serviceOf = <Service>(app: RunningApp, type: abstract new (...args: never[]) => Service): Service =>
    app.app.get<Service>(type, { strict: false });
  const work = (app = running): Promise<number> => serviceOf(app, DoBulkGifts).execute();

  async function processed(): Promise<void> {
    await stripe.allTold();
    const rows = await running.database.rows<{ id: string }>(`SELECT id FROM stripe_event WHERE state <> 'processed'`);
    await running.process(rows.map(({ id }) => id));
  }

  async function paidGifts(count = GIFTS): Promise<string[]> {
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const id = await storeDonation(running.database, edition, { to: captain, amountMinor: 1_000 + n });
      await stripe.pay(running, id, 1_000 + n);
      ids.push(id);
    }
    await processed();
    return ids;
  }

  async function order(action: string, ids: readonly string[], more: [string, string][] = []): Promise<string> {
    const run = uuidv7();
    const answer = await finance.post('/organise/bulk?language=en', [
      ...ids.map((id): [string, string] => ['gift', id]),
      ['run', run],
      ['action', action],
      ['reason', 'Given twice'],
      ['sure', 'yes'],
      ...more,
    ]);
    expect(answer.location).toContain(`/organise/bulk/${run}`);
    return run;
  }

  async function outcomes(run: string): Promise<(string | null)[]> {
    const rows = await running.database.rows<{ outcome: string | null }>(
      `SELECT outcome FROM bulk_row WHERE run_id = $1 ORDER BY donation_id`,
      [run],
    );
    return rows.map(({ outcome }) => outcome);
  }

  /** As if its maker had been silent for as long as a claim lasts. */
  async function forgetClaim(run: string): Promise<void> {
    await running.database.rows(`UPDATE bulk_run SET available_at = now() WHERE id = $1`, [run]);
  }

  const done = (count: number): string[] => Array.from({ length: count }, () => 'done');

  it('answers at once, says how far it is, and refunds each gift once though its worker dies over one', async () => {
    const ids = await paidGifts();
    const run = await order('refund', ids);
    const page = `/organise/bulk/${run}?language=en`;
    expect((await finance.get(page)).text).toContain('http-equiv="refresh"');
    expect((await stripe.refunds()).count).toBe(0);
    // The first worker dies after Stripe made the third refund and before it could write that down.
    const dying = new EventEmitter();
    const died = once(dying, 'died');
    const gateway = serviceOf(running, StripeGateway);
    const refund = gateway.refund.bind(gateway);
    let calls = 0;
    jest.spyOn(gateway, 'refund').mockImplementation(async (asked) => {
      await refund(asked);
      calls += 1;
      if (calls !== 3) return;
      dying.emit('died');
      await once(dying, 'buried');
    });
    const first = work();
    await died;
    expect(await outcomes(run)).toEqual(['done', 'done', null, null, null, null]);
    expect(await finance.status(page)).toBe('{"status":"making 3"}');
    // Stripe has told of the third one by now: nothing is left of that gift.
    await processed();
    await forgetClaim(run);
    expect(await work(other)).toBe(1);
    dying.emit('buried');
    await first;
    await processed();
    expect(await outcomes(run)).toEqual(done(GIFTS));
    expect(await stripe.refunds()).toEqual({ count: GIFTS, minor: 6_015 });
    const lines = await running.database.rows(
      `SELECT 1 FROM audit_line WHERE action = 'refund-gift' AND subject_id = ANY ($1::text[])`,
      [ids],
    );
    expect(lines).toHaveLength(GIFTS);
    const { text } = await finance.get(page);
    expect(text).toContain('6 of 6: 6 done, 0 not');
    expect(text).not.toContain('http-equiv="refresh"');
    expect((await running.proveLedger()).checks.flatMap(({ differences }) => differences)).toEqual([]);
    expect(await stripe.differences(running)).toEqual([]);
  });

  it('is ordered by a machine as well: each gift is refunded once, or thanked once more', async () => {
    const machines = await Machines.of(running, await organiserAtWork(running, 'admin', { editionId: edition.id }));
    await machines.makeUsualKey('The books', 'finance', ['bulk-acts', 'refund-gifts', 'mailings']);
    const ids = await paidGifts(3);
    const before = await stripe.refunds();
    const ordered = async (action: string): Promise<string> =>
      idOf(await machines.ask('post /bulk', { body: { action, gifts: ids, reason: 'The walk is off' }, once: action }));
    const thanks = await ordered('thank');
    expect(await ordered('thank')).toBe(thanks);
    await work();
    expect(await outcomes(thanks)).toEqual(done(3));
    const mails = await running.database.rows<{ count: number }>(
      `SELECT count(*)::int AS count FROM outbox_message WHERE payload ->> 'mail' = 'gift-received'
          AND payload ->> 'donationId' = ANY ($1::text[]) GROUP BY payload ->> 'donationId'`,
      [ids],
    );
    expect(mails).toEqual(ids.map(() => ({ count: 2 })));
    const refunds = await ordered('refund');
    expect(await ordered('refund')).toBe(refunds);
    await work();
    await processed();
    expect(await outcomes(refunds)).toEqual(done(3));
    const after = await stripe.refunds();
    expect([after.count - before.count, after.minor - before.minor]).toEqual([3, 3_003]);
    expect((await running.proveLedger()).checks.flatMap(({ differences }) => differences)).toEqual([]);
  });

  it('goes on once Stripe answers again, and tells a refusal from what passes', async () => {
    const ids = await paidGifts(3);
    await finance.post(`/organise/gifts/${ids[0] ?? ''}/refund`, {
      amount: '',
      reason: 'x',
      once: uuidv7(),
      sure: 'yes',
    });
    await processed();
    const before = await stripe.refunds();
    const run = await order('refund', ids);
    await stripe.fail(3);
    await work();
    expect(await outcomes(run)).toEqual(['INPUT_INVALID', null, null]);
    await forgetClaim(run);
    await work();
    expect(await outcomes(run)).toEqual(['INPUT_INVALID', 'done', 'done']);
    expect((await stripe.refunds()).count - before.count).toBe(2);
  }, 60_000);

  it('moves nothing twice where a worker only seemed dead', async () => {
    const ids = await paidGifts(3);
    const run = await order('move', ids, [['to', 'edition']]);
    const slow = new EventEmitter();
    const reached = once(slow, 'reached');
    const moveGift = serviceOf(running, MoveGift);
    const move = moveGift.execute.bind(moveGift);
    jest.spyOn(moveGift, 'execute').mockImplementationOnce(async (...asked) => {
      slow.emit('reached');
      await once(slow, 'go');
      await move(...asked);
    });
    const first = work();
    await reached;
    await forgetClaim(run);
    await work(other);
    // A person puts one back meanwhile: the slow worker must not move it again.
    await finance.post(`/organise/gifts/${ids[0] ?? ''}/move`, { to: `walker/${captain.walkerSlug}`, reason: 'Back' });
    slow.emit('go');
    await first;
    expect(await outcomes(run)).toEqual(done(3));
    const acts = await running.database.rows<{ id: string; acts: number }>(
      `SELECT donation_id AS id, count(*)::int AS acts FROM gift_act WHERE donation_id = ANY ($1::uuid[]) GROUP BY 1 ORDER BY 1`,
      [ids],
    );
    expect(acts.map((row) => row.acts)).toEqual([2, 1, 1]);
  });

  it('is stopped by a person while a worker is at it: what is done stays done, and the rest is told as not done', async () => {
    const ids = await paidGifts();
    const before = await stripe.refunds();
    const run = await order('refund', ids);
    const asking = new EventEmitter();
    const reached = once(asking, 'reached');
    const gateway = serviceOf(other, StripeGateway);
    const refund = gateway.refund.bind(gateway);
    let calls = 0;
    jest.spyOn(gateway, 'refund').mockImplementation(async (asked) => {
      calls += 1;
      if (calls === 3) {
        asking.emit('reached');
        await once(asking, 'go');
      }
      await refund(asked);
    });
    const worker = work(other);
    await reached;
    const page = `/organise/bulk/${run}?language=en`;
    expect((await finance.get(page)).text).toContain(`/organise/bulk/${run}/stop`);
    for (const _ of [1, 2]) {
      expect((await finance.post(`/organise/bulk/${run}/stop?language=en`, { edition: '2023' })).status).toBe(303);
    }
    expect(await outcomes(run)).toEqual(['done', 'done', 'unknown', 'stopped', 'stopped', 'stopped']);
    expect(await finance.status(page)).toBe('{"status":"done"}');
    // The one that Stripe was being asked for is told as what it came to.
    asking.emit('go');
    await worker;
    expect(await work()).toBe(0);
    await processed();
    expect(await outcomes(run)).toEqual(['done', 'done', 'done', 'stopped', 'stopped', 'stopped']);
    expect((await stripe.refunds()).count - before.count).toBe(3);
    expect((await finance.get(page)).text.match(/stopped: not done/g)).toHaveLength(3);
    const lines = await running.database.rows<{ before: object; after: object }>(
      `SELECT before, after FROM audit_line WHERE action = 'stop-bulk-act' AND subject_id = $1`,
      [run],
    );
    expect(lines).toEqual([{ before: { action: 'refund', waiting: 4 }, after: { notDone: 3 } }]);
  }, 60_000);

  it('asks for a person where it was taken up too often', async () => {
    const ids = await paidGifts(2);
    const run = await order('move', ids, [['to', 'edition']]);
    await running.database.rows(`UPDATE bulk_run SET attempt = $2 WHERE id = $1`, [run, BULK_ATTEMPTS]);
    await work();
    expect(await outcomes(run)).toEqual(['SERVICE_UNAVAILABLE', 'SERVICE_UNAVAILABLE']);
    const items = await running.database.rows<{ id: string; detail: object }>(
      `SELECT id, detail FROM attention_item WHERE kind = 'bulk-act-given-up' AND reference = $1`,
      [run],
    );
    expect(items).toMatchObject([{ detail: { action: 'move', notDone: '2', notCertain: '0' } }]);
    const { text } = await finance.get(`/organise/attention/${items[0]?.id ?? ''}?language=en`);
    expect(text).toContain(`/organise/bulk/${run}`);
  });
});
