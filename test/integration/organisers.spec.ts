import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { readLocalMail, readLocalMails } from '../../src/platform/mail/local-mailbox.js';
import { storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { signInMail } from '../factories/sign-in.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';
import { until } from '../support/until.js';

const KEY = 'the-organiser-key-of-this-test';
const NOW = Date.parse('2026-10-04T08:00:10Z');

describe('Organisers', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;
  let byKey: Visitor;
  let clock: jest.SpiedFunction<typeof Date.now> | undefined;

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    running = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl },
      { organiserKey: KEY },
    );
    await storeEdition(running.database);
    byKey = new Visitor(running);
    await byKey.get(`/organise?key=${KEY}`);
  }, 60_000);

  beforeEach(() => {
    clock?.mockRestore();
  });

  afterAll(async () => {
    clock?.mockRestore();
    await running.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  const invite = (by: Visitor, email: string, role: string, scope = 'everywhere') =>
    by.post('/organise/people?language=en', { edition: '2023', email, role, scope, invitationLanguage: 'en' });

  /** Follows redirects as a browser does. @returns where it ended */
  async function follow(visitor: Visitor, from: string): Promise<string> {
    let at = from;
    for (let hop = 0; hop < 8; hop += 1) {
      const { status, location } = await visitor.get(at);
      if (status !== 303 || location === undefined) return at;
      at = location;
    }
    throw new Error(`No end of redirects from ${from}`);
  }

  async function invitationOf(email: string): Promise<string> {
    let path: string | undefined;
    await until(`${email} is invited`, async () => {
      const mails = await readLocalMails(running.database, { limit: 50 });
      for (const { id, recipient } of mails) {
        const text = recipient === email ? ((await readLocalMail(running.database, id))?.text ?? '') : '';
        path = /https?:\/\/[^/\s]+(\/\S+\/sign-in\?email=\S+)/.exec(text)?.[1] ?? path;
      }
      return path !== undefined;
    });
    return path ?? '';
  }

  /** Signs in from where the visitor was sent. */
  async function signInFrom(visitor: Visitor, page: string, email: string): Promise<string> {
    const to = new URL(page, 'http://walk').searchParams.get('to') ?? '';
    await visitor.post(page.split('?')[0] ?? '', { email, to });
    return follow(visitor, (await signInMail(running, email)).path);
  }

  const secretOf = (text: string): string => (/<code>([A-Z2-7 ]+)<\/code>/.exec(text)?.[1] ?? '').replaceAll(' ', '');
  const codeAt = (secret: string, timestamp: number): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });

  it('are invited by mail, sign in by a link, enrol an app once, and lose all of it at once', async () => {
    const email = 'nele@example.org';
    expect((await invite(byKey, email, 'admin')).location).toContain('done=appointed');
    const nele = new Visitor(running);
    const landed = await signInFrom(nele, await follow(nele, await invitationOf(email)), email);
    expect(landed).toMatch(/^\/organise\?language=en&edition=2023$/);
    // Looking needs no code; acting on people does, and leads back to where one wanted to be.
    const asked = await follow(nele, '/organise/people?language=en');
    expect(asked).toBe('/organise/second-factor?language=en&to=%2Forganise%2Fpeople%3Flanguage%3Den');
    const secret = secretOf((await nele.get(asked)).text);
    expect(secretOf((await nele.get(asked)).text)).toBe(secret);
    const stored = await running.database.rows<{ secret_sealed: Buffer }>(`SELECT secret_sealed FROM second_factor`);
    expect(stored.map(({ secret_sealed: sealed }) => sealed.includes(secret))).toEqual([false]);

    clock = jest.spyOn(Date, 'now').mockReturnValue(NOW);
    const wrong = await nele.post('/organise/second-factor/enrol?language=en', { code: '000000', to: '/organise' });
    expect(wrong.status).toBe(422);
    const enrolled = await nele.post('/organise/second-factor/enrol?language=en', { code: codeAt(secret, NOW) });
    const recovery = [...enrolled.text.matchAll(/<li>([a-z0-9]{4}(?:-[a-z0-9]{4}){2})<\/li>/g)].map(([, code]) => code);
    expect(recovery).toHaveLength(10);
    clock.mockRestore();
    expect((await nele.get('/organise/people?language=en')).status).toBe(200);
    // Its own role nobody changes; somebody else does.
    expect((await invite(nele, email, 'viewer')).status).toBe(409);

    const people = await byKey.get('/organise/people?language=en');
    const account = /\/organise\/people\/([0-9a-f-]{36})\/dismiss/.exec(people.text)?.[1] ?? '';
    expect(people.text).toContain('app linked');
    await byKey.post(`/organise/people/${account}/dismiss`, { edition: '2023', scope: 'everywhere' });
    expect((await nele.get('/organise')).status).toBe(403);
    const actions = await running.database.rows<{ action: string; actor: string }>(
      `SELECT action, actor FROM audit_line ORDER BY id`,
    );
    expect(actions).toEqual([
      { action: 'appoint-organiser', actor: 'organiser key' },
      { action: 'enrol-second-factor', actor: email },
      { action: 'dismiss-organiser', actor: 'organiser key' },
    ]);
  });

  it('are signed out everywhere by another admin, and begin again without their lost phone', async () => {
    const email = 'omar@example.org';
    const omar = await organiserAtWork(running, 'finance', { email, steppedUp: false });
    const secret = secretOf((await omar.get('/organise/second-factor')).text);
    await omar.post('/organise/second-factor/enrol', { code: codeAt(secret, Date.now()) });
    const people = (await byKey.get('/organise/people?language=en')).text;
    const account = /people\/([0-9a-f-]{36})\/second-factor/.exec(people)?.[1] ?? '';
    await byKey.post(`/organise/people/${account}/second-factor`, { edition: '2023' });
    expect((await omar.get('/organise')).location).toContain('/organise/sign-in');
    const [row] = await running.database.rows(`SELECT 1 FROM second_factor WHERE account_id::text = $1`, [account]);
    expect(row).toBeUndefined();
  });

  it('give a code once: seen by somebody else it opens nothing any more, and neither does a recovery code', async () => {
    const email = 'lies@example.org';
    const lies = await organiserAtWork(running, 'admin', { email, steppedUp: false });
    const secret = secretOf((await lies.get('/organise/second-factor')).text);
    clock = jest.spyOn(Date, 'now').mockReturnValue(NOW);
    const { text } = await lies.post('/organise/second-factor/enrol', { code: codeAt(secret, NOW) });
    const recovery = /<li>([a-z0-9]{4}(?:-[a-z0-9]{4}){2})<\/li>/.exec(text)?.[1] ?? '';
    const give = async (code: string): Promise<number> =>
      (await lies.post('/organise/second-factor', { code, to: '/organise/people' })).status;
    // The code that enrolled was taken, the one before it is older, the next one is good for one time.
    expect(await give(codeAt(secret, NOW))).toBe(422);
    expect(await give(codeAt(secret, NOW - 30_000))).toBe(422);
    expect(await give(codeAt(secret, NOW + 30_000))).toBe(303);
    expect(await give(codeAt(secret, NOW + 30_000))).toBe(422);
    expect(await give(recovery.toUpperCase().replaceAll('-', ' '))).toBe(303);
    expect(await give(recovery)).toBe(422);
    // Two requests at once with one code are let in once; the other one is refused, or finds its session under a new token.
    clock.mockReturnValue(NOW + 120_000);
    const post = { code: codeAt(secret, NOW + 120_000), to: '/organise/people' };
    const both = await Promise.all([
      lies.post('/organise/second-factor', post),
      lies.post('/organise/second-factor', post),
    ]);
    expect(both.filter(({ location }) => location === '/organise/people')).toHaveLength(1);
    const [codes] = await running.database.rows<{ taken: number }>(
      `SELECT count(*)::int AS taken FROM second_factor WHERE last_step = $1`,
      [Math.floor((NOW + 120_000) / 30_000)],
    );
    expect(codes?.taken).toBe(1);
  });

  it('go on under another token with each code, and a cookie that somebody copied before opens nothing any more', async () => {
    const lena = await organiserAtWork(running, 'finance', { steppedUp: false });
    /** Somebody else with what Lena's browser holds now. */
    const thief = (): Visitor => {
      const copy = new Visitor(running);
      copy.keep('session', lena.kept('session') ?? '');
      return copy;
    };
    const opens = async (visitor: Visitor): Promise<number[]> =>
      Promise.all(['/organise', '/nl/2023/my/account'].map(async (page) => (await visitor.get(page)).status));
    const secret = secretOf((await lena.get('/organise/second-factor')).text);
    const before = thief();
    expect(await opens(before)).toEqual([200, 200]);
    clock = jest.spyOn(Date, 'now').mockReturnValue(NOW);
    await lena.post('/organise/second-factor/enrol', { code: codeAt(secret, NOW) });
    const between = thief();
    expect(await opens(before)).toEqual([303, 303]);
    expect(await opens(between)).toEqual([200, 200]);
    // A wrong code changes nothing; the next one ends what was copied meanwhile.
    expect((await lena.post('/organise/second-factor', { code: '12345' })).status).toBe(422);
    expect(await opens(between)).toEqual([200, 200]);
    expect((await lena.post('/organise/second-factor', { code: codeAt(secret, NOW + 30_000) })).status).toBe(303);
    expect(await opens(between)).toEqual([303, 303]);
    expect(await opens(lena)).toEqual([200, 200]);
  });

  it('cannot have their codes guessed: after five wrong ones nothing is looked at for a while', async () => {
    const tom = await organiserAtWork(running, 'finance', { steppedUp: false });
    const secret = secretOf((await tom.get('/organise/second-factor')).text);
    const statuses: number[] = [];
    for (let time = 0; time < 6; time += 1) {
      statuses.push((await tom.post('/organise/second-factor/enrol', { code: '12345' })).status);
    }
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
    const right = await tom.post('/organise/second-factor/enrol', { code: codeAt(secret, Date.now()) });
    expect(right.status).toBe(429);
  });

  it('go on to a page of ours alone after signing in', async () => {
    const anna = await organiserAtWork(running, 'viewer');
    for (const to of ['//evil.example', 'https://evil.example', '/organise/../nl', '/organised', '/nl/2023/my']) {
      const query = new URLSearchParams({ to }).toString();
      expect(await follow(anna, `/nl/2023/organise?${query}`)).toBe('/organise?language=nl&edition=2023');
    }
  });

  it('find in the log who changed what, by words, page by page and as a file', async () => {
    await running.database.rows(
      `INSERT INTO audit_line (edition_id, actor_kind, actor, action, subject_kind, subject_id, before, after, reason)
       SELECT e.id, 'system', 'count ' || n, 'test-line', 'gift', n::text, '{"amount": 1}', '{"amount": 2}',
              CASE WHEN n = 7 THEN '=cmd|100% Zoë' END
         FROM edition e, generate_series(1, 120) n WHERE e.slug = '2023'`,
    );
    const first = await byKey.get('/organise/log?language=en&action=test-line');
    const seen: string[] = [];
    let page = first.text;
    for (;;) {
      seen.push(...[...page.matchAll(/gift (\d+)</g)].map(([, id]) => id ?? ''));
      const next = /href="([^"]*cursor=[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
      if (next === undefined) break;
      page = (await byKey.get(next)).text;
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => String(120 - index)));
    const found = await byKey.get(`/organise/log?language=en&text=${encodeURIComponent('100% zoë')}`);
    expect([...found.text.matchAll(/gift (\d+)</g)].map(([, id]) => id)).toEqual(['7']);
    expect((await byKey.get('/organise/log?language=en&text=%25')).text).not.toContain('gift 8<');
    expect((await byKey.get('/organise/log?language=en&until=2001-01-01')).text).toContain('Nothing found');
    const { text: file } = await byKey.get('/organise/log.csv?language=en&action=test-line');
    expect(file.split('\r\n').filter((line) => line !== '')).toHaveLength(122);
    expect(file).toContain(`"'=cmd|100% Zoë"`);
    expect(file).toContain('End: 120 lines');
    const admin = await organiserAtWork(running, 'finance');
    expect((await admin.get('/organise/log')).status).toBe(403);
  });
});
