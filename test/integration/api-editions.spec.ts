import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { storeCaptain, storeEdition, type StoredEdition } from '../factories/edition.js';
import { idOf, type MachineAnswer, Machines } from '../factories/machines.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import type { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

type Items = readonly Readonly<Record<string, unknown>>[];
type Values = Readonly<Record<string, unknown>>;

const itemsOf = ({ body }: MachineAnswer): Items => body['items'] as Items;
const NAMES = { nl: 'Duizend', fr: 'Mille', en: 'A thousand' };

describe('A machine that keeps an edition', () => {
  let services: TestDatabase;
  let web: RunningApp;
  let edition: StoredEdition;
  let admin: Visitor;
  let machines: Machines;

  beforeAll(async () => {
    services = await testDatabase();
    web = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
    edition = await storeEdition(web.database);
    await storeCaptain(web.database, edition);
    await web.database.rows(
      `UPDATE edition SET suggested_amounts = $1, milestones_minor = '{5000000,35000000}', tshirt_sizes = '{S,M}' WHERE id = $2`,
      [JSON.stringify([{ amountMinor: 2_050, makesPossible: { nl: 'soep', fr: 'soupe', en: 'soup' } }]), edition.id],
    );
    admin = await organiserAtWork(web, 'admin', { editionId: edition.id });
    machines = await Machines.of(web, admin);
    await machines.makeUsualKey('The planner', 'admin', [
      'milestones',
      'edition-rules',
      'open-editions',
      'figures',
      'enter-offline-gifts',
      'personal',
    ]);
  }, 60_000);

  afterAll(async () => {
    await web.close();
    await services.drop();
  });

  const post = (path: string, body?: object, ids: Readonly<Record<string, string>> = {}): Promise<MachineAnswer> =>
    machines.ask(`post ${path}`, { ids, ...(body === undefined ? {} : { body }) });
  const rules = async () => (await machines.ask('get /rules')).body;
  const version = async (): Promise<number> => Number((await rules())['version']);
  const changesOf = ({ body }: MachineAnswer): Items => body['changes'] as Items;

  /** What the log says that the machine did, of these kinds. */
  async function logged(...actions: string[]): Promise<string[]> {
    const lines = await web.database.rows<{ action: string }>(
      `SELECT action FROM audit_line WHERE actor = 'The planner' AND actor_kind = 'key' AND action = ANY ($1) ORDER BY id`,
      [actions],
    );
    return lines.map(({ action }) => action);
  }

  it('reads all rules, and giving them back as they are changes nothing', async () => {
    const all = await rules();
    expect(all['rules']).toMatchObject({
      goalMinor: 35_000_000,
      milestonesMinor: [5_000_000, 35_000_000],
      tshirtSizes: ['S', 'M'],
    });
    const same = await post('/rules/preview', { version: all['version'], rules: all['rules'] });
    expect(changesOf(same)).toEqual([]);
    for (const code of ['central-20', 'own-route']) {
      const type = (await machines.ask('get /participation-types/{type}', { ids: { type: code } })).body;
      const again = await post(
        '/participation-types/{type}/preview',
        { version: type['version'], rules: type['rules'] },
        { type: String(type['id']) },
      );
      expect(changesOf(again)).toEqual([]);
    }
    expect(await version()).toBe(all['version']);
  });

  it('looks at a change of rules, makes it by the version that it saw, and not by another', async () => {
    const seen = await version();
    const change = {
      version: seen,
      rules: { goalMinor: 40_000_000, tshirtSizes: null, milestonesMinor: [200, 100, 200] },
    };
    expect(changesOf(await post('/rules/preview', change))).toEqual([
      { rule: 'goalMinor', before: 35_000_000, after: 40_000_000 },
      { rule: 'milestonesMinor', before: [5_000_000, 35_000_000], after: [100, 200] },
      { rule: 'tshirtSizes', before: ['S', 'M'], after: [] },
    ]);
    expect(await version()).toBe(seen);
    expect((await post('/rules', change)).status).toBe(200);
    expect((await rules())['rules']).toMatchObject({ goalMinor: 40_000_000, tshirtSizes: [], currency: 'EUR' });
    expect((await post('/rules', { ...change, rules: { goalMinor: 1 } })).status).toBe(409);
    expect((await post('/rules/preview', { ...change, rules: { goalMinor: 1 } })).status).toBe(409);
    const refused = async (given: Values): Promise<unknown> => {
      const { status, body } = await post('/rules', { version: seen + 1, rules: given });
      return [status, (body['errors'] as Items).map(({ field, code }) => `${String(field)} ${String(code)}`)];
    };
    expect(await refused({ goalMinor: 0, place: { nl: 'Gent' } })).toEqual([
      422,
      ['place REQUIRED', 'goalMinor AMOUNT_INVALID'],
    ]);
    expect(await refused({ currency: 'GBP' })).toEqual([422, ['currency FIXED_ONCE_USED']]);
    expect(await refused({ givingClosesAt: '2001-01-01T00:00:00Z' })).toEqual([422, ['givingClosesAt MUST_BE_LATER']]);
    expect(await refused({ gaolMinor: 1 })).toEqual([422, ['gaolMinor UNKNOWN_FIELD']]);
    expect(await version()).toBe(seen + 1);
    expect(await logged('change-edition')).toEqual(['change-edition']);
    expect((await admin.get('/organise/editions/2023/rules?language=en')).text).toMatch(/value="400[.,]?000"/);
  });

  it('changes and adds participation types, and is refused what walkers stand on', async () => {
    const change = { version: await version(), rules: { feeMinor: 1_250 } };
    const ids = { type: 'central-20' };
    expect(changesOf(await post('/participation-types/{type}/preview', change, ids))).toEqual([
      { rule: 'feeMinor', before: 1_000, after: 1_250 },
    ]);
    expect(idOf(await post('/participation-types/{type}', change, ids))).toBe(edition.typeIds['central-20']);
    expect((await post('/participation-types/{type}', change, ids)).status).toBe(409);
    const grouped = { version: await version(), rules: { group: 'own-route' } };
    expect((await post('/participation-types/{type}', grouped, ids)).body['errors']).toMatchObject([
      { field: 'group', code: 'FIXED_ONCE_USED' },
    ]);
    const added = {
      version: await version(),
      code: 'central-5',
      rules: {
        title: { nl: 'Vijf', fr: 'Cinq', en: 'Five' },
        group: 'central',
        feeMinor: 500,
        minimumMinor: 0,
        ageOfConsent: 16,
        position: 9,
        startSlots: ['2023-10-08T08:30:00Z', '2023-10-08T08:00:30Z'],
      },
    };
    const { position: _, ...short } = added.rules;
    expect((await post('/participation-types', { ...added, rules: short })).body['errors']).toMatchObject([
      { field: 'position', code: 'REQUIRED' },
    ]);
    const type = idOf(await post('/participation-types', added));
    expect((await machines.ask('get /participation-types/{type}', { ids: { type } })).body).toMatchObject({
      code: 'central-5',
      walkers: 0,
      rules: { feeMinor: 500, capacity: null, startSlots: ['2023-10-08T08:00:00.000Z', '2023-10-08T08:30:00.000Z'] },
    });
    const again = { ...added, version: await version() };
    expect((await post('/participation-types', again)).body['errors']).toMatchObject([{ code: 'ADDRESS_TAKEN' }]);
    const page = await admin.get(`/organise/editions/2023/types/${type}?edition=2023&language=en`);
    expect(page.text).toContain('value="Five"');
    expect(await logged('change-participation-type', 'add-participation-type')).toEqual([
      'change-participation-type',
      'add-participation-type',
    ]);
  });

  it('adds, renames and removes a milestone, as its page shows it', async () => {
    const rule = { scope: 'edition', kind: 'raised', threshold: 100_000, label: NAMES };
    const milestone = idOf(await post('/milestones', rule));
    const page = async (): Promise<string> =>
      (await admin.get('/organise/editions/2023/milestones?edition=2023&language=en')).text;
    expect(itemsOf(await machines.ask('get /milestones'))).toMatchObject([{ id: milestone, label: NAMES }]);
    expect(await page()).toContain('A thousand');
    expect((await post('/milestones', rule)).body['errors']).toMatchObject([{ code: 'ALREADY_CELEBRATED' }]);
    const beyond = { ...rule, kind: 'goal-percent', threshold: 1_001 };
    expect((await post('/milestones', beyond)).body['errors']).toMatchObject([
      { field: 'threshold', code: 'NUMBER_INVALID' },
    ]);
    expect((await post('/milestones/{milestone}', { label: { ...NAMES, en: 'Done' } }, { milestone })).status).toBe(
      200,
    );
    expect(await page()).toContain('Done');
    expect((await post('/milestones/{milestone}/remove', undefined, { milestone })).status).toBe(200);
    expect((await post('/milestones/{milestone}/remove', undefined, { milestone })).status).toBe(404);
    expect(itemsOf(await machines.ask('get /milestones'))).toEqual([]);
    const actions = ['add-milestone', 'rename-milestone', 'remove-milestone'];
    expect(await logged(...actions)).toEqual(actions);
  });

  it('plans reminders and takes them back, tells who waits, and makes next year of this year with its admins', async () => {
    const sendAt = '2098-06-01T08:00:00.000Z';
    await web.database.rows(`UPDATE edition SET giving_closes_at = '2099-01-01' WHERE id = $1`, [edition.id]);
    const reminder = idOf(await post('/reminders', { sendAt }));
    expect(idOf(await post('/reminders', { sendAt }))).toBe(reminder);
    expect(itemsOf(await machines.ask('get /reminders'))).toEqual([{ id: reminder, sendAt, done: false }]);
    expect((await post('/reminders', { sendAt: '2001-01-01T00:00:00Z' })).status).toBe(422);
    expect((await post('/reminders/{reminder}/cancel', undefined, { reminder })).status).toBe(200);
    expect(itemsOf(await machines.ask('get /reminders'))).toEqual([]);
    expect(idOf(await post('/tell'))).toBe(edition.id);
    const title = { nl: 'Wandeling 2024', fr: 'Marche 2024', en: 'Walk 2024' };
    const made = await post('/clone', { slug: '2024', walkOn: '2024-10-06', title });
    expect((await post('/clone', { slug: '2024', walkOn: '2024-10-06', title })).body['errors']).toMatchObject([
      { field: 'slug', code: 'ADDRESS_TAKEN' },
    ]);
    const admins = (id: string) =>
      web.database.rows(`SELECT account_id, role FROM organiser WHERE edition_id = $1 AND role = 'admin'`, [id]);
    expect(await admins(idOf(made))).toEqual(await admins(edition.id));
    expect((await admin.get('/organise/editions/2024?edition=2024&language=en')).status).toBe(200);
    expect((await machines.ask('get /rules', { slug: '2024' })).status).toBe(403);
    const actions = ['schedule-reminder', 'cancel-reminder', 'clone-edition'];
    expect(await logged(...actions)).toEqual(actions);
  });

  it('puts an edition into the archive only once it is closed, and takes it out again', async () => {
    expect((await post('/archive', {})).status).toBe(409);
    for (const window of ['registration', 'giving']) await post('/windows/{window}/close', undefined, { window });
    expect((await post('/tell')).status).toBe(409);
    expect((await post('/archive', {})).status).toBe(200);
    expect((await machines.ask('get /edition')).body['state']).toBe('archived');
    expect((await post('/rules', { version: await version(), rules: { goalMinor: 5 } })).status).toBe(409);
    expect((await post('/archive', { archived: false })).status).toBe(200);
    expect((await machines.ask('get /edition')).body['state']).toBe('public');
    expect(await logged('archive-edition', 'reopen-edition')).toEqual(['archive-edition', 'reopen-edition']);
  });

  it('reads what was entered by hand, a page at a time, and says who gave only to a key for personal data', async () => {
    const unnamed = await machines.makeKey('A counter', 'editor', ['enter-offline-gifts']);
    const entered: string[] = [];
    for (const name of ['An', 'Bert', 'Cas']) {
      const gift = {
        method: 'bank-transfer',
        to: { kind: 'edition' },
        amountMinor: 1_000,
        receivedOn: '2023-10-08',
        name,
      };
      entered.unshift(idOf(await post('/offline-gifts', { ...gift, reference: `ref ${name}` })));
    }
    const first = await machines.ask('get /offline-gifts', { query: { limit: '2' } });
    expect(first.body['waiting']).toEqual({ count: 3, sumMinor: 3_000 });
    const cursor = String(first.body['nextCursor']);
    const second = await machines.ask('get /offline-gifts', { query: { limit: '2', cursor } });
    expect(second.body['nextCursor']).toBeNull();
    const found = [...itemsOf(first), ...itemsOf(second)];
    expect(found.map(({ id }) => id)).toEqual(entered);
    const [one] = found;
    const ids = { gift: String(one?.['id']) };
    expect(one).toMatchObject({ state: 'entered', enteredBy: 'The planner', gift: null });
    expect((await machines.ask('get /offline-gifts/{gift}', { ids })).body).toEqual(one);
    const hidden = { name: null, company: null, email: null, message: null, reference: null, counters: null };
    expect((await machines.ask('get /offline-gifts/{gift}', { key: unnamed, ids })).body).toEqual({
      ...one,
      ...hidden,
    });
    expect((await machines.ask('get /offline-gifts/{gift}')).status).toBe(404);
    expect((await machines.ask('get /offline-gifts', { query: { show: 'some' } })).status).toBe(422);
  });
});
