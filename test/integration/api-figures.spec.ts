import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
import { PaymentStory, stripeId } from '../factories/stripe-events.js';
import type { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

type Items = readonly Readonly<Record<string, unknown>>[];

const itemsOf = ({ body }: MachineAnswer): Items => body['items'] as Items;

describe('A machine that reads what organisers see at a glance', () => {
  let database: TestDatabase;
  let running: RunningApp;
  let edition: StoredEdition;
  let captain: StoredWalker;
  let admin: Visitor;
  let machines: Machines;
  let figuresKey = '';

  beforeAll(async () => {
    database = await testDatabase();
    running = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
    const before = await storeEdition(running.database, { slug: '2022' });
    await running.database.rows(`UPDATE edition SET walk_on = '2022-10-09' WHERE id = $1`, [before.id]);
    await gift(before, 10_000);
    edition = await storeEdition(running.database);
    captain = await storeCaptain(running.database, edition);
    await gift(edition, 4_000, captain);
    await gift(edition, 2_550);
    admin = await organiserAtWork(running, 'admin', { editionId: edition.id });
    machines = await Machines.of(running, admin);
    await machines.makeUsualKey('The wall', 'admin', ['figures', 'take-snapshots', 'donations', 'matches']);
    figuresKey = await machines.makeKey('A dashboard', 'viewer', ['figures']);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await database.drop();
  });

  async function gift(of: StoredEdition, amountMinor: number, to?: StoredWalker): Promise<PaymentStory> {
    const id = await storeDonation(running.database, of, { amountMinor, ...(to === undefined ? {} : { to }) });
    const story = new PaymentStory({ donation_id: id }, amountMinor);
    await running.process(await running.record([story.intent('succeeded')]));
    return story;
  }

  const read = (path: string, query?: Readonly<Record<string, string>>): Promise<MachineAnswer> =>
    machines.ask(`get ${path}`, { key: figuresKey, ...(query === undefined ? {} : { query }) });
  const page = async (path: string): Promise<string> => (await admin.get(`${path}?language=en&edition=2023`)).text;

  it('is told the figures of the control room, which are those of the list and of the proved books', async () => {
    const { status, body } = await read('/figures');
    expect(status).toBe(200);
    expect(body).toMatchObject({ currency: 'EUR', goalMinor: 35_000_000, freePlaces: null });
    expect(body['figures']).toMatchObject({
      raisedMinor: 6_550,
      paidMinor: 6_550,
      gifts: 2,
      donors: 2,
      walkers: 1,
      teams: 1,
      walkersCentral: 1,
      walkersOwnRoute: 0,
    });
    const { days, hours, before } = body['pace'] as Readonly<Record<'days' | 'hours', Items>> & { before: object };
    for (const steps of [days, hours]) {
      expect(steps.reduce((sum, step) => sum + Number(step['raisedMinor']), 0)).toBe(6_550);
    }
    expect(before).toMatchObject({ edition: '2022', days: [{ raisedMinor: 10_000, gifts: 1 }] });
    expect(body['inbox']).toMatchObject({ state: 'ok', waiting: 0 });
    expect(body['ledger']).toMatchObject({ state: 'ok' });
    const rows = itemsOf(await machines.ask('get /donations'));
    expect(rows.reduce((sum, row) => sum + Number(row['raised']), 0)).toBe(6_550);
    expect(await page('/organise')).toContain('€65.50');
    expect(await running.proveLedger()).toMatchObject({ ok: true });
    await running.database.rows(`INSERT INTO free_place (walker_id) VALUES ($1)`, [captain.walkerId]);
    expect((await machines.ask('get /figures')).body['freePlaces']).toBe(1);
    expect((await read('/figures')).body['freePlaces']).toBeNull();
  });

  it('is told the annual report that stands on the page', async () => {
    const { body } = await read('/annual-report');
    expect(body['editions']).toMatchObject([
      { edition: '2023', teams: 1, walkers: 1, central: 1, ownRoute: 0, donors: 2, raisedMinor: 6_550 },
      { edition: '2022', donors: 1, raisedMinor: 10_000 },
    ]);
    // Three gifts of EUR 165.50 in all.
    expect(body['years']).toMatchObject([{ donors: 3, averageGiftMinor: 5_517, monthlyDonors: 0 }]);
    expect((await admin.get('/organise/report.csv?language=en&edition=2023')).text).toContain('"3","55.17"');
  });

  it('keeps figures for the press once, as its page shows them, and reads them again as they were', async () => {
    const first = await machines.ask('post /snapshots', { body: { title: ' At noon ' }, once: 'noon' });
    expect(idOf(await machines.ask('post /snapshots', { body: { title: ' At noon ' }, once: 'noon' }))).toBe(
      idOf(first),
    );
    const then = await read('/figures');
    await gift(edition, 1_000);
    const kept = await machines.ask('get /snapshots/{snapshot}', { key: figuresKey, ids: { snapshot: idOf(first) } });
    expect(kept.body).toMatchObject({ title: 'At noon', figures: then.body['figures'] });
    expect(itemsOf(await read('/snapshots'))).toEqual([kept.body]);
    expect((await read('/figures')).body['figures']).toMatchObject({ raisedMinor: 7_550 });
    expect(await page(`/organise/snapshots/${idOf(first)}`)).toContain('At noon');
    const lines = await running.database.rows(
      `SELECT action, actor, actor_kind FROM audit_line WHERE subject_id = $1`,
      [idOf(first)],
    );
    expect(lines).toEqual([{ action: 'freeze-figures', actor: 'The wall', actor_kind: 'key' }]);
    expect((await machines.ask('post /snapshots', { body: { title: ' ' } })).status).toBe(422);
    expect((await machines.ask('get /snapshots/{snapshot}')).status).toBe(404);
  });

  it('pages through disputes until the last, each once, and is told of a parameter that it misspelt', async () => {
    const disputes: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const [story, dispute] = [await gift(edition, 1_000), stripeId('du')];
      await running.process(await running.record([story.dispute(dispute, 'created', 'needs_response', count % 2)]));
      disputes.push(dispute);
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const answer: MachineAnswer = await read('/disputes', { limit: '2', cursor });
      seen.push(...itemsOf(answer).map(({ id }) => String(id)));
      cursor = answer.body['nextCursor'] as string | null;
    }
    expect([...seen].sort()).toEqual([...disputes].sort());
    const text = await page('/organise/disputes');
    expect(text.match(/\bdu_[0-9a-f]{24}\b/g)?.filter((id, index, all) => all.indexOf(id) === index)).toEqual(seen);
    for (const query of [{ limit: '0' }, { limit: '501' }, { cursor: 'no cursor' }, { befor: '1' }]) {
      expect((await read('/disputes', query as Readonly<Record<string, string>>)).status).toBe(422);
    }
  });

  it('is told where the edition stands, who starts when, what it celebrates and what sponsors add', async () => {
    const { body } = await read('/edition');
    expect(body).toMatchObject({ edition: '2023', state: 'public', walkOn: '2023-10-08', walkers: 1 });
    expect([body['registration'], body['giving']]).toMatchObject([{ state: 'open' }, { state: 'open' }]);
    expect(body['participationTypes']).toMatchObject([
      { code: 'central-40', capacity: 1_500, walkers: 0 },
      { code: 'central-20', feeMinor: 1_000, walkers: 1 },
      { code: 'own-route', group: 'own-route', capacity: null },
    ]);
    expect(itemsOf(await read('/starts'))).toEqual([
      { participationType: 'central-20', startsAt: null, walkers: 1, checkedIn: 0 },
    ]);
    const labels = { 'label-nl': 'Duizend', 'label-fr': 'Mille', 'label-en': 'A thousand' };
    await admin.post('/organise/editions/2023/milestones?language=en', {
      ...labels,
      scope: 'edition',
      kind: 'raised',
      threshold: '1000',
    });
    expect(itemsOf(await read('/milestones'))).toMatchObject([
      { scope: 'edition', kind: 'raised', threshold: 100_000, label: { en: 'A thousand' }, reachedBy: 0 },
    ]);
    const begun = await machines.ask('post /matches', {
      body: {
        sponsor: 'Bakkerij Maes',
        to: { kind: 'team', slug: captain.teamSlug },
        ratePercent: 50,
        capMinor: 10_000,
        firstDay: '2023-01-01',
        lastDay: '2099-12-31',
      },
    });
    expect(itemsOf(await read('/matches'))).toMatchObject([
      {
        id: idOf(begun),
        sponsor: 'Bakkerij Maes',
        capMinor: 10_000,
        closedAt: null,
        target: { slug: captain.teamSlug },
      },
    ]);
    expect(await page('/organise/matches')).toContain('Bakkerij Maes');
  });
});
