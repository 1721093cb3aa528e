import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReadEditions } from '../../src/editions/index.js';
import { storeEdition } from '../factories/edition.js';
import { type CheckoutPages, openCheckoutPages } from '../factories/checkout-pages.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

const SLOT = '2023-10-08T06:30:00.000Z';

/** What a family of four fills in; the walk is on 8 October 2023, and who is younger than 16 then needs a guardian. */
const FAMILY = {
  walkers: '4',
  participationType: 'central-20',
  team: 'new',
  teamName: 'De Wandelaars',
  firstName: 'Hodan',
  lastName: 'Yusuf',
  email: 'hodan@example.org',
  birthDate: '1984-05-01',
  tshirtSize: 'M',
  startSlot: SLOT,
  'walker2-participationType': 'central-20',
  'walker2-firstName': 'Bashir',
  'walker2-lastName': 'Yusuf',
  'walker2-birthDate': '1982-01-31',
  'walker2-tshirtSize': 'L',
  'walker2-startSlot': SLOT,
  'walker3-participationType': 'own-route',
  'walker3-firstName': 'Amina',
  'walker3-lastName': 'Yusuf',
  'walker3-birthDate': '2012-02-29',
  'walker3-tshirtSize': 'S',
  'walker3-distanceKm': '8',
  'walker4-participationType': 'own-route',
  'walker4-firstName': 'Said',
  'walker4-lastName': 'Yusuf',
  'walker4-birthDate': '2015-12-24',
  'walker4-tshirtSize': 'S',
  guardianIsMe: 'yes',
  guardianName: 'Hodan Yusuf',
  emergencyName: 'Lotte Maes',
  emergencyPhone: '+32 470 12 34 56',
  street: 'Kerkstraat 1',
  postalCode: '2060',
  city: 'Antwerpen',
  acceptTerms: 'yes',
};

