import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadDemoEdition } from '../../src/cli/load-demo-edition.js';
import { LANGUAGES } from '../../src/domain/language.js';
import { LocalMailbox, readLocalMails } from '../../src/platform/mail/local-mailbox.js';
import { RunningApp } from '../factories/running-app.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const ORGANISER_KEY = 'the-key-of-this-test';
const HOSTILE = `<script>alert("x")</script>'"&Zoë`;
const INLINE = /\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)/i;

let database: TestDatabase;
let redis: TestServer & { readonly redisUrl: string };
let running: RunningApp;
/** Pages of a walker with a free place and the team that they founded, both with a hostile name. */
let walker: { readonly token: string; readonly walkerSlug: string; readonly teamSlug: string };
/** Where the form of that walker led to. */
let arrivedAt: string | undefined;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

async function ask(
  method: 'GET' | 'POST',
  url: string,
  { fields, headers = {}, app = running }: AskOptions = {},
): Promise<Answer> {
  const response = await app.app.inject({
    method,
    url,
    headers: {
      accept: 'text/html',
      ...(fields === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    ...(fields === undefined ? {} : { payload: new URLSearchParams(fields).toString() }),
  });
  const flat = Object.entries(response.headers).map(([name, value]) => [name, value?.toString()]);
  return { status: response.statusCode, headers: Object.fromEntries(flat) as Answer['headers'], text: response.body };
}

interface AskOptions {
  readonly fields?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly app?: RunningApp;
}

const REGISTRATION = {
  participationType: 'own-route',
  team: 'new',
  teamName: `Team ${HOSTILE}`,
  firstName: HOSTILE,
  lastName: 'Claes',
  email: 'zoe@example.org',
  birthDate: '1990-04-01',
  freePlace: 'yes',
  acceptTerms: 'yes',
};

beforeAll(async () => {
  [database, redis] = await Promise.all([testDatabase(), testRedis()]);
  await loadDemoEdition({ databaseUrl: database.databaseUrl });
  running = await RunningApp.start(
    { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl },
    { role: 'web', organiserKey: ORGANISER_KEY, publicUrl: 'https://walk.example' },
  );
  const registered = await ask('POST', '/nl/2023/register', { fields: REGISTRATION });
  const [row] = await running.database.rows<typeof walker>(
    `SELECT r.token, w.slug AS "walkerSlug", t.slug AS "teamSlug" FROM registration r
       JOIN walker w ON w.registration_id = r.id JOIN team t ON t.id = w.team_id`,
  );
  if (row === undefined) throw new Error(`Nobody was registered: ${String(registered.status)} ${registered.text}`);
  walker = row;
  arrivedAt = registered.headers['location'];
});

afterAll(async () => {
  await running.close();
  await redis.drop();
  await database.drop();
});

describe('the pages', () => {
  const pages = (): string[] => [
    '',
    '/teams',
    '/teams?sort=name',
    `/teams/${walker.teamSlug}`,
    `/walkers/${walker.walkerSlug}`,
    '/search',
    '/search?q=claes',
    '/give?amount=4000',
    `/teams/${walker.teamSlug}/give`,
    `/teams/${walker.teamSlug}/give/details?choice=4000`,
    `/walkers/${walker.walkerSlug}/give?choice=2000`,
    '/register',
    `/register?team=${walker.teamSlug}`,
    `/registered/${walker.token}`,
    '/how-the-amount-is-made',
    '/privacy',
    '/rules',
  ];

  it.each(LANGUAGES)('are all there in %s, strict and without anything inline', async (language) => {
    for (const page of pages()) {
      const { status, headers, text } = await ask('GET', `/${language}/2023${page}`);
      expect([page, status]).toEqual([page, 200]);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['cache-control']).toMatch(/no-cache/);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['strict-transport-security']).toMatch(/max-age=\d+/);
      expect(text).toContain(`<html lang="${language}">`);
      expect(text).not.toMatch(INLINE);
      expect(text).not.toContain('<script>alert');
    }
  });

  it('are not sent again to a browser that has them as they are', async () => {
    for (const page of ['/privacy', '/rules', `/registered/${walker.token}`]) {
      const url = `/nl/2023${page}`;
      const { headers } = await ask('GET', url);
      const again = await ask('GET', url, { headers: { 'if-none-match': headers['etag'] ?? '' } });
      expect([page, again.status, again.text]).toEqual([page, 304, '']);
    }
  });

  it('show a hostile name as the text that it is', async () => {
    const { text } = await ask('GET', `/nl/2023/walkers/${walker.walkerSlug}`);
    expect(text).toContain('&lt;script>alert(');
  });

  it('load only what is there, and it may be kept for ever', async () => {
    const { text } = await ask('GET', '/nl/2023');
    const assets = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(new Set(assets.map((path) => path.split('.').at(-1)))).toEqual(new Set(['css', 'js', 'svg', 'woff2']));
    for (const path of assets) {
      const { status, headers } = await ask('GET', path, { headers: { 'accept-encoding': 'gzip, br' } });
      expect([path, status]).toEqual([path, 200]);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['content-encoding']).toBe(path.endsWith('.woff2') ? undefined : 'br');
    }
  });

  it.each([
    ['fr-BE,fr;q=0.9,nl;q=0.5', '/fr/2023'],
    ['de, en-GB;q=0.3', '/en/2023'],
    ['nl;q=0, de', '/nl/2023'],
    ['', '/nl/2023'],
  ])('are entered in the language that a browser likes best: %s', async (accepted, location) => {
    const { status, headers } = await ask('GET', '/', { headers: { 'accept-language': accepted } });
    expect([status, headers['location']]).toEqual([302, location]);
  });

  it('lead from a language to the current edition', async () => {
    const { status, headers } = await ask('GET', '/en');
    expect([status, headers['location']]).toEqual([302, '/en/2023']);
  });
});

