import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CheckoutPages, openCheckoutPages } from '../factories/checkout-pages.js';
import { storeCaptain, type StoredEdition, type StoredWalker, storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { Visitor, type VisitorAnswer } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

const MANY = 12;

describe('What is sent twice', () => {
  let services: TestDatabase;
  let pages: CheckoutPages;
  let app: RunningApp;
  let edition: StoredEdition;
  let captain: StoredWalker;

  beforeAll(async () => {
    services = await testDatabase();
    pages = await openCheckoutPages();
    app = await RunningApp.start({ databaseUrl: services.databaseUrl, apiBase: pages.apiBase }, { role: 'web' });
    edition = await storeEdition(app.database);
    captain = await storeCaptain(app.database, edition);
  }, 60_000);

  afterAll(async () => {
    await app.close();
    await pages.close();
    await services.drop();
  });

  /** The key that the form at `path` carries. */
  async function keyOf(path: string): Promise<string> {
    const { text } = await new Visitor(app).get(path);
    return /name="onceKey" value="([^"]+)"/.exec(text)?.[1] ?? '';
  }

  const sendMany = (path: string, fields: Readonly<Record<string, string>>): Promise<VisitorAnswer[]> =>
    Promise.all(Array.from({ length: MANY }, () => new Visitor(app).post(path, fields)));

  const locationsOf = (answers: readonly VisitorAnswer[]): Set<string | undefined> =>
    new Set(answers.map(({ status, location }) => (status === 303 ? location : `answered ${String(status)}`)));

  const counted = async (table: 'donation' | 'registration' | 'walker' | 'team', where: string): Promise<number> =>
    (await app.database.rows(`SELECT 1 FROM ${table} WHERE ${where}`)).length;

  const gift = { choice: '4000', name: 'Lotte', email: 'twice@example.org' };
  const ofLotte = `donor_id = (SELECT id FROM donor WHERE email = 'twice@example.org')`;

  it('is one gift with one payment page; another amount under the same key is another gift', async () => {
    const path = `/nl/2023/walkers/${captain.walkerSlug}/give`;
    const onceKey = await keyOf(`${path}/details?choice=4000`);
    expect(onceKey).toMatch(/^[\w-]{24}$/);
    const opened = pages.opened();
    const first = locationsOf(await sendMany(path, { ...gift, onceKey }));
    expect(first.size).toBe(1);
    expect(pages.opened()).toBe(opened + 1);
    expect(await counted('donation', ofLotte)).toBe(1);

    const second = locationsOf(await sendMany(path, { ...gift, choice: '5000', onceKey }));
    expect([second.size, [...second].some((page) => first.has(page))]).toEqual([1, false]);
    expect(await counted('donation', ofLotte)).toBe(2);
  });

  it('is a new gift once the first one is paid, and always without a key', async () => {
    const path = `/nl/2023/walkers/${captain.walkerSlug}/give`;
    const onceKey = await keyOf(`${path}/details?choice=4000`);
    const again = { ...gift, name: 'Lotte again', onceKey };
    await new Visitor(app).post(path, again);
    const [stored] = await app.database.rows<{ id: string }>(`SELECT id FROM donation WHERE name = 'Lotte again'`);
    const story = new PaymentStory({ donation_id: stored?.id ?? '' }, 4_000);
    await app.process(await app.record([story.intent('succeeded')]));
    await new Visitor(app).post(path, again);
    expect(await counted('donation', `name = 'Lotte again'`)).toBe(2);
    await sendMany(path, { ...gift, name: 'Lotte without' });
    expect(await counted('donation', `name = 'Lotte without'`)).toBe(MANY);
  });

  const walker = {
    participationType: 'central-20',
    team: 'new',
    firstName: 'Yusuf',
    lastName: 'Demir',
    email: 'yusuf@example.org',
    birthDate: '1990-04-01',
    emergencyName: 'Ada',
    emergencyPhone: '+32 470 00 00 00',
    acceptTerms: 'yes',
  };

  it('is one registration with one team, whose fee is paid on one page', async () => {
    const onceKey = await keyOf('/nl/2023/register');
    const fields = { ...walker, teamName: 'Team Dubbel', onceKey };
    const locations = locationsOf(await sendMany('/nl/2023/register', fields));
    expect([...locations]).toEqual([expect.stringContaining('https://checkout.example.org/')]);
    expect(await counted('team', `name = 'Team Dubbel'`)).toBe(1);
    expect(await counted('walker', `first_name = 'Yusuf'`)).toBe(1);
    expect(
      await app.database.rows(`SELECT count(*)::int AS pages FROM registration WHERE checkout_url IS NOT NULL`),
    ).toEqual([{ pages: 1 }]);
  });

  it('is one free place, answered alike through the API, until the hold of a paid one is over', async () => {
    const body = (changes: object): string =>
      JSON.stringify({ ...walker, team: 'alone', acceptTerms: true, email: 'api@example.org', ...changes });
    const post = async (changes: object, key: string): Promise<unknown> => {
      const answer = await app.app.inject({
        method: 'POST',
        url: '/api/v1/editions/2023/registrations',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        payload: body(changes),
      });
      return { status: answer.statusCode, ...(JSON.parse(answer.payload) as object) };
    };
    const free = await Promise.all(
      Array.from({ length: MANY }, () => post({ firstName: 'Free', freePlace: true }, 'key-1')),
    );
    expect(new Set(free.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(free[0]).toMatchObject({ status: 201, checkoutUrl: null });
    expect(await counted('walker', `first_name = 'Free' AND confirmed_at IS NOT NULL`)).toBe(1);

    const paid = await post({ firstName: 'Paid' }, 'key-2');
    expect(await post({ firstName: 'Paid' }, 'key-2')).toEqual(paid);
    await app.database.rows(`UPDATE registration SET hold_expires_at = now() WHERE id IN
      (SELECT registration_id FROM walker WHERE first_name = 'Paid')`);
    expect(await post({ firstName: 'Paid' }, 'key-2')).not.toEqual(paid);
    expect(await counted('walker', `first_name = 'Paid'`)).toBe(2);
  });
});
