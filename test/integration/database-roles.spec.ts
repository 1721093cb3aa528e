import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, DatabaseError } from 'pg';
import { migrate } from '../../src/cli/migrate.js';
import { asRole } from '../../src/platform/database/database-roles.js';
import { storeCaptain, storeDonation, storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory, signed } from '../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../support/services.js';
import { until } from '../support/until.js';

const KINDS = ['web', 'worker'] as const;
type Kind = (typeof KINDS)[number];

const FORBIDDEN: readonly (readonly [statement: string, roles: readonly Kind[]])[] = [
  ['UPDATE ledger_entry SET amount_minor = amount_minor + 1', KINDS],
  ['DELETE FROM ledger_entry', KINDS],
  ['TRUNCATE ledger_entry', KINDS],
  [`UPDATE audit_line SET reason = ''`, KINDS],
  ['DELETE FROM audit_line', KINDS],
  [`UPDATE stripe_event SET state = 'processed'`, ['web']],
  ['DELETE FROM stripe_event', KINDS],
  [`UPDATE stripe_fact SET state = 'succeeded'`, ['web']],
  [`INSERT INTO stripe_fact (object_id) VALUES ('pi_made_up')`, ['web']],
  ['DELETE FROM stripe_fact', KINDS],
  [`DELETE FROM schema_migration`, KINDS],
  ['TRUNCATE donation', KINDS],
  ['ALTER TABLE ledger_entry DISABLE TRIGGER ALL', KINDS],
  ['DROP TABLE ledger_entry', KINDS],
  ['CREATE TABLE of_a_role (id int)', KINDS],
  ['CREATE ROLE somebody SUPERUSER', KINDS],
  [`COPY donation TO PROGRAM 'true'`, KINDS],
  [`SELECT pg_read_file('/etc/hostname')`, KINDS],
];

let database: TestDatabase;
const urls = new Map<Kind, string>();

const rolesOf = (suffix: string) =>
  KINDS.map((kind) => ({ kind, name: `walk_test_${kind}_${suffix}`, password: `it's "${kind}" of a test` }));

beforeAll(async () => {
  database = await testDatabase();
  const roles = rolesOf(new URL(database.databaseUrl).pathname.slice(-8));
  await migrate(database.databaseUrl, roles);
  // Again, as with each release.
  await migrate(database.databaseUrl, roles);
  for (const role of roles) urls.set(role.kind, asRole(database.databaseUrl, role));
}, 60_000);

afterAll(async () => {
  await database.drop();
  // Roles are the whole server's.
  const server = new URL(database.databaseUrl);
  server.pathname = '/postgres';
  await as(server.href, async (owner) => {
    for (const url of urls.values()) await owner.query(`DROP ROLE ${new URL(url).username}`);
  });
});

const as = async <Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

describe('The roles of web and worker in Postgres', () => {
  it.each(KINDS)('%s may do none of what would change the past, and a superuser could', async (kind) => {
    const codes = await as(urls.get(kind) ?? '', async (client) => {
      const answers: [string, string | undefined][] = [];
      for (const [statement, roles] of FORBIDDEN) {
        if (!roles.includes(kind)) continue;
        const error = await client.query(statement).then(
          () => null,
          (caught: unknown) => caught,
        );
        answers.push([statement, error instanceof DatabaseError ? error.code : 'it was done']);
      }
      return answers;
    });
    expect(codes.length).toBeGreaterThanOrEqual(15);
    expect(codes.filter(([, code]) => code !== '42501')).toEqual([]);
  });

  it('reach tables that a later release makes, before and after their rights are given again', async () => {
    await as(database.databaseUrl, (owner) =>
      owner.query('CREATE TABLE of_tomorrow (id int GENERATED ALWAYS AS IDENTITY, word text)'),
    );
    for (const kind of KINDS) {
      const { rowCount } = await as(urls.get(kind) ?? '', (client) =>
        client.query(`INSERT INTO of_tomorrow (word) VALUES ('new') RETURNING id`),
      );
      expect(rowCount).toBe(1);
    }
  });

  it('are enough for a gift that is told by Stripe, counted and proved', async () => {
    const owner = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
    const web = await RunningApp.start({ databaseUrl: urls.get('web') ?? '' }, { role: 'web' });
    const worker = await RunningApp.start({ databaseUrl: urls.get('worker') ?? '' }, { role: 'worker' });
    try {
      const edition = await storeEdition(owner.database);
      const captain = await storeCaptain(owner.database, edition);
      const donation = await storeDonation(owner.database, edition, { to: captain, amountMinor: 4_000 });
      const payload = JSON.stringify(new PaymentStory({ donation_id: donation }, 4_000).intent('succeeded'));
      expect(await web.deliver(payload, signed(payload))).toBe(200);
      await until('the worker has counted it', async () => {
        const [row] = await owner.database.rows<{ status: string }>(`SELECT status FROM donation WHERE id = $1`, [
          donation,
        ]);
        return row?.status === 'paid';
      });
      const page = await web.app.inject({ method: 'GET', url: '/nl/2023', headers: { accept: 'text/html' } });
      expect(page.statusCode).toBe(200);
      expect((await owner.proveLedger()).ok).toBe(true);
    } finally {
      await worker.close();
      await web.close();
      await owner.close();
    }
  }, 60_000);
});