describe('what is not there', () => {
  it.each([
    ['/fr/2023/teams/nobody', 'fr', 'Nous ne trouvons pas cette équipe.'],
    ['/fr/2023/walkers/nobody/give', 'fr', 'Introuvable'],
    ['/en/2023/no/such/page', 'en', 'This page does not exist.'],
    ['/nl/1999/teams', 'nl', 'Deze editie bestaat niet.'],
    ['/nl/2023/thanks/no-token', 'nl', 'Niet gevonden'],
    ['/nl/2023/thanks/AAAAAAAAAAAAAAAAAAAAAAAA', 'nl', 'Niet gevonden'],
    ['/nl/2023/registered/AAAAAAAAAAAAAAAAAAAAAAAA', 'nl', 'Niet gevonden'],
    ['/xx/2023', 'nl', 'Niet gevonden'],
    ['/assets/site.old.css', 'nl', 'Niet gevonden'],
  ])('gets a page that says so in its language: %s', async (url, language, sentence) => {
    const { status, headers, text } = await ask('GET', url);
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toContain(`<html lang="${language}">`);
    expect(text).toContain(sentence);
  });

  it('is no fault of ours when an address holds what no text can', async () => {
    expect((await ask('GET', '/nl/2023/teams/%00')).status).toBe(422);
    expect((await ask('GET', '/api/v1/editions/%00/totals')).status).toBe(422);
  });

  it('is found without the slash that somebody put behind it', async () => {
    const { status, headers } = await ask('GET', '/nl/2023/teams/?sort=name');
    expect([status, headers['location']]).toEqual([308, '/nl/2023/teams?sort=name']);
    expect((await ask('GET', '/nl/2023/')).headers['location']).toBe('/nl/2023');
  });

  it('gets problem details where a machine asks, with a sentence in the language it accepts', async () => {
    const { status, headers, text } = await ask('GET', '/api/v1/editions/1999/totals', {
      headers: { 'accept-language': 'fr' },
    });
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(JSON.parse(text)).toMatchObject({ code: 'EDITION_NOT_FOUND', title: 'Cette édition n’existe pas.' });
  });

  it('names each fault of a field in a sentence where a machine sends a gift', async () => {
    const response = await running.app.inject({
      method: 'POST',
      url: '/api/v1/editions/2023/donations',
      payload: { target: { kind: 'edition' }, name: 'Zoë', email: 'no address', amountMinor: 4_000, language: 'nl' },
    });
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({
      errors: [{ field: 'email', code: 'EMAIL_INVALID', detail: expect.stringMatching(/^Dit lijkt geen e-mailadres/) }],
    });
  });
});

