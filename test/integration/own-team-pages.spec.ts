import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../../src/domain/language.js';
import { storeDonation, type StoredEdition, type StoredWalker, storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { signIn } from '../factories/sign-in.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { until } from '../support/until.js';
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
  let edition: StoredEdition;
  let captain: Visitor;
  let friend: Visitor;
  const team = '/nl/2023/my/team/team-zon';

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    running = await RunningApp.start({ databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl });
    edition = await storeEdition(running.database);
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

  it('lets those who lead hide words that were written to a walker of theirs, and the walker decide in the end', async () => {
    const [ravi] = await running.database.rows<StoredWalker>(
      `SELECT w.registration_id AS "registrationId", w.id AS "walkerId", w.team_id AS "teamId", p.id AS "walkerPageId",
              tp.id AS "teamPageId", w.participation_type_id AS "typeId", w.slug AS "walkerSlug", t.slug AS "teamSlug"
         FROM walker w JOIN fundraising_page p ON p.walker_id = w.id JOIN team t ON t.id = w.team_id
         JOIN fundraising_page tp ON tp.team_id = t.id WHERE w.first_name = 'Ravi'`,
    );
    if (ravi === undefined) throw new Error('Ravi is not there');
    const gift = async (message: string, anonymous: boolean): Promise<string> => {
      const id = await storeDonation(running.database, edition, { to: ravi });
      await running.database.rows(`UPDATE donation SET message = $2, anonymous = $3 WHERE id = $1`, [
        id,
        message,
        anonymous,
      ]);
      await running.record([new PaymentStory({ donation_id: id }, 4_000).intent('succeeded')]);
      await until('the gift is counted', async () => {
        const [row] = await running.database.rows(`SELECT 1 FROM donation WHERE id = $1 AND raised_minor > 0`, [id]);
        return row;
      });
      return id;
    };
    const id = await gift('Dat hoort hier niet', false);
    const unnamed = await gift('Dit ook niet', true);
    const thanks = `${team}/thanks`;
    const own = `/nl/2023/my/pages/${ravi.walkerSlug}/thanks`;
    const isRead = async (words: string): Promise<boolean> =>
      (await new Visitor(running).get('/nl/2023/teams/team-zon')).text.includes(words);

    expect((await captain.get(thanks)).text).toContain('Dat hoort hier niet');
    expect(await isRead('Dat hoort hier niet')).toBe(true);
    expect((await captain.post(thanks, { gift: id, hidden: 'yes' })).status).toBe(303);
    expect(await isRead('Dat hoort hier niet')).toBe(false);
    expect((await captain.post(thanks, { gift: id, hidden: 'no' })).status).toBe(303);
    expect(await isRead('Dat hoort hier niet')).toBe(true);
    expect((await friend.post(own, { gift: id, hidden: 'yes' })).status).toBe(303);
    expect((await captain.post(thanks, { gift: id, hidden: 'no' })).status).toBe(403);
    expect(await isRead('Dat hoort hier niet')).toBe(false);
    expect((await friend.post(own, { gift: id, hidden: 'no' })).status).toBe(303);
    expect(await isRead('Dat hoort hier niet')).toBe(true);

    const words = (await friend.get(own)).text;
    expect(words).toContain('Dit ook niet');
    expect(words).toContain('Anoniem');
    expect((await friend.post(own, { gift: unnamed, hidden: 'yes' })).status).toBe(303);
    expect(await isRead('Dit ook niet')).toBe(false);
    const stranger = new Visitor(running);
    await signIn(running, stranger, 'someone-else@example.org');
    expect((await stranger.post(thanks, { gift: id, hidden: 'yes' })).status).toBe(404);
  });

  it.each(LANGUAGES)(
    'lets a captain say in %s what the team is about, and keeps what was typed wrong',
    async (language) => {
      const settings = `${team.replace('/nl/', `/${language}/`)}/settings`;
      const typed = {
        name: 'Team Zon',
        story: 'Wij wandelen voor wie moest vluchten.',
        goal: '750',
        route: 'Van het station langs de Schelde.',
        startTime: '9u30',
        admission: 'open',
      };
      const refused = await captain.post(settings, { ...typed, goal: 'veel', startTime: '25:00' });
      expect(refused.status).toBe(422);
      expect(refused.text).toContain('value="25:00"');
      expect((await captain.post(settings, typed)).location).toBe(`${settings}?saved`);
      const { text } = await captain.get(settings);
      expect(text).toContain('value="09:30"');
      const shown = (await friend.get(`/${language}/2023/teams/team-zon`)).text;
      expect(shown).toContain('Van het station langs de Schelde.');
      expect(shown).toMatch(/9[:.h ]30|09:30/);
      expect((await friend.get(settings)).status).toBe(403);
      expect((await friend.post(settings, typed)).status).toBe(403);
    },
  );

  it('invites by mail from any member, says what is wrong beside the addresses, and loses none of them', async () => {
    const sent = await friend.post(team, { act: 'invite', emails: 'ada@example.org, bram@example.org' });
    expect(sent.location).toBe(`${team}?invited#invite`);
    const refused = await friend.post(team, { act: 'invite', emails: 'ada@example.org, nobody' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('ada@example.org, nobody');
    expect(refused.text).toContain('id="emails-fault"');
    const asked = await running.database.rows(
      `SELECT 1 FROM outbox_message WHERE payload ->> 'mail' = 'team-invitation'`,
    );
    expect(asked).toHaveLength(2);
  });

  it('asks once more before a team is dissolved, and asks nobody but its captain', async () => {
    const { text } = await captain.get(`${team}/dissolve`);
    expect(text).toContain('Giften blijven waar ze gegeven zijn');
    expect((await friend.get(`${team}/dissolve`)).status).toBe(403);
  });

  it('brings somebody who is registered already into a team on request, once a captain says yes', async () => {
    const late = new Visitor(running);
    await late.post('/nl/2023/register', { ...PERSON, team: 'alone', firstName: 'Odin', email: 'odin@example.org' });
    await signIn(running, late, 'odin@example.org');
    await running.database.rows(`UPDATE team SET admission = 'on-request' WHERE slug = 'team-zon'`);
    const join = '/nl/2023/my/join/team-zon';
    const walker = await walkerOf('odin');
    const asked = await late.post(join, { walker });
    expect(asked.location).toBe(`${join}?asked`);
    expect((await late.get(`${join}?asked`)).text).toContain('Team Zon antwoordt binnenkort');
    const seen = (await captain.get(team)).text;
    expect(seen).toContain('Odin');
    const request = /name="request" value="([^"]+)"/.exec(seen)?.[1] ?? '';
    expect((await friend.post(team, { act: 'accept-request', request })).status).toBe(403);
    expect((await captain.post(team, { act: 'accept-request', request })).status).toBe(303);
    expect((await late.get(team)).status).toBe(200);
    const letGo = await captain.post(team, { act: 'let-go', walker, reason: 'Je wandelt liever met je zus.' });
    expect(letGo.status).toBe(303);
    expect((await late.get(team)).status).toBe(404);
  });

  it('shows a large team page by page, with everybody once and the same rights on each', async () => {
    await running.database.rows(
      `WITH friends AS (
         INSERT INTO walker (id, edition_id, registration_id, participation_type_id, team_id, slug, first_name, last_name,
           public_name, birth_on, confirmed_at)
         SELECT gen_random_uuid(), w.edition_id, w.registration_id, w.participation_type_id, w.team_id, 'friend-' || n,
                'Friend', n::text, 'Friend ' || n, w.birth_on, now()
           FROM walker w CROSS JOIN generate_series(101, 160) n WHERE w.slug LIKE 'ravi%' RETURNING id, edition_id)
       INSERT INTO fundraising_page (id, edition_id, walker_id, goal_minor)
       SELECT gen_random_uuid(), edition_id, id, 10000 FROM friends`,
    );
    const namesOn = (text: string): string[] =>
      [...text.matchAll(/<li class="card stack">.*?<bdi>([^<]+)<\/bdi>/gs)].map(([, name = '']) => name);
    const [first, second] = [(await captain.get(team)).text, (await captain.get(`${team}?members=2`)).text];
    const names = [...namesOn(first), ...namesOn(second)];
    expect(namesOn(first)).toHaveLength(50);
    expect(new Set(names).size).toBe(62);
    expect(names).toHaveLength(62);
    expect(names[0]).toBe('Nele D’Hondt');
    expect(first).toContain(`href="${team}?members=2#members"`);
    expect(second).toContain('Je bent kapitein van dit team');
    const named = await captain.post(`${team}?members=2`, {
      act: 'name-co-captain',
      walker: await walkerOf('friend-160'),
    });
    expect(named.location).toBe(`${team}?members=2#members`);
    // A co-captain stands on the first page from now on.
    expect(namesOn((await captain.get(team)).text)[1]).toBe('Friend 160');
    await captain.post(team, { act: 'dismiss-co-captain', walker: await walkerOf('friend-160') });
    expect((await captain.get(`${team}/dissolve`)).text).toContain('62 wandelaars');
    expect((await captain.get('/nl/2023/my')).text).toContain('En nog 12 wandelaars.');
    await running.database.rows(
      `DELETE FROM fundraising_page WHERE walker_id IN (SELECT id FROM walker WHERE slug LIKE 'friend-%')`,
    );
    await running.database.rows(`DELETE FROM walker WHERE slug LIKE 'friend-%'`);
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
