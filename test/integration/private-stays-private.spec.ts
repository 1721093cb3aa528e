import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import type { Queryable } from '../../src/platform/database/database.js';
import { storeCaptain, storeDonation, storeEdition, type StoredWalker } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { signIn, signInMail } from '../factories/sign-in.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { webRoutes } from '../factories/web-routes.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

/** Stands in every field that is nobody's business, in words that stand nowhere else. */
const MARK = 'kanariegeel';
const BORN_ON = '2012-07-09';
/** In every way in which a day is written here. */
const BIRTHDAYS = [BORN_ON, '09/07/2012', '9/7/2012', '9 juli 2012', '9 juillet 2012', '9 July 2012'];

let database: TestDatabase;
let running: RunningApp;
let url: string;
let captain: StoredWalker;

beforeAll(async () => {
  database = await testDatabase();
  running = await RunningApp.start(
    { databaseUrl: database.databaseUrl, listen: true },
    { publicUrl: 'http://here.example' },
  );
  url = `http://127.0.0.1:${String((running.app.getHttpServer().address() as AddressInfo).port)}`;
  const edition = await storeEdition(running.database);
  captain = await storeCaptain(running.database, edition, 'Sarah P.');
  const named = await storeDonation(running.database, edition, { to: captain, donorEmail: `gever@${MARK}.example` });
  const unnamed = await storeDonation(running.database, edition, {
    to: captain,
    donorEmail: `anoniem@${MARK}.example`,
  });
  const toAll = await storeDonation(running.database, edition, { donorEmail: `iedereen@${MARK}.example` });
  await markPrivateFields(running.database, [unnamed, toAll]);
  const paid = [named, unnamed, toAll].map((id) => new PaymentStory({ donation_id: id }, 4_000).intent('succeeded'));
  await running.process(await running.record(paid));
}, 60_000);

afterAll(async () => {
  await running.close();
  await database.drop();
});

async function markPrivateFields(into: Queryable, anonymous: readonly string[]): Promise<void> {
  await into.rows(`UPDATE account SET email = $1`, [`wandelaar@${MARK}.example`]);
  await into.rows(`UPDATE donor SET name = $1`, [`Gever ${MARK}`]);
  await into.rows(`UPDATE donation SET token = 'token-' || $1 || left(id::text, 8) || right(id::text, 8)`, [MARK]);
  await into.rows(`UPDATE donation SET anonymous = true, name = $2, company = $2 WHERE id = ANY($1::uuid[])`, [
    anonymous,
    `Anoniem ${MARK}`,
  ]);
  await into.rows(`UPDATE registration SET token = $1`, [`registratie-${MARK}`]);
  await into.rows(`UPDATE walker SET last_name = $1, birth_on = $2`, [`Achternaam-${MARK}`, BORN_ON]);
  await into.rows(`INSERT INTO free_place (walker_id) VALUES ($1)`, [captain.walkerId]);
  await into.rows(
    `INSERT INTO registration_contact (registration_id, emergency_name, emergency_phone, street, postal_code, city, country)
     VALUES ($1, $2, $3, $2, '9999', $2, 'BE')`,
    [captain.registrationId, `Nood ${MARK}`, `+32 ${MARK}`],
  );
  await into.rows(`INSERT INTO guardian_consent (walker_id, token, age_of_consent) VALUES ($1, $2, 16)`, [
    captain.walkerId,
    `toestemming-${MARK}`,
  ]);
  await into.rows(`INSERT INTO newsletter_opt_in (email, language) VALUES ($1, 'nl')`, [`nieuws@${MARK}.example`]);
}

/** What one address answers a stranger, headers included; of a stream its first words. */
async function answerOf(path: string): Promise<{ status: number; said: string }> {
  const stop = new AbortController();
  const response = await fetch(`${url}${path}`, { redirect: 'manual', signal: stop.signal });
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  if (!path.startsWith('/live/')) {
    return {
      status: response.status,
      said: `${headers}\n${Buffer.from(await response.arrayBuffer()).toString('latin1')}`,
    };
  }
  const { value } = (await response.body?.getReader().read()) ?? {};
  stop.abort();
  return { status: response.status, said: `${headers}\n${Buffer.from(value ?? []).toString('utf8')}` };
}

/** Every address that a stranger may ask for, in three languages, with what there is in the place of its parts. */
function addresses(): string[] {
  const parts: Readonly<Record<string, readonly string[]>> = {
    language: ['nl', 'fr', 'en'],
    edition: ['2023'],
    team: [captain.teamSlug],
    walker: [captain.walkerSlug],
    kind: ['teams', 'walkers'],
    form: ['poster', 'cards'],
  };
  const filled = webRoutes()
    .filter((route) => route.startsWith('GET ') && !route.startsWith('GET /dev/'))
    .flatMap((route) => {
      let paths = [route.slice(4)];
      for (const name of new Set([...route.matchAll(/:([a-z]+)/gi)].map(([, part]) => part ?? ''))) {
        const values =
          name === 'slug' ? [captain.walkerSlug, captain.teamSlug] : (parts[name] ?? ['an-unknown-one-of-those']);
        paths = paths.flatMap((path) => values.map((value) => path.replace(`:${name}`, value)));
      }
      return paths;
    });
  return [...filled, '/nl/2023/search?q=sarah', `/nl/2023/search?q=${MARK}x`, '/api/openapi.json'];
}