describe('the form to give', () => {
  const typed = { choice: 'other', amount: '0,50', name: HOSTILE, email: 'no address', message: 'Veel moed!' };

  it('comes back with all that was typed and every fault beside its field', async () => {
    const { status, text } = await ask('POST', '/nl/2023/give', { fields: typed });
    expect(status).toBe(422);
    expect(text).toContain('value="0,50"');
    expect(text).toContain('value="no address"');
    expect(text).toContain('Veel moed!</textarea>');
    expect(text).toContain('&lt;script>');
    expect(text).not.toMatch(INLINE);
    for (const fault of ['amount-fault', 'email-fault']) expect(text).toContain(`id="${fault}"`);
    expect(text).not.toContain('id="name-fault"');
  });

  it('comes back with all that was typed when the payment page cannot be opened', async () => {
    const { status, headers, text } = await ask('POST', `/en/2023/teams/${walker.teamSlug}/give`, {
      fields: { choice: '4000', name: 'Zoë Claes', email: 'zoe@example.org', message: 'Courage!' },
    });
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('5');
    expect(text).toContain('value="Zoë Claes"');
    expect(text).toContain('Courage!</textarea>');
  }, 60_000);

  it('says which page is not there when its team is gone', async () => {
    const { status } = await ask('POST', '/nl/2023/teams/nobody/give', { fields: typed });
    expect(status).toBe(404);
  });

  it.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ origin: 'https://walk.example' }, 422],
    [{ origin: 'http://localhost:80', host: 'localhost' }, 422],
    [{ origin: 'http://localhost:3000', host: 'localhost:3000' }, 422],
  ])('is taken from our own pages only: %j', async (headers, expected) => {
    const { status } = await ask('POST', '/nl/2023/give', { fields: typed, headers });
    expect(status).toBe(expected);
  });

  it('may go on to the payment page, and nowhere else', async () => {
    const { headers } = await ask('GET', '/nl/2023/give');
    expect(headers['content-security-policy']).toContain(
      "form-action 'self' https://checkout.stripe.com http://127.0.0.1:9;",
    );
  });
});

describe('the form to take part', () => {
  it('gives a free place without any payment: the place is valid, counted, and its pages are there', async () => {
    expect(arrivedAt).toBe(`/nl/2023/registered/${walker.token}`);
    const { text } = await ask('GET', `/nl/2023/registered/${walker.token}`);
    expect(text).toContain('data-status="confirmed"');
    const json = await ask('GET', `/nl/2023/registered/${walker.token}`, { headers: { accept: 'application/json' } });
    expect(JSON.parse(json.text)).toEqual({ status: 'confirmed' });
    const totals = await running.app.inject({ url: '/api/v1/editions/2023/totals' });
    expect(totals.json()).toMatchObject({ walkers: 1, teams: 1, byParticipation: { central: 0, 'own-route': 1 } });
  });

  it('leaves no mark of a free place on any page', async () => {
    for (const page of [`/teams/${walker.teamSlug}`, `/walkers/${walker.walkerSlug}`, `/registered/${walker.token}`]) {
      const { text } = await ask('GET', `/en/2023${page}`);
      expect(text).not.toMatch(/free place|free of charge/i);
    }
  });

  it('keeps the link of a registration to its owner', async () => {
    const { headers } = await ask('GET', `/nl/2023/registered/${walker.token}`);
    expect(headers['referrer-policy']).toBe('same-origin');
    expect(headers['cache-control']).toBe('private, no-cache');
  });

  it('comes back with all that was typed and every fault beside its field', async () => {
    const { status, text } = await ask('POST', '/fr/2023/register', {
      fields: {
        team: 'new',
        teamName: 'Les Lents',
        firstName: HOSTILE,
        lastName: '',
        email: '',
        birthDate: '2023-02-30',
      },
    });
    expect(status).toBe(422);
    expect(text).toContain('value="Les Lents"');
    expect(text).toContain('value="2023-02-30"');
    for (const field of ['participationType', 'lastName', 'email', 'birthDate', 'acceptTerms']) {
      expect(text).toContain(`id="${field}-fault"`);
    }
    expect(text).not.toMatch(INLINE);
  });

  it('asks for a guardian where the walker is too young, and for another name where a team has it', async () => {
    const young = { ...REGISTRATION, team: 'alone', birthDate: '2012-05-05' };
    const guardian = await ask('POST', '/nl/2023/register', { fields: young });
    expect(guardian.status).toBe(422);
    expect(guardian.text).toContain('id="guardianName-fault"');
    const namesake = await ask('POST', '/nl/2023/register', { fields: REGISTRATION });
    expect(namesake.status).toBe(422);
    expect(namesake.text).toContain('id="teamName-fault"');
  });

  it('finds a team to go along with, and keeps what was typed meanwhile', async () => {
    const { status, text } = await ask('POST', '/nl/2023/register', {
      fields: { findTeam: 'yes', teamQuery: 'team', firstName: 'Ilse' },
    });
    expect(status).toBe(200);
    expect(text).toContain(`value="${walker.teamSlug}"`);
    expect(text).toContain('value="Ilse"');
    expect(text).not.toContain('-fault"');
  });

  it('gives the place back and keeps what was typed when the fee cannot be paid', async () => {
    const { status, text } = await ask('POST', '/nl/2023/register', {
      fields: { ...REGISTRATION, team: 'alone', freePlace: '', firstName: 'Ilse' },
    });
    expect(status).toBe(503);
    expect(text).toContain('value="Ilse"');
    const held = await running.database.rows(`SELECT 1 FROM registration WHERE state = 'held'`);
    expect(held).toHaveLength(0);
  }, 60_000);
});