describe('The form to take part', () => {
  let services: TestDatabase;
  let pages: CheckoutPages;
  let running: RunningApp;
  let visitor: Visitor;

  beforeAll(async () => {
    services = await testDatabase();
    pages = await openCheckoutPages();
    running = await RunningApp.start({ databaseUrl: services.databaseUrl, apiBase: pages.apiBase }, { role: 'web' });
    await storeEdition(running.database);
    await running.database.rows(`UPDATE edition SET tshirt_sizes = '{S,M,L}', asks_emergency_contact = true`);
    await running.database.rows(
      `UPDATE participation_type SET start_slots = ARRAY[$1::timestamptz] WHERE code = 'central-20'`,
      [SLOT],
    );
    await running.database.rows(`UPDATE participation_type SET starter_pack = true WHERE code = 'own-route'`);
    visitor = new Visitor(running);
  }, 30_000);

  afterAll(async () => {
    await running.close();
    await pages.close();
    await services.drop();
  });

  const register = (changes: Readonly<Record<string, string>> = {}) =>
    visitor.post('/nl/2023/register', { ...FAMILY, ...changes });

  it('is sent compressed to browsers that take it so, and as it is to others', async () => {
    const ask = (encoding: string) =>
      running.app.inject({ url: '/nl/2023/register', headers: { 'accept-encoding': encoding } });
    const plain = await ask('gzip;q=0, identity');
    expect(plain.headers['content-encoding']).toBeUndefined();
    const small = await ask('gzip, deflate');
    expect(small.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    // Each showing has a key of its own, by which what is sent twice is taken once.
    const withoutKey = (html: string): string => html.replace(/(?<=name="onceKey" value=")[^"]+/, '');
    expect(withoutKey(gunzipSync(small.rawPayload).toString('utf8'))).toBe(withoutKey(plain.body));
    expect(small.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
  });

  it('adds a walker by a button, with all that was typed and the family name already there', async () => {
    const { walkers: _, ...typed } = FAMILY;
    const { status, text } = await visitor.post('/nl/2023/register', {
      ...typed,
      walkers: '1',
      birthDate: '2015-12-24',
      guardianIsMe: '',
      guardianName: '',
      addWalker: 'yes',
    });
    expect(status).toBe(200);
    expect(text).toContain('value="De Wandelaars"');
    expect(text).toMatch(/name="walker2-lastName"[^>]*value="Yusuf"|value="Yusuf"[^>]*name="walker2-lastName"/);
    expect(text).toContain('name="walkers" value="2"');
    // A child is on the form: the question for a guardian is open, without any script.
    expect(text).toMatch(/<details open[^>]*data-guardian/);
    expect(text).not.toContain('class="fault"');
  });

  it('takes a walker away, and those behind move up', async () => {
    const { text } = await register({ removeWalker: '2' });
    expect(text).toContain('name="walkers" value="3"');
    expect(text).not.toContain('Bashir');
    expect(text).toMatch(/id="walker2-firstName"[^>]*value="Amina"|value="Amina"[^>]*id="walker2-firstName"/);
    expect(text).toMatch(/id="walker3-firstName"[^>]*value="Said"|value="Said"[^>]*id="walker3-firstName"/);
    expect(text).not.toContain('walker4-firstName');
  });

  it('has bounds: no ninth walker, and a made-up number of walkers is one or eight', async () => {
    const full = await register({ walkers: '8', addWalker: 'yes' });
    expect(full.text).toContain('name="walkers" value="8"');
    expect(full.text).not.toContain('name="addWalker"');
    for (const [walkers, shown] of [
      ['1000000', '8'],
      ['-1', '1'],
      ['x', '1'],
      ['1.5', '1'],
    ] as const) {
      const { text } = await register({ walkers, removeWalker: '99' });
      expect(text).toContain(`name="walkers" value="${shown}"`);
    }
  });

  it('names what is wrong with each walker beside their own field, whose it is in the summary', async () => {
    const { status, text } = await register({
      'walker2-lastName': '',
      'walker3-birthDate': '2031-01-01',
      'walker4-tshirtSize': 'XXL',
      emergencyPhone: 'call me',
    });
    expect(status).toBe(422);
    expect(text).toContain('href="#walker2-lastName"');
    expect(text).toContain('Wandelaar 2: Vul je achternaam in');
    expect(text).toContain('id="emergencyPhone-fault"');
    const rules = await register({ 'walker3-birthDate': '2031-01-01', 'walker4-tshirtSize': 'XXL', street: '' });
    expect(rules.status).toBe(422);
    for (const field of ['street']) expect(rules.text).toContain(`id="${field}-fault"`);
    const walkers = await register({ 'walker3-birthDate': '2031-01-01', 'walker4-tshirtSize': 'XXL' });
    for (const field of ['walker3-birthDate', 'walker4-tshirtSize']) {
      expect(walkers.text).toContain(`id="${field}-fault"`);
    }
    expect(await running.database.rows(`SELECT 1 FROM registration`)).toEqual([]);
  });

  it('takes no guardian with the e-mail of whoever registers, unless they say that they are the guardian', async () => {
    const { status, text } = await register({ guardianIsMe: '', guardianEmail: 'HODAN@example.org' });
    expect(status).toBe(422);
    expect(text).toContain('id="guardianEmail-fault"');
    expect(text).toContain('Dit is je eigen e-mailadres');
  });

  it('registers a family of four at once: one fee, one team, their wishes, and the consent of the parent', async () => {
    const opened = pages.opened();
    const { status, location } = await register();
    expect([status, location]).toEqual([303, expect.stringContaining('https://checkout.example.org/')]);
    expect(pages.opened()).toBe(opened + 1);
    const [registration] = await running.database.rows<{ id: string; amount_minor: string; token: string }>(
      `SELECT id, amount_minor, token FROM registration WHERE state = 'held'`,
    );
    expect(registration?.amount_minor).toBe('3000');
    const walkers = await running.database.rows(
      `SELECT first_name, public_name, tshirt_size, start_slot IS NOT NULL AS slot, distance_km, guardian_name
         FROM walker WHERE registration_id = $1 ORDER BY id`,
      [registration?.id ?? ''],
    );
    expect(walkers).toEqual([
      {
        first_name: 'Hodan',
        public_name: 'Hodan Yusuf',
        tshirt_size: 'M',
        slot: true,
        distance_km: 20,
        guardian_name: null,
      },
      {
        first_name: 'Bashir',
        public_name: 'Bashir Yusuf',
        tshirt_size: 'L',
        slot: true,
        distance_km: 20,
        guardian_name: null,
      },
      {
        first_name: 'Amina',
        public_name: 'Amina',
        tshirt_size: 'S',
        slot: false,
        distance_km: 8,
        guardian_name: 'Hodan Yusuf',
      },
      {
        first_name: 'Said',
        public_name: 'Said',
        tshirt_size: 'S',
        slot: false,
        distance_km: null,
        guardian_name: 'Hodan Yusuf',
      },
    ]);
    const fee = new PaymentStory({ registration_id: registration?.id ?? '' }, 3_000);
    await running.process(await running.record([fee.intent('succeeded', 60)]));
    expect(await running.database.rows(`SELECT walkers, teams FROM headcount WHERE scope = 'edition'`)).toEqual([
      { walkers: 4, teams: 1 },
    ]);
    expect(
      await running.database.rows(
        `SELECT g.decision, a.name, a.given_on, a.language, g.age_of_consent FROM guardian_consent g
           JOIN guardian_consent_answer a ON a.walker_id = g.walker_id`,
      ),
    ).toEqual(
      Array.from({ length: 2 }, () => ({
        decision: 'given',
        name: 'Hodan Yusuf',
        given_on: 'registration-form',
        language: 'nl',
        age_of_consent: 16,
      })),
    );
    // The parent has consented: nobody is asked again.
    expect(
      await running.database.rows(`SELECT 1 FROM outbox_message WHERE payload->>'mail' = 'guardian-consent'`),
    ).toEqual([]);
    expect(
      await running.database.rows(
        `SELECT emergency_name, emergency_phone, street, postal_code, city, country FROM registration_contact`,
      ),
    ).toEqual([
      {
        emergency_name: 'Lotte Maes',
        emergency_phone: '+32 470 12 34 56',
        street: 'Kerkstraat 1',
        postal_code: '2060',
        city: 'Antwerpen',
        country: 'BE',
      },
    ]);
    expect(await running.proveLedger()).toMatchObject({ ok: true });
    const page = await visitor.get(`/nl/2023/registered/${registration?.token ?? ''}`);
    expect(page.text).toContain('Hodan, Bashir, Amina en Said');
    expect(page.text).toContain('href="/nl/2023/sign-in"');
    expect((await visitor.get('/nl/2023/sign-in')).text).toContain('value="hodan@example.org"');
    for (const secret of ['Kerkstraat', 'Lotte', '470']) expect(page.text).not.toContain(secret);
  });

  it('takes a family whole or not at all, whichever of its types is full', async () => {
    await running.database.rows(`UPDATE participation_type SET capacity = 3 WHERE code = 'own-route'`);
    const before = await running.database.rows(`SELECT 1 FROM walker`);
    const { status, text } = await register({ teamName: 'Nog een team' });
    expect(status).toBe(409);
    expect(text).toContain('id="walker3-participationType-fault"');
    expect(text).not.toContain('id="participationType-fault"');
    expect(await running.database.rows(`SELECT 1 FROM walker`)).toHaveLength(before.length);
    await running.database.rows(`UPDATE participation_type SET capacity = NULL WHERE code = 'own-route'`);
    // Rules are remembered for a moment: on a slow machine the next test would still read the old ones.
    running.app.get(ReadEditions, { strict: false }).forget();
  });

  it('takes a team whole or not at all, where the edition bounds its size', async () => {
    await storeEdition(running.database, { slug: '2024' });
    await running.database.rows(`UPDATE edition SET team_size_limit = 3 WHERE slug = '2024'`);
    const { status, text } = await visitor.post('/nl/2024/register', FAMILY);
    expect(status).toBe(409);
    expect(text).toContain('Dit team is volzet');
    const three = await visitor.post('/nl/2024/register', { ...FAMILY, walkers: '3' });
    expect(three.status).toBe(303);
  });

  it('says how many places are left to its own script, and nothing of what has no limit', async () => {
    const answer = await visitor.get('/fr/2023/register/places');
    const places = JSON.parse(answer.text) as Record<string, number>;
    expect(places['central-20']).toBe(1998);
    expect(places['own-route']).toBeUndefined();
  });

  it('takes names that break forms: 100 characters, emoji, from right to left, apostrophes', async () => {
    const names = [`${'Aa'.repeat(49)}Zz`, '👩‍👩‍👧 Noor', 'عبد الرحمن', "D'Hondt-O’Neil"];
    const { status } = await register({
      teamName: 'Harde namen',
      ...Object.fromEntries(
        names.map((name, index) => [index === 0 ? 'firstName' : `walker${String(index + 1)}-firstName`, name]),
      ),
    });
    expect(status).toBe(303);
    const rows = await running.database.rows<{ first_name: string }>(
      `SELECT first_name FROM walker w JOIN team t ON t.id = w.team_id WHERE t.name = 'Harde namen' ORDER BY w.id`,
    );
    expect(rows.map((row) => row.first_name)).toEqual(names);
    const long = await register({ firstName: 'x'.repeat(200) });
    expect(long.status).toBe(422);
    expect(long.text).toContain(`value="${'x'.repeat(200)}"`);
    expect(long.text).toContain('hoogstens 100 tekens');
  });
});
