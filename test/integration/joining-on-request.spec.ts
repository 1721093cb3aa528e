import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../../src/domain/language.js';
import { storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const PERSON = {
  participationType: 'own-route',
  lastName: 'Peeters',
  birthDate: '1988-02-03',
  freePlace: 'yes',
  acceptTerms: 'yes',
};

describe('Registering into a team that chooses who walks along', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;
  let token: string;

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    running = await RunningApp.start({ databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl });
    await storeEdition(running.database);
    await new Visitor(running).post('/nl/2023/register', {
      ...PERSON,
      team: 'new',
      teamName: 'Team Zon',
      firstName: 'Nele',
      email: 'nele@example.org',
    });
    const [team] = await running.database.rows<{ invitation_token: string }>(
      `UPDATE team SET admission = 'on-request' WHERE slug = 'team-zon' RETURNING invitation_token`,
    );
    token = team?.invitation_token ?? '';
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  async function register(firstName: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
    const { location } = await new Visitor(running).post('/nl/2023/register', {
      ...PERSON,
      team: 'join',
      teamSlug: 'team-zon',
      firstName,
      email: `${firstName.toLowerCase()}@example.org`,
      ...fields,
    });
    return location ?? '';
  }

  const teamOf = async (firstName: string): Promise<string | null> => {
    const [row] = await running.database.rows<{ slug: string | null }>(
      `SELECT t.slug FROM walker w LEFT JOIN team t ON t.id = w.team_id
        WHERE w.first_name = $1 AND w.confirmed_at IS NOT NULL`,
      [firstName],
    );
    if (row === undefined) throw new Error(`${firstName} has no valid place`);
    return row.slug;
  };

  it('takes the place at once, asks the captain by mail, and says so to whoever registered', async () => {
    const registered = await register('Ravi');
    expect(await teamOf('Ravi')).toBeNull();
    for (const language of LANGUAGES) {
      const { text } = await new Visitor(running).get(registered.replace('/nl/', `/${language}/`));
      expect(text).toContain('Team Zon');
    }
    const mails = await running.database.rows(
      `SELECT 1 FROM outbox_message WHERE payload ->> 'mail' = 'team-join-requested'`,
    );
    expect(mails).toHaveLength(1);
  });

  it('lets whoever comes with a captain’s link in at once, and carries the link through the form', async () => {
    const { text } = await new Visitor(running).get(`/nl/2023/register?team=team-zon&invitation=${token}`);
    expect(text).toContain(`name="invitation" value="${token}"`);
    await register('Mila', { invitation: token });
    expect(await teamOf('Mila')).toBe('team-zon');
  });

  it('takes an invented link for an ordinary one', async () => {
    await register('Odin', { invitation: 'a'.repeat(24) });
    expect(await teamOf('Odin')).toBeNull();
    expect(await running.proveLedger()).toMatchObject({ ok: true });
  });

  it('asks once for people who register together', async () => {
    const before = await running.database.rows(
      `SELECT 1 FROM outbox_message WHERE payload ->> 'mail' = 'team-join-requested'`,
    );
    await register('Ada', {
      walkers: '2',
      'walker2-participationType': 'own-route',
      'walker2-firstName': 'Bram',
      'walker2-lastName': 'Peeters',
      'walker2-birthDate': '1990-01-01',
    });
    const after = await running.database.rows(
      `SELECT 1 FROM outbox_message WHERE payload ->> 'mail' = 'team-join-requested'`,
    );
    expect(after).toHaveLength(before.length + 1);
    expect(await running.database.rows(`SELECT 1 FROM team_join_request WHERE state = 'waiting'`)).toHaveLength(4);
  });
});
