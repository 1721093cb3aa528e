import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { API_SCOPES, roleOfScope } from '../../src/api-keys/index.js';
import { ROLES } from '../../src/domain/roles.js';
import { MakeExports } from '../../src/exports/index.js';
import {
  type StoredEdition,
  storeCaptain,
  storeDonation,
  type StoredWalker,
  storeEdition,
} from '../factories/edition.js';
import { MACHINE_ROUTES } from '../factories/machine-routes.js';
import { MACHINE_TWINS } from '../factories/machine-twins.js';
import { idOf, Machines } from '../factories/machines.js';
import { ORGANISER_ROUTES } from '../factories/organiser-routes.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { StripeAside } from '../factories/stripe-aside.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

describe('A machine that acts for organisers', () => {
  let database: TestDatabase;
  let stripe: StripeAside;
  let running: RunningApp;
  let edition: StoredEdition;
  let captain: StoredWalker;
  let machines: Machines;

  beforeAll(async () => {
    [database, stripe] = await Promise.all([testDatabase(), StripeAside.open()]);
    running = await RunningApp.start({ databaseUrl: database.databaseUrl, apiBase: stripe.apiBase }, { role: 'web' });
    await running.app.listen(stripe.port, '127.0.0.1');
    edition = await storeEdition(running.database);
    captain = await storeCaptain(running.database, edition);
    machines = await Machines.of(running, await organiserAtWork(running, 'admin', { editionId: edition.id }));
    await machines.makeUsualKey(
      'The CRM',
      'admin',
      API_SCOPES.filter((scope) => scope !== 'walkers'),
    );
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), stripe.close()]);
  });

  async function processed(): Promise<void> {
    await stripe.allTold();
    const rows = await running.database.rows<{ id: string }>(`SELECT id FROM stripe_event WHERE state <> 'processed'`);
    await running.process(rows.map(({ id }) => id));
  }

  async function paidGift(donorEmail = `${uuidv7()}@example.org`): Promise<string> {
    const id = await storeDonation(running.database, edition, { to: captain, donorEmail });
    await stripe.pay(running, id, 4_000);
    await processed();
    return id;
  }

  async function gift(id: string) {
    const [row] = await running.database.rows<{ target: string; raised: number; hidden: string | null; donor: string }>(
      `SELECT target, raised_minor::int AS raised, hidden_reason AS hidden, donor_id AS donor FROM donation WHERE id = $1`,
      [id],
    );
    if (row === undefined) throw new Error('No gift');
    return row;
  }

  it('knows every route of the document, and each says what it takes', () => {
    const routes = machines
      .routes()
      .filter(
        (route) => !/^get \/(donations|donors|walkers|teams|registrations|monthly-gifts|monthly-charges)$/.test(route),
      );
    expect(routes.sort()).toEqual(Object.keys(MACHINE_ROUTES).sort());
  });

  it('does by an operation of its own what each page does, or the page says why it is for people only', () => {
    const operations = machines.operationIds();
    expect(operations.filter((name, index) => operations.indexOf(name) !== index)).toEqual([]);
    expect(Object.keys(MACHINE_TWINS).sort()).toEqual(Object.keys(ORGANISER_ROUTES).sort());
    for (const [route, twin] of Object.entries(MACHINE_TWINS)) {
      const lost = 'operations' in twin ? twin.operations.filter((name) => !operations.includes(name)) : [];
      expect({ route, lost }).toEqual({ route, lost: [] });
    }
  });

  it.each(Object.entries(MACHINE_ROUTES))(
    'is let in at %s by the scope %s and its role alone',
    async (route, scope) => {
      const others = API_SCOPES.filter((it) => it !== scope);
      const lacking = await machines.makeKey('lacking', 'admin', others);
      const enough = await machines.makeKey('enough', roleOfScope(scope), [scope]);
      const elsewhere = await storeEdition(running.database, { slug: `e-${uuidv7().slice(-8)}` });
      expect((await machines.ask(route, { key: null })).status).toBe(401);
      expect((await machines.ask(route, { key: lacking })).status).toBe(403);
      expect((await machines.ask(route, { key: enough, slug: elsewhere.slug })).status).toBe(403);
      // What it asks for is nowhere or says nothing: it was let in to hear that.
      expect([200, 404, 409, 422]).toContain((await machines.ask(route, { key: enough })).status);
      const below = ROLES[ROLES.indexOf(roleOfScope(scope)) - 1];
      if (below !== undefined) {
        expect(await machines.makeKey('below', below, [scope])).toBe('');
        // As if the role had been lowered in the database.
        await running.database.rows(`UPDATE api_key SET role = $1 WHERE name = 'enough'`, [below]);
        expect((await machines.ask(route, { key: enough })).status).toBe(403);
      }
      // An edition has no more than some that are open.
      await running.database.rows(
        `UPDATE api_key SET name = 'used', revoked_at = now(), revoked_by = 'test' WHERE name IN ('enough', 'lacking')`,
      );
    },
  );

  it('moves, splits, undoes, hides and refunds a gift, with its name in the log', async () => {
    const id = await paidGift();
    const why = { reason: 'The CRM knows better' };
    expect(
      (await machines.ask('post /gifts/{gift}/move', { ids: { gift: id }, body: { ...why, to: { kind: 'edition' } } }))
        .status,
    ).toBe(200);
    expect((await gift(id)).target).toBe('edition');
    const shares = [
      { to: { kind: 'walker', slug: captain.walkerSlug }, amountMinor: 1_000 },
      { to: { kind: 'edition' }, amountMinor: 3_000 },
    ];
    const wrong = await machines.ask('post /gifts/{gift}/split', {
      ids: { gift: id },
      body: { ...why, shares: shares.slice(0, 1) },
    });
    expect(wrong.status).toBe(422);
    await machines.ask('post /gifts/{gift}/split', { ids: { gift: id }, body: { ...why, shares } });
    expect((await gift(id)).raised).toBe(3_000);
    const { body } = await machines.ask('get /gifts/{gift}/acts', { ids: { gift: id } });
    const [last] = body['items'] as { id: string; kind: string; canBeUndone: boolean }[];
    expect(last).toMatchObject({ kind: 'split', canBeUndone: true });
    await machines.ask('post /gifts/{gift}/acts/{act}/undo', { ids: { gift: id, act: last?.id ?? '' }, body: why });
    expect((await gift(id)).raised).toBe(4_000);
    await machines.ask('post /gifts/{gift}/words', { ids: { gift: id }, body: { hidden: true } });
    expect((await gift(id)).hidden).toBe('organiser');
    const refund = { ids: { gift: id }, body: { ...why, amountMinor: 1_500 }, once: 'the same refund' };
    for (const _ of [1, 2, 3]) expect((await machines.ask('post /gifts/{gift}/refund', refund)).status).toBe(200);
    await processed();
    expect((await gift(id)).raised).toBe(2_500);
    expect(
      (await machines.ask('post /gifts/{gift}/refund', { ...refund, body: { ...why, amountMinor: 9_000 } })).status,
    ).toBe(422);
    const lines = await running.database.rows<{ action: string; actor: string; actor_kind: string }>(
      `SELECT action, actor, actor_kind FROM audit_line WHERE subject_id = $1 ORDER BY id`,
      [id],
    );
    expect(lines).toEqual(
      ['move-gift', 'split-gift', 'undo-split-gift', 'hide-gift-message', 'refund-gift'].map((action) => ({
        action,
        actor: 'The CRM',
        actor_kind: 'key',
      })),
    );
    expect((await running.proveLedger()).checks.flatMap(({ differences }) => differences)).toEqual([]);
  });

  it('enters an envelope once, which another key verifies, and begins and ends what a sponsor adds', async () => {
    const envelope = {
      method: 'cash',
      to: { kind: 'walker', slug: captain.walkerSlug },
      amountMinor: 2_550,
      receivedOn: '2023-10-08',
      name: 'Buren van de Dorpsstraat',
      pieces: { 2000: 1, 500: 1, 50: 1 },
      counters: ['An', 'Bert'],
    };
    const ids = [1, 2].map(() => machines.ask('post /offline-gifts', { body: envelope, once: 'envelope 7' }));
    const settled = await Promise.all(ids);
    const taken = settled.filter(({ status }) => status === 200).map(idOf);
    expect(new Set(taken).size).toBe(1);
    const again = await machines.ask('post /offline-gifts', { body: envelope, once: 'envelope 7' });
    expect(idOf(again)).toBe(taken[0]);
    expect((await machines.ask('post /offline-gifts', { body: { ...envelope, amountMinor: 1 } })).status).toBe(422);
    const finance = await machines.makeKey('Bookkeeping', 'finance', ['decide-offline-gifts']);
    const verified = await machines.ask('post /offline-gifts/{gift}/verify', {
      key: finance,
      ids: { gift: taken[0] ?? '' },
    });
    expect((await gift(idOf(verified))).raised).toBe(2_550);
    await machines.ask('post /offline-gifts/{gift}/reverse', {
      key: finance,
      ids: { gift: taken[0] ?? '' },
      body: { reason: 'Wrong edition' },
    });
    expect((await gift(idOf(verified))).raised).toBe(0);
    const match = {
      sponsor: 'Bakkerij Maes',
      to: { kind: 'edition' },
      ratePercent: 50,
      capMinor: 10_000,
      firstDay: '2023-01-01',
      lastDay: '2099-12-31',
    };
    const begun = await machines.ask('post /matches', { body: match, once: 'm' });
    await machines.ask('post /matches', { body: match, once: 'm' });
    const matches = await running.database.rows<{ id: string }>(`SELECT id FROM gift_match`);
    expect(matches.map(({ id }) => id)).toEqual([idOf(begun)]);
    expect((await machines.ask('post /matches/{match}/close', { ids: { match: idOf(begun) } })).status).toBe(200);
    expect((await machines.ask('post /matches/{match}/close', { ids: { match: idOf(begun) } })).status).toBe(409);
  });

  it('corrects and merges donors and undoes it, and opens and closes giving', async () => {
    const [one, two] = [await paidGift(), await paidGift()];
    const [into, from] = [(await gift(one)).donor, (await gift(two)).donor];
    const why = { reason: 'One person' };
    await machines.ask('post /donors/{donor}/correct', {
      ids: { donor: into },
      body: { ...why, name: 'Lotte Maas', email: 'lotte.maas@example.org' },
    });
    const [donor] = await running.database.rows(`SELECT name, email FROM donor WHERE id = $1`, [into]);
    expect(donor).toEqual({ name: 'Lotte Maas', email: 'lotte.maas@example.org' });
    const merged = await machines.ask('post /donors/{donor}/merge', { ids: { donor: into }, body: { ...why, from } });
    expect((await gift(two)).donor).toBe(into);
    await machines.ask('post /donor-merges/{merge}/undo', { ids: { merge: idOf(merged) }, body: why });
    expect((await gift(two)).donor).toBe(from);
    const open = async (): Promise<boolean> => {
      const [row] = await running.database.rows<{ open: boolean }>(
        `SELECT now() BETWEEN giving_opens_at AND giving_closes_at AS open FROM edition WHERE id = $1`,
        [edition.id],
      );
      return row?.open ?? false;
    };
    await machines.ask('post /windows/{window}/close', { ids: { window: 'giving' } });
    expect(await open()).toBe(false);
    await machines.ask('post /windows/{window}/open', {
      ids: { window: 'giving' },
      body: { until: '2099-01-01T00:00:00Z' },
    });
    expect(await open()).toBe(true);
    expect((await machines.ask('post /windows/{window}/open', { ids: { window: 'doors' }, body: {} })).status).toBe(
      404,
    );
  });

  it('has a list made into a file, sees how far it is and fetches it, and nobody else’s', async () => {
    const gone = await machines.makeKey('other', 'viewer', ['exports', 'donations']);
    const order = {
      list: 'donations',
      format: 'csv',
      language: 'en',
      columns: ['raised', 'email'],
      filters: { status: 'counted' },
    };
    expect((await machines.ask('post /exports', { key: gone, body: order })).status).toBe(403);
    expect((await machines.ask('post /exports', { body: { ...order, filters: { statsu: 'counted' } } })).status).toBe(
      422,
    );
    expect(
      (await machines.ask('post /exports', { body: { ...order, list: 'walkers', columns: [], filters: {} } })).status,
    ).toBe(403);
    const file = idOf(await machines.ask('post /exports', { body: order, once: 'nightly' }));
    expect((await machines.ask('get /exports/{file}', { ids: { file } })).body['state']).toBe('waiting');
    expect((await machines.ask('get /exports/{file}/download', { ids: { file } })).status).toBe(410);
    await running.app.get(MakeExports, { strict: false }).execute(new Date());
    const state = await machines.ask('get /exports/{file}', { ids: { file } });
    expect(state.body).toMatchObject({ state: 'ready', format: 'csv' });
    const { text } = await machines.ask('get /exports/{file}/download', { ids: { file } });
    expect(text).toContain('@example.org');
    expect((await machines.ask('get /exports/{file}', { key: gone, ids: { file } })).status).toBe(404);
    const lines = await running.database.rows<{ action: string; actor: string }>(
      `SELECT action, actor FROM audit_line WHERE subject_id = $1 OR after->>'file' = $1 ORDER BY id`,
      [file],
    );
    expect(lines).toEqual(['export-list', 'fetch-export'].map((action) => ({ action, actor: 'The CRM' })));
  });

  it('has what it asked for once done once, is answered alike, and may ask again for what was refused', async () => {
    const id = await paidGift();
    const move = { ids: { gift: id }, body: { to: { kind: 'edition' }, reason: 'once' }, once: 'move once' };
    const first = await machines.ask('post /gifts/{gift}/move', move);
    // Without the key it would be refused now: the gift stands there.
    expect(await machines.ask('post /gifts/{gift}/move', move)).toEqual(first);
    expect((await machines.ask('post /gifts/{gift}/move', { ...move, once: 'another' })).status).toBe(409);
    const acts = await running.database.rows(`SELECT 1 FROM gift_act WHERE donation_id = $1`, [id]);
    expect(acts).toHaveLength(1);
    // Refused, it is not remembered: once the gift stands elsewhere, the same is done.
    await machines.ask('post /gifts/{gift}/move', {
      ids: { gift: id },
      body: { to: { kind: 'walker', slug: captain.walkerSlug }, reason: 'back' },
    });
    expect((await machines.ask('post /gifts/{gift}/move', { ...move, once: 'another' })).status).toBe(200);
    expect(
      (await machines.ask('post /gifts/{gift}/move', { ...move, body: { ...move.body, colour: 'red' } })).status,
    ).toBe(422);
  });
});