describe('What people tell us in confidence', () => {
  it('stands in no answer to a stranger: no page, API, stream, picture, file or header', async () => {
    const leaks: string[] = [];
    const statuses = new Map<number, number>();
    for (const path of addresses()) {
      const { status, said } = await answerOf(path);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      for (const secret of [
        `${MARK}.`,
        `${MARK}<`,
        `-${MARK}`,
        `Anoniem ${MARK}`,
        `Gever ${MARK}`,
        `Nood ${MARK}`,
        ...BIRTHDAYS,
      ]) {
        if (said.includes(secret)) leaks.push(`${path}: ${secret}`);
      }
    }
    expect(leaks).toEqual([]);
    // As many answers as make the question worth asking.
    expect(statuses.get(200)).toBeGreaterThan(60);
    expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
  }, 120_000);

  it('is shown to the test itself where it may be, so that the marks are there to be found', async () => {
    const finance = await organiserAtWork(running, 'finance');
    const list = await finance.get('/organise/exports/donations.csv?edition=2023&language=nl');
    expect(list.text).toContain(MARK);
  });

  it('comes in no list or file for somebody without the role for it', async () => {
    const nobody = await organiserAtWork(running, null);
    for (const path of [
      '/organise/exports/donations.csv',
      '/organise/exports/walkers.csv',
      '/organise/lists/donations',
      '/organise/find?q=anoniem',
    ]) {
      const answer = await nobody.get(`${path}${path.includes('?') ? '&' : '?'}edition=2023&language=nl`);
      expect({ path, status: answer.status, leaks: answer.text.includes(MARK) }).toEqual({
        path,
        status: 403,
        leaks: false,
      });
    }
    const machine = await fetch(`${url}/api/v1/organise/editions/2023/donations`, {
      headers: { authorization: 'Bearer x' },
    });
    expect({ status: machine.status, leaks: (await machine.text()).includes(MARK) }).toEqual({
      status: 401,
      leaks: false,
    });
  });
});

describe('Whether an address is known', () => {
  it('is not told by signing in, to walkers or to organisers: same status, headers, page and work', async () => {
    await organiserAtWork(running, 'admin', { email: 'admin@known.example' });
    await running.database.rows(
      `INSERT INTO account (id, email, language) VALUES (gen_random_uuid(), 'walker@known.example', 'nl')`,
    );
    const ask = async (email: string, to: string) => {
      const sent = await running.app.inject({
        method: 'POST',
        url: '/nl/2023/sign-in',
        headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ email, to }).toString(),
      });
      const page = await running.app.inject({
        method: 'GET',
        url: String(sent.headers.location),
        headers: { accept: 'text/html' },
      });
      const [rows] = await running.database.rows<{ links: number; mails: number }>(
        `SELECT (SELECT count(*)::int FROM sign_in_link WHERE email = $1) AS links,
                (SELECT count(*)::int FROM outbox_message o JOIN sign_in_link l ON o.once_key = 'sign-in-link:' || l.id
                  WHERE l.email = $1) AS mails`,
        [email],
      );
      const alike = (text: string): string =>
        text
          .replaceAll(email, 'ADDRESS')
          .replaceAll(encodeURIComponent(email), 'ADDRESS')
          .replace(/browser=[A-Za-z0-9_-]{24}|mailed=[A-Za-z0-9_-]+/g, 'SECRET');
      const headers = Object.entries(page.headers).filter(
        ([name]) => !['date', 'etag', 'content-length', 'x-request-id'].includes(name),
      );
      return {
        status: sent.statusCode,
        sent: alike(JSON.stringify({ ...sent.headers, date: null, 'x-request-id': null })),
        page: alike(page.body),
        headers: JSON.stringify(headers),
        rows,
      };
    };
    for (const to of ['/nl/2023/my', '/nl/2023/organise']) {
      const unknown = await ask('nobody@else.example', to);
      for (const known of ['admin@known.example', 'walker@known.example']) {
        const { rows, ...answer } = await ask(known, to);
        expect({ ...answer, rows: { links: 1, mails: 1 } }).toEqual({ ...unknown, rows: { links: 1, mails: 1 } });
        expect(rows?.links).toBe(unknown.rows?.links);
      }
    }
  });
});

describe('A session', () => {
  it('gets another token with each signing in, and the one before opens nothing any more', async () => {
    const visitor = new Visitor(running);
    await signIn(running, visitor, 'twice@example.org');
    const sessions = () =>
      running.database.rows<{ token: string }>(
        `SELECT encode(s.token_digest, 'hex') AS token FROM account_session s JOIN account a ON a.id = s.account_id
          WHERE a.email = 'twice@example.org'`,
      );
    const [first] = await sessions();
    const copied = new Visitor(running);
    copied.keep('session', visitor.kept('session') ?? '');
    expect((await copied.get('/nl/2023/my/account')).status).toBe(200);
    await visitor.post('/nl/2023/sign-in', { email: 'twice@example.org', to: '/nl/2023/my' });
    const { path } = await signInMail(running, 'twice@example.org', 1);
    expect((await visitor.get(path)).status).toBe(303);
    const after = await sessions();
    expect(after).toHaveLength(1);
    expect(after[0]?.token).not.toBe(first?.token);
    expect((await visitor.get('/nl/2023/my/account')).status).toBe(200);
    expect((await copied.get('/nl/2023/my/account')).location).toContain('/sign-in');
  });
});
