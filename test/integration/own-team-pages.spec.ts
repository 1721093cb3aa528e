import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../../src/domain/language.js';
import { storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { signIn } from '../factories/sign-in.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const PERSON = {
  participationType: 'own-route',
  lastName: 'D’Hondt',
  birthDate: '1988-02-03',
  freePlace: 'yes',
  acceptTerms: 'yes',
};

describe('A team from the inside', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;
  let captain: Visitor;
  let friend: Visitor;
  const team = '/nl/2023/my/team/team-zon';

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    running = await RunningApp.start({ databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl });
    await storeEdition(running.database);
    [captain, friend] = [new Visitor(running), new Visitor(running)];
    await captain.post('/nl/2023/register', {
      ...PERSON,
      team: 'new',
      teamName: 'Team Zon',
      firstName: 'Nele',
      email: 'nele@example.org',
    });
    await friend.post('/nl/2023/register', {
      ...PERSON,
      team: 'join',
      teamSlug: 'team-zon',
      firstName: 'Ravi',
      email: 'ravi@example.org',
    });
    await signIn(running, captain, 'nele@example.org');
    await signIn(running, friend, 'ravi@example.org');
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  /** The walker that a button beside a name is about. */
  async function walkerOf(slugPart: string): Promise<string> {
    const [row] = await running.database.rows<{ id: string }>(`SELECT id FROM walker WHERE slug LIKE $1`, [
      `${slugPart}%`,
    ]);
    return row?.id ?? '';
  }

  it.each(LANGUAGES)(
    'shows a captain in %s how to invite, and every member with what is still to go',
    async (language) => {
      const { status, text } = await captain.get(team.replace('/nl/', `/${language}/`));
      expect(status).toBe(200);
      expect(text).toContain(`/${language}/2023/register?team=team-zon`);
      expect(text).toContain('https://wa.me/?text=');
      expect(text.match(/<progress/g)).toHaveLength(2);
      // Nothing of it tells an address, an age or how a place was paid.
      expect(text).not.toMatch(/@example\.org|1988/);
      const qr = await captain.bytes(`${team}/invitation.svg`);
      expect(qr.body.toString('utf8')).toContain('<svg');
    },
  );

  it('is closed to everybody else', async () => {
    const stranger = new Visitor(running);
    expect((await stranger.get(team)).location).toContain('/sign-in?to=');
    await signIn(running, stranger, 'stranger@example.org');
    expect((await stranger.get(team)).status).toBe(404);
    expect((await stranger.post(team, { act: 'dissolve' })).status).toBe(404);
  });

  it('keeps a member from what only a captain may, and says why in words', async () => {
    expect((await friend.post(team, { act: 'let-go', walker: await walkerOf('nele') })).status).toBe(403);
    const refused = await captain.post(team, { act: 'leave', walker: await walkerOf('nele') });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('Geef eerst het kapiteinschap door');
    expect((await captain.post(team, { act: 'conquer' })).status).toBe(422);
  });

  it('hands the captaincy over with a mail and a yes, and lets the one before leave', async () => {
    await captain.post(team, { act: 'offer-captaincy', walker: await walkerOf('ravi') });
    expect((await captain.get(team)).text).toContain('kapiteinschap aangeboden');
    expect((await friend.get(team)).text).toContain('Word jij kapitein?');
    await friend.post(team, { act: 'accept-captaincy' });
    expect((await friend.get(team)).text).toContain('Je bent kapitein van dit team');
    const left = await captain.post(team, { act: 'leave', walker: await walkerOf('nele') });
    expect(left.location).toBe('/nl/2023/my');
    expect((await captain.get(team)).status).toBe(404);
    expect((await friend.get('/nl/2023/teams/team-zon')).text).toContain('Ravi');
    const asked = await running.database.rows(
      `SELECT 1 FROM outbox_message WHERE payload ->> 'mail' = 'captaincy-offered'`,
    );
    expect(asked).toHaveLength(1);
  });
});
