import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { LANGUAGES } from '../../src/domain/language.js';
import { storeDonation, type StoredEdition, storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { signIn } from '../factories/sign-in.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const PERSON = {
  participationType: 'own-route',
  lastName: 'D’Hondt',
  birthDate: '1988-02-03',
  freePlace: 'yes',
  acceptTerms: 'yes',
};
const TEAM = '/nl/2023/my/team/team-zon';
const PAGE = '/nl/2023/teams/team-zon';
const TYPED = {
  name: 'Team Zon',
  story: 'Wij wandelen voor wie moest vluchten.',
  goal: '750',
  route: '',
  startTime: '',
  admission: 'open',
};

describe('The page of a team', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;
  let edition: StoredEdition;
  let folder: string;
  let captain: Visitor;
  let second: Visitor;
  let member: Visitor;
  let other: Visitor;
  let gift: string;
  const anybody = (): Visitor => new Visitor(running);

  beforeAll(async () => {
    [database, redis, folder] = await Promise.all([
      testDatabase(),
      testRedis(),
      mkdtemp(join(tmpdir(), 'refugee-walk-test-uploads-')),
    ]);
    running = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl },
      { storage: { kind: 'disk', folder }, publicUrl: 'http://walk.example' },
    );
    edition = await storeEdition(running.database);
    captain = await register('Nele', { team: 'new', teamName: 'Team Zon' });
    second = await register('Ravi', { team: 'join', teamSlug: 'team-zon' });
    member = await register('Odin', { team: 'join', teamSlug: 'team-zon' });
    other = await register('Mila', { team: 'new', teamName: 'Team Maan' });
    await captain.post(TEAM, { act: 'name-co-captain', walker: await walkerOf('ravi') });
    gift = await giftToTeam(40_00);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), redis.drop(), rm(folder, { recursive: true })]);
  });

  async function register(firstName: string, team: Readonly<Record<string, string>>): Promise<Visitor> {
    const visitor = anybody();
    const email = `${firstName.toLowerCase()}@example.org`;
    await visitor.post('/nl/2023/register', { ...PERSON, ...team, firstName, email });
    await signIn(running, visitor, email);
    return visitor;
  }

  async function walkerOf(slugPart: string): Promise<string> {
    const [row] = await running.database.rows<{ id: string }>(`SELECT id FROM walker WHERE slug LIKE $1`, [
      `${slugPart}%`,
    ]);
    return row?.id ?? '';
  }

  /** A gift to Team Zon itself, paid the way that Stripe tells it. */
  async function giftToTeam(amountMinor: number): Promise<string> {
    const id = await storeDonation(running.database, edition, { amountMinor });
    await running.database.rows(
      `UPDATE donation d SET target = 'team', team_id = t.id, page_id = p.id,
              participation_type_id = w.participation_type_id, message = 'Veel zon op de weg'
         FROM team t JOIN fundraising_page p ON p.team_id = t.id JOIN walker w ON w.id = t.captain_walker_id
        WHERE d.id = $1 AND t.slug = 'team-zon'`,
      [id],
    );
    await running.process(
      await running.record([new PaymentStory({ donation_id: id }, amountMinor).intent('succeeded')]),
    );
    return id;
  }

  it('gets a photo, shown as whoever leads the team chose it, and from nobody else', async () => {
    const photo = await sharp({ create: { width: 900, height: 700, channels: 3, background: '#c8431b' } })
      .jpeg()
      .toBuffer();
    expect((await member.upload(`${TEAM}/photo`, 'photo', photo)).status).toBe(403);
    expect((await other.upload(`${TEAM}/photo`, 'photo', photo)).status).toBe(404);
    expect((await second.upload(`${TEAM}/photo`, 'photo', photo)).location).toBe(`${TEAM}/photo?done=placed`);
    expect((await anybody().get(PAGE)).text).toContain('alt="Foto van Team Zon"');
    const shown = /\/photos\/[^" ]+/.exec((await anybody().get(PAGE)).text)?.[0];
    await captain.post(`${TEAM}/photo/crop`, { position: '0-0', zoom: '150', focusX: '', focusY: '' });
    expect(/\/photos\/[^" ]+/.exec((await anybody().get(PAGE)).text)?.[0]).not.toBe(shown);
    for (const language of LANGUAGES) {
      expect((await captain.get(`${TEAM.replace('/nl/', `/${language}/`)}/photo`)).status).toBe(200);
    }
    await captain.post(`${TEAM}/settings`, { ...TYPED, hidePhoto: 'yes' });
    expect((await anybody().get(PAGE)).text).not.toContain('/photos/');
  });

  it('tells news that captain and co-captain write, and shows what is typed before it is saved', async () => {
    expect((await member.post(`${TEAM}/updates`, { title: '', text: 'Ik ook!' })).status).toBe(403);
    await second.post(`${TEAM}/updates`, { title: 'Eerste training', text: 'Twaalf kilometer door de regen.' });
    expect((await anybody().get(PAGE)).text).toContain('Twaalf kilometer door de regen.');
    const preview = await captain.post(`${TEAM}/settings`, { ...TYPED, story: 'Nog niet bewaard', preview: 'yes' });
    expect(preview.text.split('data-preview')[2]).toContain('Nog niet bewaard');
    expect((await anybody().get(PAGE)).text).not.toContain('Nog niet bewaard');
  });

  it('has a short address, of which there is one', async () => {
    await captain.post(`${TEAM}/settings`, { ...TYPED, shortAddress: 'zon-stapt' });
    expect((await anybody().get('/w/zon-stapt')).location).toBe(PAGE);
    const taken = await other.post('/nl/2023/my/team/team-maan/settings', {
      ...TYPED,
      name: 'Team Maan',
      shortAddress: 'zon-stapt',
    });
    expect(taken.status).toBe(422);
    expect(taken.text).toContain('id="shortAddress-fault"');
  });

  it('shows the sponsor that those who lead the team name, with a logo, and keeps what was typed when that is none', async () => {
    const logo = await sharp({ create: { width: 900, height: 90, channels: 4, background: '#1f7a4d80' } })
      .png()
      .toBuffer();
    const sponsor = `${TEAM}/sponsor`;
    const name = { sponsorName: 'Bakkerij D’Hondt' };
    expect((await member.upload(sponsor, 'photo', logo, 'logo.png', name)).status).toBe(403);
    const nothing = await second.upload(sponsor, 'photo', Buffer.from('none'), 'logo.png', name);
    expect(nothing.status).toBe(422);
    expect(nothing.text).toContain('value="Bakkerij D’Hondt"');
    const missing = await second.upload(sponsor, 'photo', Buffer.alloc(0), '', name);
    expect(missing.text).toContain('Kies een logo');
    expect((await second.upload(sponsor, 'photo', logo, 'logo.png', name)).location).toBe(`${sponsor}?saved`);
    const shown = (await anybody().get(PAGE)).text;
    const [, address = '', width, height] =
      /src="(\/photos\/[^"]+\/logo\.webp)" width="(\d+)" height="(\d+)"/.exec(shown) ?? [];
    expect([width, height]).toEqual(['480', '48']);
    expect(shown).toContain('alt="Bakkerij D’Hondt"');
    expect((await anybody().bytes(address)).status).toBe(200);
    // Another name with the same logo; then nothing of it at all.
    await captain.upload(sponsor, 'photo', Buffer.alloc(0), '', { sponsorName: 'De Bakkerij' });
    expect((await anybody().get(PAGE)).text).toContain('alt="De Bakkerij"');
    for (const language of LANGUAGES) {
      expect((await captain.get(sponsor.replace('/nl/', `/${language}/`))).text).toContain(address);
    }
    await captain.post(`${sponsor}/remove`, {});
    expect((await anybody().get(PAGE)).text).not.toContain('logo.webp');
    expect((await anybody().bytes(address)).status).toBe(404);
  });

  it('lets co-captains thank for a gift to the team and hide its words, which no other member may', async () => {
    const { text } = await second.get(`${TEAM}/thanks`);
    expect(text).toContain('Lotte Maes');
    expect(text).toContain('Warme groet van Team Zon');
    expect((await anybody().get(PAGE)).text).toContain('Veel zon op de weg');
    expect((await member.post(`${TEAM}/thanks`, { gift, hidden: 'yes' })).status).toBe(403);
    await second.post(`${TEAM}/thanks`, { gift, hidden: 'yes' });
    const hidden = (await anybody().get(PAGE)).text;
    expect(hidden).not.toContain('Veel zon op de weg');
    expect(hidden).not.toContain('Lotte Maes');
    expect(hidden).toMatch(/€\s40/);
    // One of those who lead the team thanks, another one takes it back.
    await second.post(`${TEAM}/thanks`, { gift, thanked: 'yes' });
    await captain.post(`${TEAM}/thanks`, { gift, thanked: 'no' });
    expect(await running.database.rows(`SELECT 1 FROM gift_thanks`)).toEqual([]);
    await captain.post(`${TEAM}/thanks`, { gift, hidden: 'no' });
    expect((await anybody().get(PAGE)).text).toContain('Veel zon op de weg');
  });

  it('says, once the team has joined another, where everybody went, and keeps its gifts where they were given', async () => {
    await captain.post(TEAM, { act: 'offer-merge', team: 'team-maan' });
    await other.post('/nl/2023/my/team/team-maan', { act: 'accept-merge', team: 'team-zon' });
    for (const language of LANGUAGES) {
      const { status, text } = await anybody().get(PAGE.replace('/nl/', `/${language}/`));
      expect(status).toBe(200);
      expect(text).toContain(`href="/${language}/2023/teams/team-maan"`);
      for (const name of ['Nele', 'Ravi', 'Odin']) expect(text).toContain(name);
      expect(text).toMatch(/€\s?40|40\s€/);
      expect(text).toContain('Veel zon op de weg');
      expect(text).not.toContain(`/teams/team-zon/give`);
      expect(text).toContain('noindex');
    }
    expect((await anybody().get('/nl/2023/teams/team-maan')).text).not.toContain('Veel zon op de weg');
    expect(await running.proveLedger()).toMatchObject({ ok: true });
  });

  it('goes on answering at every address that was shared before', async () => {
    expect((await anybody().get('/w/zon-stapt')).location).toBe(PAGE);
    for (const path of [`${PAGE}/give`, `${PAGE}/give/details?choice=4000`]) {
      expect(await anybody().get(path)).toMatchObject({ status: 303, location: PAGE });
    }
    expect((await captain.get(TEAM)).location).toBe(PAGE);
    expect((await anybody().get('/nl/2023/register?team=team-zon')).text).toContain(
      'name="teamSlug" value="team-maan"',
    );
    const late = await register('Ada', { team: 'alone' });
    expect((await late.get('/nl/2023/my/join/team-zon')).location).toBe('/nl/2023/my/join/team-maan');
    expect((await anybody().get('/nl/2023/teams/team-mars')).status).toBe(404);
  });

  it('says of a team that was dissolved that everybody walks alone, and of nobody who left before', async () => {
    await other.post('/nl/2023/my/team/team-maan', { act: 'let-go', walker: await walkerOf('odin') });
    await other.post('/nl/2023/my/team/team-maan', { act: 'dissolve' });
    const { text } = await anybody().get('/nl/2023/teams/team-maan');
    expect(text).toContain('wandelt alleen');
    for (const name of ['Nele', 'Ravi', 'Mila']) expect(text).toContain(name);
    expect(text).not.toContain('Odin');
    // The team before it still says where it went, and leads nobody into a team that is none.
    expect((await anybody().get(PAGE)).text).toContain('href="/nl/2023/teams/team-maan"');
    expect((await anybody().get('/nl/2023/register?team=team-zon')).text).not.toContain('name="teamSlug"');
  });
});
