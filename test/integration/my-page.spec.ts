import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import {
  storeCaptain,
  storeDonation,
  storeEdition,
  type DonationOptions,
  type StoredEdition,
  type StoredWalker,
} from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { signIn } from '../factories/sign-in.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const HOME = '/nl/2023/my';
const PAGE = { story: 'Ik stap.', goal: '250', shortAddress: '', visibility: 'public' };

describe('My page', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;
  let edition: StoredEdition;
  let folder: string;
  let nele: StoredWalker;
  let visitor: Visitor;
  let email: string;
  let photo: Buffer;

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
    nele = await storeCaptain(running.database, edition, 'Nele D’Hondt');
    email = await emailOf(nele);
    visitor = new Visitor(running);
    await signIn(running, visitor, email);
    photo = await sharp({ create: { width: 1_800, height: 1_350, channels: 3, background: '#c8431b' } })
      .jpeg()
      .toBuffer();
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), redis.drop(), rm(folder, { recursive: true })]);
  });

  const emailOf = async ({ registrationId }: StoredWalker): Promise<string> => {
    const [row] = await running.database.rows<{ email: string }>(
      `SELECT a.email FROM account a JOIN registration r ON r.account_id = a.id WHERE r.id = $1`,
      [registrationId],
    );
    return row?.email ?? '';
  };
  const own = (part = '', walker = nele): string => `${HOME}/pages/${walker.walkerSlug}${part}`;
  const publicPage = async (language = 'nl'): Promise<string> =>
    (await visitor.get(`/${language}/2023/walkers/${nele.walkerSlug}`)).text;
  const paid = async (options: DonationOptions, anonymous = false): Promise<string> => {
    const id = await storeDonation(running.database, edition, options);
    await running.database.rows(
      `UPDATE donation SET paid_minor = amount_minor, status = 'paid', paid_at = now(), anonymous = $2 WHERE id = $1`,
      [id, anonymous],
    );
    return id;
  };
  const pictures = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true })).filter((name) => /\.(?:webp|jpg|draft)$/.test(name)).sort();

  it('asks somebody who is not signed in to sign in, and shows nobody a page of somebody else', async () => {
    const stranger = new Visitor(running);
    for (const part of ['', '/photo', '/photo/whole', '/updates', '/thanks', '/walked']) {
      expect((await stranger.get(own(part))).location).toContain('/nl/2023/sign-in?to=');
    }
    const other = await storeCaptain(running.database, edition, 'Tom');
    await signIn(running, stranger, await emailOf(other));
    for (const part of ['', '/photo', '/photo/whole', '/updates', '/thanks', '/walked']) {
      expect((await stranger.get(own(part))).status).toBe(404);
    }
    expect((await stranger.post(own(), { ...PAGE, story: 'Gekaapt' })).status).toBe(404);
    expect((await stranger.upload(own('/photo'), 'photo', photo)).status).toBe(404);
    expect(await publicPage()).not.toContain('Gekaapt');
  });

  it('guides through the first steps and knows which are done', async () => {
    const before = (await visitor.get(HOME)).text;
    expect(before).toContain('Je eerste drie minuten');
    expect(before).toContain('Zet er een foto bij');
    expect((await visitor.post(own(), PAGE)).location).toBe(`${own()}?saved`);
    await visitor.upload(own('/photo'), 'photo', photo);
    const between = (await visitor.get(HOME)).text;
    expect(between.match(/<li class="done">/g)).toHaveLength(3);
    await paid({ to: nele, donorEmail: email });
    const after = (await visitor.get(HOME)).text;
    expect(after).not.toContain('Je eerste drie minuten');
    expect(after).toContain('Alles staat klaar');
  });

  it('shows what was written on the page, as paragraphs, in any script, and nothing of it as markup', async () => {
    const story = 'Voor mijn oma 👩‍👩‍👧‍👦.\n\nكل خطوة مهمة\n\n<img src=x onerror=alert(1)> & "d’n ander"';
    await visitor.post(own(), { ...PAGE, story, goal: '1.250,50' });
    const text = await publicPage();
    expect(text).toContain('<p dir="auto">Voor mijn oma 👩‍👩‍👧‍👦.</p><p dir="auto">كل خطوة مهمة</p>');
    expect(text).not.toContain('<img src=x');
    expect(text).toMatch(/€\s1\.250,50/);
    const [row] = await running.database.rows<{ goal_minor: string }>(
      `SELECT goal_minor FROM fundraising_page WHERE id = $1`,
      [nele.walkerPageId],
    );
    expect(row?.goal_minor).toBe('125050');
  });

  it('shows a preview without saving, and keeps all that was typed when something is wrong', async () => {
    const preview = await visitor.post(own(), { ...PAGE, story: 'Nog niet bewaard', goal: '999', preview: 'yes' });
    expect(preview.status).toBe(200);
    expect(preview.text.split('data-preview')[2]).toContain('Nog niet bewaard');
    expect(await publicPage()).not.toContain('Nog niet bewaard');
    const long = 'x'.repeat(5_001);
    const refused = await visitor.post(own(), { ...PAGE, story: long, goal: '3', visibility: 'nobody' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(long);
    expect(refused.text).toContain('Je verhaal is te lang');
    expect(refused.text).toContain('minstens 10 euro');
    expect(refused.text).toContain('Kies een van de mogelijkheden');
  });

  it('gives the page a short address that is one for all, and refuses those that are taken or ours', async () => {
    await visitor.post(own(), { ...PAGE, shortAddress: ' /w/Nele-Stapt ' });
    const found = await visitor.get('/w/NELE-stapt');
    expect(found).toMatchObject({ status: 302, location: `/nl/2023/walkers/${nele.walkerSlug}` });
    const other = await storeCaptain(running.database, edition, 'Imane');
    const imane = new Visitor(running);
    await signIn(running, imane, await emailOf(other));
    const taken = await imane.post(own('', other), { ...PAGE, story: 'Van mij', shortAddress: 'nele-stapt' });
    expect(taken.status).toBe(422);
    expect(taken.text).toContain('al van iemand anders');
    expect(taken.text).toContain('Van mij');
    expect((await imane.post(own('', other), { ...PAGE, shortAddress: 'admin' })).text).toContain(
      'houden we voor onszelf',
    );
    expect((await visitor.get('/w/nobody-has-this')).status).toBe(404);
  });

  it('keeps a page that is found by its link alone out of the search, the lists, the latest gifts and search engines', async () => {
    const search = '/nl/2023/search?q=Nele';
    const [team] = await running.database.rows<{ slug: string }>(
      `SELECT t.slug FROM team t JOIN walker w ON w.team_id = t.id WHERE w.slug = $1`,
      [nele.walkerSlug],
    );
    const elsewhere = async (): Promise<string[]> =>
      Promise.all([search, '/nl/2023', `/nl/2023/teams/${team?.slug}`].map(async (at) => (await visitor.get(at)).text));
    for (const page of await elsewhere()) expect(page).toContain(`/walkers/${nele.walkerSlug}`);
    await visitor.post(own(), { ...PAGE, visibility: 'by-link' });
    for (const page of await elsewhere()) expect(page).not.toContain(`/walkers/${nele.walkerSlug}`);
    expect(await publicPage()).toContain('name="robots" content="noindex"');
    await visitor.post(own(), PAGE);
    expect(await publicPage()).not.toContain('noindex');
  });

  it('places a photo, serves it to be kept for ever, and shows another part of it at another address', async () => {
    const placed = await visitor.upload(own('/photo'), 'photo', photo);
    expect(placed.location).toBe(`${own('/photo')}?done=placed`);
    const address = async (): Promise<string> => /\/photos\/[^" ]+wide-960\.jpg/.exec(await publicPage())?.[0] ?? '';
    const first = await address();
    const response = await running.app.inject({ method: 'GET', url: first });
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    expect(await sharp(response.rawPayload).metadata()).toMatchObject({ format: 'jpeg', width: 960, height: 360 });
    expect(await publicPage()).toContain('width="960" height="360" alt="Foto van Nele D’Hondt"');
    const kept = await pictures();

    await visitor.post(own('/photo/crop'), { position: '0-0', zoom: '150', focusX: '', focusY: '' });
    const second = await address();
    expect(second).not.toBe(first);
    expect((await running.app.inject({ method: 'GET', url: second })).statusCode).toBe(200);
    expect((await running.app.inject({ method: 'GET', url: first })).statusCode).toBe(404);
    // A nearer part of the same photo: as many pictures or fewer, and none of the old ones.
    expect((await pictures()).length).toBeLessThanOrEqual(kept.length);

    await visitor.post(own(), { ...PAGE, hidePhoto: 'yes' });
    expect(await publicPage()).not.toContain('/photos/');
    await visitor.post(own('/photo/remove'), {});
    expect(await pictures()).toEqual([]);
    await visitor.post(own(), PAGE);
  });

  it('keeps one photo and its pictures alone when two are sent at the same moment', async () => {
    const answers = await Promise.all([1, 2].map(() => visitor.upload(own('/photo'), 'photo', photo)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    const [row] = await running.database.rows<{ id: string; rendition: string }>(
      `SELECT id, rendition FROM page_photo WHERE page_id = $1`,
      [nele.walkerPageId],
    );
    const kept = await pictures();
    expect(kept).toContain(join('photos', row?.id ?? '', 'whole.webp'));
    expect(kept.filter((name) => !name.includes(row?.rendition ?? '-'))).toHaveLength(1);
    expect(await publicPage()).toContain(row?.rendition);
  });

  it.each([
    ['nl', 'beschadigd of niet volledig'],
    ['fr', 'abîmée ou incomplète'],
    ['en', 'damaged or not complete'],
  ])('refuses a broken photo in %s and leaves the page as it was', async (language, words) => {
    await visitor.upload(own('/photo'), 'photo', photo);
    const before = await pictures();
    const url = own('/photo').replace('/nl/', `/${language}/`);
    const refused = await visitor.upload(url, 'photo', photo.subarray(0, photo.length / 2));
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(words);
    expect(await pictures()).toEqual(before);
  });

  it('refuses what is no photo, too large or no form with a file at all', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    expect((await visitor.upload(own('/photo'), 'photo', svg, 'photo.png')).text).toContain('Dit soort bestand');
    const large = Buffer.concat([photo, Buffer.alloc(15 * 1024 * 1024)]);
    const tooLarge = await visitor.upload(own('/photo'), 'photo', large);
    expect(tooLarge).toMatchObject({ status: 422 });
    expect(tooLarge.text).toContain('groter dan 15 MB');
    expect((await visitor.upload(own('/photo'), 'photo', Buffer.alloc(0))).text).toContain('Kies een foto');
    expect((await visitor.upload(own('/photo'), 'other', photo)).status).toBe(422);
    expect((await visitor.post(own('/photo'), { photo: 'no file' })).status).toBe(422);
    for (const path of ['/photos/x/y', '/photos/..%2f..%2fetc/passwd', `/photos/${nele.walkerId}/wide-480.webp`]) {
      expect((await visitor.get(path)).status).toBe(404);
    }
  });

  it('says so when photos cannot be kept, writes nothing half, and works again when they can', async () => {
    const file = join(folder, 'no-folder');
    await writeFile(file, '');
    const elsewhere = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl },
      { storage: { kind: 'disk', folder: file } },
    );
    try {
      const there = new Visitor(elsewhere);
      await signIn(elsewhere, there, email, 1);
      const before = await running.database.rows(`SELECT * FROM page_photo WHERE page_id = $1`, [nele.walkerPageId]);
      const refused = await there.upload(own('/photo'), 'photo', photo);
      expect(refused.status).toBe(503);
      expect(refused.text).toContain('We kunnen je foto nu niet bewaren');
      expect(await running.database.rows(`SELECT * FROM page_photo WHERE page_id = $1`, [nele.walkerPageId])).toEqual(
        before,
      );
    } finally {
      await elsewhere.close();
      await rm(file);
    }
    expect((await visitor.upload(own('/photo'), 'photo', photo)).status).toBe(303);
  });

  it('puts news on the page, changes it and takes it away', async () => {
    expect((await visitor.post(own('/updates'), { title: '', text: ' ' })).text).toContain('Schrijf een paar zinnen');
    await visitor.post(own('/updates'), { title: 'Oefentocht', text: 'Twaalf kilometer\n\nen geen blaren.' });
    expect(await publicPage()).toContain('Oefentocht');
    expect(await publicPage()).toContain('<p dir="auto">en geen blaren.</p>');
    const [update] = await running.database.rows<{ id: string }>(`SELECT id FROM page_update WHERE page_id = $1`, [
      nele.walkerPageId,
    ]);
    const id = update?.id ?? '';
    expect((await visitor.get(own(`/updates/${id}`))).text).toContain('value="Oefentocht"');
    await visitor.post(own(`/updates/${id}`), { title: 'Oefentocht 2', text: 'Achttien.' });
    expect(await publicPage()).toContain('Oefentocht 2');
    expect((await visitor.post(own('/updates/no-such'), { title: '', text: 'x' })).status).toBe(404);
    await visitor.post(own(`/updates/${id}/remove`), {});
    expect(await publicPage()).not.toContain('Oefentocht');
  });

  it('lists whom to thank with words to copy, never with an address, and remembers who was thanked', async () => {
    const gift = await paid({ to: nele, donorEmail: 'lotte@example.org' });
    await paid({ to: nele, donorEmail: 'secret@example.org' }, true);
    const waiting = (await visitor.get(own('/thanks'))).text;
    expect(waiting).toContain('Dag Lotte Maes, dank je wel');
    expect(waiting).toContain('Nog 1 te bedanken');
    expect(waiting).toContain('1 schenker blijft liever onbekend');
    expect(waiting).not.toContain('lotte@example.org');
    expect(waiting).not.toContain('secret@example.org');
    await visitor.post(own('/thanks'), { gift, thanked: 'yes' });
    await visitor.post(own('/thanks'), { gift, thanked: 'yes' });
    expect((await visitor.get(own('/thanks'))).text).toContain('Iedereen is bedankt');
    const other = await storeCaptain(running.database, edition, 'Ravi');
    const elsewhere = await paid({ to: other, donorEmail: 'aya@example.org' });
    await visitor.post(own('/thanks'), { gift: elsewhere, thanked: 'yes' });
    expect(await running.database.rows(`SELECT FROM gift_thanks WHERE donation_id = $1`, [elsewhere])).toEqual([]);
    await visitor.post(own('/thanks'), { gift, thanked: 'no' });
    expect((await visitor.get(own('/thanks'))).text).toContain('Nog 1 te bedanken');
    await visitor.post(own('/thanks'), { gift, hidden: 'yes' });
    expect((await visitor.get(own('/thanks'))).text).toContain('Toon op de pagina');
    const [kept] = await running.database.rows(`SELECT hidden_reason FROM donation WHERE id = $1`, [gift]);
    expect(kept).toEqual({ hidden_reason: 'page-owner' });
    expect((await visitor.post(own('/thanks'), { gift: elsewhere, hidden: 'yes' })).status).toBe(404);
  });

  it('logs the kilometres once the day has come, and takes a confirmation away with another distance', async () => {
    for (const typed of ['', 'ver', '301', '0']) {
      expect((await visitor.post(own('/walked'), { kilometres: typed })).status).toBe(422);
    }
    await visitor.post(own('/walked'), { kilometres: '18,5 km' });
    expect((await visitor.get(own('/walked'))).text).toContain('18,5 km genoteerd');
    await running.database.rows(
      `UPDATE walker_kilometres SET confirmed_metres = walked_metres, confirmed_at = now() WHERE walker_id = $1`,
      [nele.walkerId],
    );
    const certificate = await visitor.bytes(own('/walked/certificate.pdf'));
    expect(certificate.status).toBe(200);
    expect(certificate.body.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    await visitor.post(own('/walked'), { kilometres: '18.5' });
    expect((await visitor.get(own('/walked'))).text).toContain('bevestigd door de organisatie');
    await visitor.post(own('/walked'), { kilometres: '20' });
    expect((await visitor.get(own('/walked'))).text).toContain('20 km genoteerd');
  });

  it('remembers who wants to hear of the next edition, until they do not', async () => {
    expect((await visitor.get(HOME)).text).toContain('Wil je het horen als de volgende editie opent?');
    await visitor.post(`${HOME}/next-edition`, { wanted: 'yes' });
    await visitor.post(`${HOME}/next-edition`, { wanted: 'yes' });
    expect((await visitor.get(HOME)).text).toContain('We laten het weten');
    await visitor.post(`${HOME}/next-edition`, { wanted: 'no' });
    expect((await visitor.get(HOME)).text).toContain('Wil je het horen');
  });
});