describe('the source code', () => {
  it('is one link away from every page, of people and of organisers', async () => {
    for (const url of ['/fr/2023', '/fr/2023/register', '/fr/2023/no-such-page']) {
      expect((await ask('GET', url)).text).toContain('href="/fr/source"');
    }
  });

  it('is asked for by mail while no address of it is set', async () => {
    for (const language of LANGUAGES) {
      const { status, text } = await ask('GET', `/${language}/source`);
      expect([status, text.includes('href="mailto:walk@localhost"')]).toEqual([200, true]);
    }
    expect((await ask('GET', '/de/source')).status).toBe(404);
  });

  it('is where its address says', async () => {
    const app = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl },
      { role: 'web', sourceUrl: 'https://git.example.org/walk' },
    );
    try {
      const { status, headers } = await ask('GET', '/nl/source', { app });
      expect([status, headers['location']]).toEqual([302, 'https://git.example.org/walk']);
    } finally {
      await app.close();
    }
  });
});

describe('the cookies', () => {
  it('of who signs in are bound to this host, to https and to the server alone, and go when they sign out', async () => {
    const asked = await ask('POST', '/nl/2023/sign-in', { fields: { email: 'cookies@example.org' } });
    const token = 'a-link-of-this-very-test';
    await running.database.rows(
      `UPDATE sign_in_link SET token_digest = sha256($1::text::bytea), code_digest = sha256($1::text::bytea) WHERE email = $2`,
      [token, 'cookies@example.org'],
    );
    const cookie = [...(asked.headers['set-cookie'] ?? '').matchAll(/(?:^|,)(__Host-[^;]+)/g)].map(([, made]) => made);
    const entered = await ask('GET', `/nl/2023/sign-in/${token}`, { headers: { cookie: cookie.join('; ') } });
    const made = [asked, entered].flatMap(({ headers }) => (headers['set-cookie'] ?? '').split(/,(?=\w+-|\w+=)/));
    expect(made.map((one) => /^[^=]*/.exec(one)?.[0])).toEqual([
      '__Host-browser',
      '__Host-mailed',
      '__Host-session',
      '__Host-browser',
      '__Host-mailed',
    ]);
    for (const one of made) expect(one).toMatch(/; Path=\/; .*HttpOnly; Secure; SameSite=Lax/);
    for (const one of made) expect(one).not.toMatch(/domain=|cookies@/i);
    const session = /__Host-session=[^;]+/.exec(entered.headers['set-cookie'] ?? '')?.[0] ?? '';
    const left = await ask('POST', '/nl/2023/my/account/sign-out', { headers: { cookie: session }, fields: {} });
    expect(left.headers['set-cookie']).toMatch(/__Host-session=; .*__Host-mailed=; /);
    expect(left.headers['clear-site-data']).toBe('"cache"');
    expect((await ask('GET', '/nl/2023/my/account', { headers: { cookie: session } })).status).toBe(303);
  });
});

