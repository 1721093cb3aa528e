import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExportSchedules, MakeExports } from '../../src/exports/index.js';
import { DoBulkGifts } from '../../src/gift-desk/index.js';
import {
  storeCaptain,
  storeDonation,
  type StoredEdition,
  storeEdition,
  type StoredWalker,
} from '../factories/edition.js';
import { idOf, type MachineAnswer, Machines } from '../factories/machines.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import type { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

type Items = readonly Readonly<Record<string, unknown>>[];

const itemsOf = ({ body }: MachineAnswer): Items => body['items'] as Items;

describe('A machine that acts on many gifts and takes files away', () => {
  let services: TestDatabase;
  let web: RunningApp;
  let edition: StoredEdition;
  let captain: StoredWalker;
  let admin: Visitor;
  let machines: Machines;

  beforeAll(async () => {
    services = await testDatabase();
    web = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
    edition = await storeEdition(web.database);
    captain = await storeCaptain(web.database, edition);
    admin = await organiserAtWork(web, 'admin', { editionId: edition.id });
    machines = await Machines.of(web, admin);
    const scopes = ['bulk-acts', 'move-gifts', 'hide-words', 'exports', 'donations', 'personal'];
    await machines.makeUsualKey('The CRM', 'editor', scopes);
  }, 60_000);

  afterAll(async () => {
    await web.close();
    await services.drop();
  });

  async function paidGift(): Promise<string> {
    const id = await storeDonation(web.database, edition, { to: captain, donorEmail: 'lotte@example.org' });
    await web.process(await web.record([new PaymentStory({ donation_id: id }, 4_000).intent('succeeded')]));
    return id;
  }

  const begin = (body: object, once?: string): Promise<MachineAnswer> =>
    machines.ask('post /bulk', { body, ...(once === undefined ? {} : { once }) });
  const read = async (run: string) => (await machines.ask('get /bulk/{run}', { ids: { run } })).body;
  const work = (): Promise<number> => web.app.get(DoBulkGifts, { strict: false }).execute();
  const make = (): Promise<number> => web.app.get(MakeExports, { strict: false }).execute(new Date());
  const runPlans = (): Promise<number> => web.app.get(ExportSchedules, { strict: false }).run(new Date());

  const due = async (plan: string): Promise<void> => {
    await web.database.rows(`UPDATE export_schedule SET next_at = now() - interval '1 day' WHERE id = $1`, [plan]);
  };

  it('has one act done to many gifts once, and pages through what came of each', async () => {
    const gifts = [await paidGift(), await paidGift(), await paidGift()];
    const order = { action: 'move', gifts, to: { kind: 'edition' }, reason: 'Typed wrongly' };
    const run = idOf(await begin(order, 'same'));
    expect(idOf(await begin(order, 'same'))).toBe(run);
    expect(await read(run)).toMatchObject({ action: 'move', doneBy: 'The CRM', busy: true, counts: { waiting: 3 } });
    expect(await work()).toBe(1);
    expect(await read(run)).toMatchObject({ busy: false, counts: { done: 3, refused: 0, waiting: 0 } });
    const seen: Readonly<Record<string, unknown>>[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: Record<string, string> = { limit: '2', cursor };
      const page: MachineAnswer = await machines.ask('get /bulk/{run}/results', { ids: { run }, query });
      seen.push(...itemsOf(page));
      cursor = page.body['nextCursor'] as string | null;
    }
    expect(seen).toEqual([...gifts].sort().map((gift) => ({ gift, outcome: 'done' })));
    expect((await admin.get(`/organise/bulk/${run}?edition=2023&language=en`)).text).toContain('The CRM');
    // They stand there already: each is refused, with its code.
    const again = idOf(await begin(order));
    await work();
    expect(await read(again)).toMatchObject({ counts: { done: 0, refused: 3 } });
    const lines = await web.database.rows(
      `SELECT DISTINCT action, actor, actor_kind FROM audit_line WHERE subject_id = ANY ($1)`,
      [gifts],
    );
    expect(lines).toEqual([{ action: 'move-gift', actor: 'The CRM', actor_kind: 'key' }]);
    expect(await web.proveLedger()).toMatchObject({ ok: true });
  });

  it('stops a run, and does to many nothing that it may not do to one', async () => {
    const gifts = [await paidGift()];
    const why = { gifts, reason: 'Rude words' };
    const run = idOf(await begin({ ...why, action: 'hide' }));
    expect((await machines.ask('post /bulk/{run}/stop', { ids: { run } })).status).toBe(200);
    expect(await work()).toBe(0);
    expect(await read(run)).toMatchObject({ busy: false, counts: { stopped: 1 } });
    for (const action of ['refund', 'thank']) expect((await begin({ ...why, action })).status).toBe(403);
    expect((await begin({ ...why, action: 'move' })).body['errors']).toMatchObject([{ field: 'to', code: 'REQUIRED' }]);
    expect((await begin({ ...why, action: 'hide', gifts: [] })).status).toBe(422);
    expect((await begin({ ...why, action: 'hide', gifts: ['all'] })).status).toBe(422);
    const [line] = await web.database.rows(`SELECT actor FROM audit_line WHERE action = 'stop-bulk-act'`);
    expect(line).toEqual({ actor: 'The CRM' });
  });

  it('lists the files that it ordered, the newest first, and takes away its own alone', async () => {
    const order = { list: 'donations', format: 'csv' };
    const files: string[] = [];
    for (let count = 0; count < 3; count += 1)
      files.unshift(idOf(await machines.ask('post /exports', { body: order })));
    const first = await machines.ask('get /exports', { query: { limit: '2' } });
    const cursor = String(first.body['nextCursor']);
    const rest = await machines.ask('get /exports', { query: { limit: '2', cursor } });
    expect([...itemsOf(first), ...itemsOf(rest)].map(({ id }) => id)).toEqual(files);
    const other = await machines.makeKey('Another', 'viewer', ['exports', 'donations']);
    expect(itemsOf(await machines.ask('get /exports', { key: other }))).toEqual([]);
    const ids = { file: files[0] ?? '' };
    expect((await machines.ask('post /exports/{file}/remove', { key: other, ids })).status).toBe(404);
    expect((await machines.ask('post /exports/{file}/remove', { ids })).status).toBe(200);
    expect((await machines.ask('get /exports/{file}', { ids })).body['state']).toBe('gone');
    const [line] = await web.database.rows(`SELECT actor FROM audit_line WHERE action = 'remove-export'`);
    expect(line).toEqual({ actor: 'The CRM' });
  });

  it('plans a file that is made for it with what it opens on the day, and fetches it; people see and end the plan', async () => {
    const body = { name: 'Nightly', list: 'donations', format: 'csv', columns: ['raised', 'email'], hour: 3 };
    const plan = idOf(await machines.ask('post /export-schedules', { body, once: 'nightly' }));
    expect(idOf(await machines.ask('post /export-schedules', { body, once: 'nightly' }))).toBe(plan);
    expect((await machines.ask('post /export-schedules', { body: { ...body, goesTo: 's3' } })).status).toBe(422);
    expect((await machines.ask('post /export-schedules', { body: { ...body, goesTo: 'mail' } })).status).toBe(422);
    expect(
      (await machines.ask('post /export-schedules', { body: { ...body, list: 'walkers', columns: [] } })).status,
    ).toBe(403);
    const page = async (): Promise<string> =>
      (await admin.get('/organise/export-schedules?edition=2023&language=en')).text;
    expect(await page()).toContain('The CRM');
    await due(plan);
    expect(await runPlans()).toBe(1);
    await make();
    const plans = itemsOf(await machines.ask('get /export-schedules'));
    expect(plans).toMatchObject([{ id: plan, name: 'Nightly', goesTo: 'fetch', stopped: false, lastError: null }]);
    const ids = { file: String(plans[0]?.['lastFile']) };
    expect((await machines.ask('get /exports/{file}/download', { ids })).text).toContain('lotte@example.org');
    const mails = await web.database.rows(`SELECT 1 FROM outbox_message WHERE once_key = $1`, [
      `export-ready:${ids.file}`,
    ]);
    expect(mails).toEqual([]);
    // As if the key had been made without it.
    await web.database.rows(`UPDATE api_key SET scopes = array_remove(scopes, 'personal') WHERE name = 'The CRM'`);
    await due(plan);
    await runPlans();
    await make();
    const [after] = itemsOf(await machines.ask('get /export-schedules'));
    const later = { file: String(after?.['lastFile']) };
    expect((await machines.ask('get /exports/{file}/download', { ids: later })).text).not.toContain('@example.org');
    await admin.post(`/organise/export-schedules/${plan}/stop?language=en`, { edition: '2023' });
    expect(itemsOf(await machines.ask('get /export-schedules'))).toMatchObject([{ id: plan, stopped: true }]);
  });

  it('ends its own plans alone, and those of a key that was revoked end with a line in the log', async () => {
    const other = await machines.makeKey('Another plan', 'viewer', ['exports', 'donations']);
    const body = { name: 'Weekly', list: 'donations', format: 'csv', weekday: 1, hour: 6 };
    const plans = [];
    for (const _ of [1, 2]) plans.push(idOf(await machines.ask('post /export-schedules', { key: other, body })));
    const [first = '', second = ''] = plans;
    const stop = (plan: string, key?: string) =>
      machines.ask('post /export-schedules/{plan}/stop', { ids: { plan }, ...(key === undefined ? {} : { key }) });
    expect((await stop(first)).status).toBe(404);
    expect((await stop(first, other)).status).toBe(200);
    await web.database.rows(`UPDATE api_key SET revoked_at = now(), revoked_by = 'test' WHERE name = 'Another plan'`);
    await due(second);
    expect(await runPlans()).toBe(0);
    const lines = await web.database.rows(
      `SELECT subject_id AS plan, actor, after->>'error' AS error FROM audit_line WHERE action = 'stop-planned-export'
          AND subject_id = ANY ($1) ORDER BY id`,
      [plans],
    );
    expect(lines).toEqual([
      { plan: first, actor: 'Another plan', error: null },
      { plan: second, actor: 'planned exports', error: 'NOT_ALLOWED' },
    ]);
  });
});
