import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StatementLog } from '../support/statement-log.js';
import { type CheckoutPages, openCheckoutPages } from '../factories/checkout-pages.js';
import { type StoredEdition, storeCaptain, storeDonation, storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const KNOWN = 'somebody@example.org';
const STRANGER = 'nobody.1@example.org';
/** What is random or of the moment in any answer. */
const CHANGES = new Set(['date', 'x-request-id', 'set-cookie', 'location', 'content-length', 'etag']);

function cookieOf(cookies: readonly { readonly name: string; readonly value: string }[]): string {
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/**
 * Which edition it is about is known for a moment to every visit that comes after; and what was announced to those who watch
 * is taken out of the outbox once it is, while the answer goes its way.
 */
function isOfTheForm(sql: string): boolean {
  return !sql.includes('"EditionEntity"') && !sql.startsWith('DELETE FROM outbox_message');
}

/** Somebody else than the owner of an address types it: whatever they then see must not tell whether we know it. */
describe('A form that takes a mail address', () => {
  let services: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let pages: CheckoutPages;
  let running: RunningApp;
  let edition: StoredEdition;
  let walker: string;
  const log = new StatementLog();

  beforeAll(async () => {
    [services, redis] = await Promise.all([testDatabase(), testRedis()]);
    pages = await openCheckoutPages();
    running = await RunningApp.start(
      { databaseUrl: services.databaseUrl, redisUrl: redis.redisUrl, apiBase: pages.apiBase },
      { role: 'web' },
    );
    edition = await storeEdition(running.database, { slug: '2023', capacity: 1 });
    await running.database.rows(
      `UPDATE edition SET pledges_per_km = true, walk_on = (now() + interval '3 days')::date, monthly_amounts_minor = '{500}'`,
    );
    walker = `/nl/2023/walkers/${(await storeCaptain(running.database, edition)).walkerSlug}`;
  }, 60_000);

  afterAll(async () => {
    log.end();
    await running.close();
    await pages.close();
    await Promise.all([services.drop(), redis.drop()]);
  });

  const ask = (method: 'GET' | 'POST', url: string, fields: Record<string, string> = {}, cookie = '') =>
    running.app.inject({
      method,
      url,
      headers: {
        accept: 'text/html',
        cookie,
        ...(method === 'GET' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(method === 'GET' ? {} : { payload: new URLSearchParams(fields).toString() }),
    });
  /** What a stranger sees, without what they typed themselves and without what is made anew for each answer. */
  const asShown = ({ statusCode, headers, body }: Awaited<ReturnType<typeof ask>>) => {
    const plain = (text: string): string =>
      text
        .replaceAll(/somebody(?:@|%40|&#64;)|nobody\.1(?:@|%40|&#64;)/g, 'typed@')
        .replaceAll(/cs_[A-Za-z0-9_-]+/g, 'a-page-of-stripe')
        // When the sums were read: visitors within a fifth of a second share a page, and see the same moment.
        .replaceAll(/(name="onceKey" value="|data-as-of=")[^"]*/g, '$1')
        .replaceAll(/\b\d\d:\d\d\b/g, 'a time');
    return {
      statusCode,
      location: plain(String(headers.location)),
      cookies: [headers['set-cookie'] ?? []].flat().map((cookie) => cookie.replace(/=[^;]*/, '=')),
      headers: Object.entries(headers).filter(([name]) => !CHANGES.has(name)),
      body: plain(body).split('<'),
    };
  };
  const seen = async (...asked: Parameters<typeof ask>) => asShown(await ask(...asked));
  const FORMS: Readonly<Record<string, { readonly url: () => string; readonly fields: Record<string, string> }>> = {
    'promises per kilometre': {
      url: () => `${walker}/pledge`,
      fields: { perKm: '0,50', cap: '20', name: 'Marleen Vos', message: '' },
    },
    'asks to wait for a place': {
      url: () => '/nl/2023/waiting-list',
      fields: { participationType: 'central-20', name: 'Marleen Vos', places: '1' },
    },
    'asks for a link to sign in': { url: () => '/nl/2023/sign-in', fields: {} },
    gives: { url: () => `${walker}/give`, fields: { choice: '4000', name: 'Marleen Vos' } },
    'gives each month': { url: () => '/nl/2023/monthly', fields: { choice: '500', name: 'Marleen Vos' } },
    registers: {
      url: () => '/nl/2023/register',
      fields: {
        walkers: '1',
        participationType: 'own-route',
        team: 'alone',
        firstName: 'Marleen',
        lastName: 'Vos',
        birthDate: '1984-05-01',
        acceptTerms: 'yes',
      },
    },
  };

  it.each(Object.keys(FORMS))(
    'that %s answers a stranger the same, whether the address is known or not',
    async (name) => {
      const form = FORMS[name];
      if (form === undefined) throw new Error(name);
      const post = (email: string) => ask('POST', form.url(), { ...form.fields, email });
      const first = await post(KNOWN);
      expect([first.statusCode, first.body]).toEqual([303, '']);
      const answers = [await post(KNOWN), await post(STRANGER)];
      const [known, unknown] = answers.map(asShown);
      expect(known).toEqual(unknown);
      expect(known).toEqual(asShown(first));
      const { location } = first.headers;
      if (!String(location).startsWith('/')) return;
      const [its, others] = await Promise.all(
        answers.map(({ cookies }) => seen('GET', String(location), {}, cookieOf(cookies))),
      );
      expect(its).toEqual(others);
      expect(its?.statusCode).toBe(200);
    },
  );

  it.each(Object.keys(FORMS))(
    'that %s puts what was typed into no header of its answer, so that no history and no log of a proxy keeps it',
    async (name) => {
      const form = FORMS[name];
      const email = `typed.${String(Object.keys(FORMS).indexOf(name))}+walk@example.org`;
      const { statusCode, headers } = await ask('POST', form?.url() ?? '', { ...form?.fields, email });
      expect(statusCode).toBe(303);
      expect(decodeURIComponent(JSON.stringify(headers))).not.toMatch(/typed\.|walk@/);
    },
  );

  it.each(Object.keys(FORMS))(
    'that %s asks Postgres the same, whether the address is known or not, so that no clock tells them apart',
    async (name) => {
      const form = FORMS[name];
      const statements = async (email: string) => {
        const sent = await log.of(async () => {
          const { statusCode } = await ask('POST', form?.url() ?? '', { ...form?.fields, email });
          expect(statusCode).toBe(303);
        });
        return sent.filter(isOfTheForm);
      };
      const first = await statements('once@example.org');
      expect(first.filter((sql) => sql.includes('INSERT'))).not.toEqual([]);
      // Again, and again on the same day, when not even a mail goes out.
      expect(await statements('once@example.org')).toEqual(first);
      expect(await statements('once@example.org')).toEqual(first);
      expect(await statements('never@example.org')).toEqual(first);
    },
  );

  it('asks Postgres the same of an address with an account, a gift and a role, and of one whose mails lie unopened', async () => {
    await organiserAtWork(running, 'admin', { email: 'all@example.org' });
    await storeDonation(running.database, edition, { donorEmail: 'all@example.org' });
    const statementsOf = async (email: string) => {
      const all: string[][] = [];
      for (const { url, fields } of Object.values(FORMS)) {
        all.push((await log.of(() => ask('POST', url(), { ...fields, email }))).filter(isOfTheForm));
      }
      return all;
    };
    const unknown = await statementsOf('nobody.2@example.org');
    expect(await statementsOf('all@example.org')).toEqual(unknown);
    await running.database.rows(
      `INSERT INTO pledge (id, edition_id, walker_id, email, name, anonymous, language, per_km_minor, cap_minor, token,
         state, ended_at, opened_at)
       SELECT gen_random_uuid(), edition_id, walker_id, 'full@example.org', name, anonymous, language, per_km_minor,
              cap_minor, md5(n::text), 'withdrawn', now(), NULL
         FROM pledge, generate_series(1, 20) n WHERE email = 'nobody.2@example.org'`,
    );
    const promised = await running.database.rows(`SELECT 1 FROM pledge`);
    expect(await statementsOf('full@example.org')).toEqual(unknown);
    expect(await running.database.rows(`SELECT 1 FROM pledge`)).toHaveLength(promised.length);
  });

  it('changes nothing that others see before its owner has opened the link, and mails its owner the link again', async () => {
    const shown = async () => [await seen('GET', walker), await seen('GET', '/nl/2023/register')];
    const before = await shown();
    for (const name of ['promises per kilometre', 'asks to wait for a place']) {
      const form = FORMS[name];
      await seen('POST', form?.url() ?? '', { ...form?.fields, email: 'third@example.org' });
      await seen('POST', form?.url() ?? '', { ...form?.fields, email: 'third@example.org' });
    }
    expect(await shown()).toEqual(before);
    const mails = await running.database.rows<{ mail: string }>(
      `SELECT payload ->> 'mail' AS mail FROM outbox_message
        WHERE payload ->> 'pledgeId' IN (SELECT id::text FROM pledge WHERE email = 'third@example.org')
           OR payload ->> 'entryId' IN (SELECT id::text FROM waiting_list_entry WHERE email = 'third@example.org') ORDER BY id`,
    );
    expect(mails.map(({ mail }) => mail)).toEqual([
      'pledge-made',
      'pledge-made',
      'waiting-list-joined',
      'waiting-list-joined',
    ]);
  });
});
