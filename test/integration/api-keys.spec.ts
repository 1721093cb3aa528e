import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import { v7 as uuidv7 } from 'uuid';
import { storeCaptain, storeDonation, type StoredEdition, storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import type { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

const LISTS = ['donations', 'donors', 'walkers', 'teams', 'registrations'] as const;
const API = '/api/v1/organise/editions';

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly get: {
          readonly parameters: readonly { readonly name: string }[];
          readonly responses: Readonly<
            Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
          >;
        };
      }
    >
  >;
}

describe('A key for machines', () => {
  let database: TestDatabase;
  let running: RunningApp;
  let edition: StoredEdition;
  let admin: Visitor;
  let document: Document;
  const ajv = new Ajv2020({ strict: true });
  formats.default.default(ajv);

  beforeAll(async () => {
    database = await testDatabase();
    running = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
    edition = await storeEdition(running.database);
    const captain = await storeCaptain(running.database, edition);
    for (const amountMinor of [4_000, 2_500, 1_000]) {
      const gift = await storeDonation(running.database, edition, { to: captain, amountMinor });
      await running.process(
        await running.record([new PaymentStory({ donation_id: gift }, amountMinor).intent('succeeded')]),
      );
    }
    admin = await organiserAtWork(running, 'admin', { editionId: edition.id, email: 'an@example.org' });
    document = (await running.app.inject({ method: 'GET', url: '/api/openapi.json' })).json();
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await database.drop();
  });

  async function makeKey(name: string, role: string, scopes: readonly string[]) {
    const fields = {
      edition: '2023',
      entry: uuidv7(),
      name,
      role,
      ...Object.fromEntries(scopes.map((scope) => [scope, 'yes'])),
    };
    const { status, text } = await admin.post('/organise/api-keys?language=en', fields);
    return { status, text, fields, key: /walk_[A-Za-z0-9_-]{43}/.exec(text)?.[0] ?? '' };
  }

  async function ask(path: string, key?: string) {
    const response = await running.app.inject({
      method: 'GET',
      url: `${API}/${path}`,
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    });
    const body: Record<string, unknown> = response.json();
    const template = `${API}/{edition}/${/\/([a-z-]+)/.exec(path)?.[1] ?? ''}`;
    const type = String(response.headers['content-type']).split(';')[0] ?? '';
    const schema = document.paths[template]?.get.responses[String(response.statusCode)]?.content[type]?.schema;
    const validate = ajv.compile(schema ?? false);
    expect({ fits: validate(body), errors: validate.errors ?? [] }).toEqual({ fits: true, errors: [] });
    return { status: response.statusCode, body, headers: response.headers };
  }

  it('is shown once, is kept as a digest, and makes no second key when its form is sent twice', async () => {
    const { status, key, fields } = await makeKey('CRM', 'editor', ['donations', 'personal']);
    expect([status, key.length]).toEqual([201, 48]);
    const again = await admin.post('/organise/api-keys?language=en', fields);
    expect(again.status).toBe(303);
    const page = await admin.get('/organise/api-keys?language=en&edition=2023');
    expect(page.text).toContain('CRM');
    expect(page.text).not.toContain(key);
    const stored = await running.database.rows<{ row: string }>(
      `SELECT row_to_json(k)::text AS row FROM api_key k WHERE name = 'CRM'`,
    );
    expect(stored).toHaveLength(1);
    expect(stored[0]?.row).not.toContain(key);
  });

  it.each(['monthly-gifts', 'monthly-charges'])('reads the list of %s by the scope of its name alone', async (list) => {
    const { key } = await makeKey(`reads ${list}`, 'viewer', [list]);
    const { status, body } = await ask(`2023/${list}?limit=5`, key);
    expect([status, body]).toEqual([200, { items: [], nextCursor: null }]);
    expect((await ask(`2023/${list}?misspelt=1`, key)).status).toBe(422);
    const other = await makeKey(`reads no ${list}`, 'viewer', ['donations']);
    expect((await ask(`2023/${list}`, other.key)).status).toBe(403);
  });

  it('is not made for nothing, nor to see people without the role', async () => {
    const nothing = await makeKey('nothing', 'viewer', []);
    expect([nothing.status, nothing.key]).toEqual([422, '']);
    expect(nothing.text).toContain('Choose at least one list');
    const nosy = await makeKey('nosy', 'viewer', ['donors', 'personal']);
    expect(nosy.status).toBe(422);
    expect(nosy.text).toContain('Only a key with the role editor');
    expect(nosy.text).toContain('value="nosy"');
  });

  it('reads each list in the shape that the document promises, with every column', async () => {
    const { key } = await makeKey('all', 'editor', [...LISTS, 'personal']);
    for (const list of LISTS) {
      const columns = (document.paths[`${API}/{edition}/${list}`]?.get.parameters ?? []).find(
        ({ name }) => name === 'column',
      ) as unknown as { schema: { items: { enum: string[] } } };
      const every = columns.schema.items.enum;
      const query = new URLSearchParams(every.map((column) => ['column', column]));
      const { status, body } = await ask(`2023/${list}?${query.toString()}`, key);
      expect([list, status]).toEqual([list, 200]);
      const [first] = body['items'] as Record<string, unknown>[];
      expect(Object.keys(first ?? {}).sort()).toEqual(
        list === 'registrations' && first === undefined ? [] : ['id', ...every].sort(),
      );
    }
  });

  it('filters, orders and pages as the lists do, each row once', async () => {
    const { key } = await makeKey('pages', 'viewer', ['donations']);
    const amounts: unknown[] = [];
    let cursor: unknown = '';
    for (let page = 0; page < 3 && cursor !== null; page += 1) {
      const query = new URLSearchParams({ sort: 'smallest', limit: '1', least: '20' });
      if (typeof cursor === 'string' && cursor !== '') query.set('cursor', cursor);
      const { body } = await ask(`2023/donations?${query.toString()}`, key);
      amounts.push(...(body['items'] as Record<string, unknown>[]).map(({ amount }) => amount));
      cursor = body['nextCursor'];
    }
    expect(amounts).toEqual([2_500, 4_000]);
    expect(cursor).toBeNull();
  });

  it('shows who people are only with the scope for it', async () => {
    const { key } = await makeKey('no names', 'editor', ['donations']);
    const usual = await ask('2023/donations', key);
    const [first] = usual.body['items'] as Record<string, unknown>[];
    expect(first).toHaveProperty('amount');
    expect(first).not.toHaveProperty('donor');
    expect(first).not.toHaveProperty('email');
    expect((await ask('2023/donations?column=email', key)).status).toBe(403);
  });

  it('opens no other list, no other edition, and nothing once it is revoked', async () => {
    await storeEdition(running.database, { slug: '2022' });
    const { key } = await makeKey('teams only', 'viewer', ['teams']);
    expect((await ask('2023/teams', key)).status).toBe(200);
    expect((await ask('2023/donations', key)).status).toBe(403);
    expect((await ask('2022/teams', key)).status).toBe(403);
    expect((await ask('1999/teams', key)).status).toBe(404);
    const { id } = (
      await running.database.rows<{ id: string }>(`SELECT id FROM api_key WHERE name = 'teams only'`)
    )[0] ?? { id: '' };
    await admin.post(`/organise/api-keys/${id}/revoke`, { edition: '2023' });
    const after = await ask('2023/teams', key);
    expect([after.status, after.body['code'], after.headers['www-authenticate']]).toEqual([
      401,
      'API_KEY_INVALID',
      'Bearer',
    ]);
    expect((await ask('2023/teams')).status).toBe(401);
    expect((await ask('2023/teams', 'walk_of-nobody')).status).toBe(401);
  });

  it('refuses what the list does not know rather than passing it over', async () => {
    const { key } = await makeKey('typing', 'viewer', ['donations']);
    for (const query of [
      'statuss=paid',
      'status=payed',
      'least=much',
      'from=yesterday',
      'sort=luck',
      'column=x',
      'limit=0',
    ]) {
      const { status, body } = await ask(`2023/donations?${query}`, key);
      expect([query, status, (body['errors'] as { field: string }[])[0]?.field]).toEqual([
        query,
        422,
        query.split('=')[0],
      ]);
    }
  });

  it('leaves a line in the log on its first reading of a day and when it reads in bulk, and says so on the page', async () => {
    const { key } = await makeKey('counted', 'viewer', ['donations']);
    await ask('2023/donations', key);
    await ask('2023/donations?limit=2', key);
    const lines = (): Promise<{ after: { rowsToday: number } }[]> =>
      running.database.rows(
        `SELECT after FROM audit_line WHERE action = 'read-list-by-key' AND actor = 'counted' ORDER BY id`,
      );
    expect((await lines()).map(({ after }) => after.rowsToday)).toEqual([3]);
    await running.database.rows(
      `UPDATE api_key_use SET row_count = 999 WHERE api_key_id = (SELECT id FROM api_key WHERE name = 'counted')`,
    );
    await ask('2023/donations', key);
    expect((await lines()).map(({ after }) => after.rowsToday)).toEqual([3, 1_002]);
    expect((await admin.get('/organise/api-keys?language=en&edition=2023')).text).toContain('1,002 rows read');
  });
});