describe("the organisers' page", () => {
  const enter = (key: string): Promise<Answer> => ask('GET', `/organise?key=${key}&language=en`);

  it('opens with the key, whose cookie is not the key', async () => {
    const entered = await enter(ORGANISER_KEY);
    expect([entered.status, entered.headers['location']]).toEqual([303, '/organise?language=en']);
    const cookie = entered.headers['set-cookie'] ?? '';
    expect(cookie).toMatch(/^__Host-organiser=[^;]+; .*Path=\/; HttpOnly; Secure; SameSite=Lax/);
    expect(cookie).not.toContain(ORGANISER_KEY);
    const page = await ask('GET', '/organise', { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(page.status).toBe(200);
    expect(page.headers['cache-control']).toContain('private');
    expect(page.text).toMatch(/href="\/(nl|fr|en)\/source"/);
    expect(page.text).not.toMatch(INLINE);
  });

  it('stays closed without the key, with another, and with a cookie that somebody made', async () => {
    const cookie = (await enter(ORGANISER_KEY)).headers['set-cookie'] ?? '';
    const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
    const later = `${name}=${String(Number(value.split('.')[0]) + 1)}.${value.split('.')[1] ?? ''}`;
    const refused = await enter('another-key-altogether');
    expect([refused.status, refused.headers['set-cookie']]).toEqual([403, undefined]);
    for (const answer of [
      await ask('GET', '/organise'),
      await ask('GET', '/organise', { headers: { cookie: later } }),
      await ask('GET', '/organise', { headers: { cookie: `${name}=99999999999.` } }),
    ]) {
      expect([answer.status, answer.headers['set-cookie']]).toEqual([303, undefined]);
      expect(answer.headers['location']).toMatch(/^\/organise\/sign-in/);
    }
  });

  it('says what waits for a person, which money has no destination, and that the ledger proves itself', async () => {
    await running.database.rows(
      `INSERT INTO stripe_event (event_id, type, source, state, processed_at, error, payload)
       VALUES ('evt_parked', 'charge.refunded', 'webhook', 'parked', now(), 'amount <b>missing</b>', '{}')`,
    );
    await running.database.rows(
      `INSERT INTO attention_item (kind, reference, edition_id, detail)
       SELECT 'payment-amount-differs', 'pi_strange', id, '{"expected": {"amountMinor": 4000, "currency": "EUR"}}'
         FROM edition`,
    );
    const cookie = ((await enter(ORGANISER_KEY)).headers['set-cookie'] ?? '').split(';')[0] ?? '';
    const { status, text } = await ask('GET', '/organise?language=en', { headers: { cookie } });
    expect(status).toBe(200);
    for (const said of [
      'evt_parked',
      'amount &lt;b>missing',
      'Stripe’s amount differs from the gift’s',
      'Expected: €40',
      '1 message from Stripe is parked',
      'agrees',
    ]) {
      expect(text).toContain(said);
    }
  });
});

describe('the mailbox of a demo', () => {
  beforeAll(async () => {
    await new LocalMailbox(running.database).send([
      {
        messageId: '<one@example.org>',
        to: 'zoe@example.org',
        subject: `Dank je ${HOSTILE}`,
        html: '<p style="color:red">Dank je</p>',
        text: 'Dank je',
        language: 'nl',
      },
    ]);
  });

  it('shows what was sent, and a mail as it was sent in a box of its own', async () => {
    const [mail] = await readLocalMails(running.database, { limit: 1 });
    const list = await ask('GET', '/dev/mail');
    expect(list.text).toContain(`href="/dev/mail/${mail?.id ?? ''}"`);
    expect(list.text).not.toMatch(INLINE);
    const shown = await ask('GET', `/dev/mail/${mail?.id ?? ''}`);
    expect([shown.status, shown.text.includes('Dank je')]).toEqual([200, true]);
    const asSent = await ask('GET', `/dev/mail/${mail?.id ?? ''}/html`);
    expect(asSent.text).toBe('<p style="color:red">Dank je</p>');
    expect(asSent.headers['content-security-policy']).toMatch(/^sandbox/);
    expect(asSent.headers['content-security-policy']).not.toContain('allow-scripts');
    expect((await ask('GET', '/dev/mail/999999')).status).toBe(404);
    expect((await ask('GET', '/dev/mail/1%27--')).status).toBe(404);
  });
});

describe('an install with a mail server and without an organiser key', () => {
  it('has no mailbox to look into and no page for organisers', async () => {
    const app = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl },
      { role: 'web', mail: { smtpUrl: 'smtp://127.0.0.1:9', from: 'walk@example.org' }, publicUrl: 'http://localhost' },
    );
    try {
      for (const url of ['/dev/mail', '/dev/mail/1', '/dev/mail/1/html', '/organise?key=anything-at-all']) {
        const { status, headers } = await ask('GET', url, { app });
        expect([url, status]).toEqual([url, 404]);
        expect(headers['strict-transport-security']).toBeUndefined();
      }
    } finally {
      await app.close();
    }
  });
});
