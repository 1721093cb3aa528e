import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CheckoutPages, openCheckoutPages } from '../factories/checkout-pages.js';
import { storeCaptain, storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

const KNOWN = 'somebody@example.org';
const STRANGER = 'nobody.1@example.org';
/** What is random or of the moment in any answer. */
const CHANGES = new Set(['date', 'x-request-id', 'set-cookie', 'location', 'content-length', 'etag']);

/** Somebody else than the owner of an address types it: whatever they then see must not tell whether we know it. */
describe('A form that takes a mail address', () => {
  let services: TestDatabase;
  let pages: CheckoutPages;
  let running: RunningApp;
  let walker: string;

  beforeAll(async () => {
    services = await testDatabase();
    pages = await openCheckoutPages();
    running = await RunningApp.start({ databaseUrl: services.databaseUrl, apiBase: pages.apiBase }, { role: 'web' });
    const edition = await storeEdition(running.database, { slug: '2023', capacity: 1 });
    await running.database.rows(
      `UPDATE edition SET pledges_per_km = true, walk_on = (now() + interval '3 days')::date, monthly_amounts_minor = '{500}'`,
    );
    walker = `/nl/2023/walkers/${(await storeCaptain(running.database, edition)).walkerSlug}`;
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await pages.close();
    await services.drop();
  });

  /** What a stranger sees, without what they typed themselves and without what is made anew for each answer. */
  const seen = async (method: 'GET' | 'POST', url: string, fields: Record<string, string> = {}) => {
    const { statusCode, headers, body } = await running.app.inject({
      method,
      url,
      headers: {
        accept: 'text/html',
        ...(method === 'GET' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(method === 'GET' ? {} : { payload: new URLSearchParams(fields).toString() }),
    });
    const plain = (text: string): string =>
      text
        .replaceAll(/somebody(?:@|%40|&#64;)|nobody\.1(?:@|%40|&#64;)/g, 'typed@')
        .replaceAll(/cs_[A-Za-z0-9_-]+/g, 'a-page-of-stripe')
        .replaceAll(/(name="onceKey" value=")[^"]*/g, '$1');
    return {
      statusCode,
      location: plain(String(headers.location)),
      cookies: [headers['set-cookie'] ?? []].flat().map((cookie) => cookie.replace(/=[^;]*/, '=')),
      headers: Object.entries(headers).filter(([name]) => !CHANGES.has(name)),
      body: plain(body).split('<'),
    };
  };
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
      const post = (email: string) => seen('POST', form.url(), { ...form.fields, email });
      const first = await post(KNOWN);
      expect([first.statusCode, first.body]).toEqual([303, ['']]);
      const [known, unknown] = [await post(KNOWN), await post(STRANGER)];
      expect(known).toEqual(unknown);
      expect(known).toEqual(first);
      if (first.location.startsWith('/')) {
        const [its, others] = [KNOWN, STRANGER].map((email) => first.location.replace('typed%40example.org', email));
        expect(await seen('GET', its ?? '')).toEqual(await seen('GET', others ?? ''));
      }
    },
  );

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
