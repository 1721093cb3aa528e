import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { minor } from '../../src/domain/money.js';
import { CloneEdition } from '../../src/edition-rules/index.js';
import { ReadEditions } from '../../src/editions/index.js';
import { SplitGift } from '../../src/gift-desk/index.js';
import { PayPledge, SettlePledges } from '../../src/pledges/index.js';
import { WalkedKilometres } from '../../src/walkers/index.js';
import { ConfirmKilometres } from '../../src/kilometres/index.js';
import { type CheckoutPages, openCheckoutPages } from '../factories/checkout-pages.js';
import { type StoredEdition, storeCaptain, type StoredWalker, storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const SYSTEM = { kind: 'system', name: 'test' } as const;
const WANTED = { certificateWanted: 'yes' } as const;

interface Wish {
  readonly id: string;
  readonly token: string;
  readonly wanted: boolean;
}

describe('A tax certificate', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let checkout: CheckoutPages;
  let running: RunningApp;
  let edition: StoredEdition;
  let captain: StoredWalker;
  let editor: Visitor;
  let finance: Visitor;
  let donor: Visitor;

  beforeAll(async () => {
    [database, redis, checkout] = await Promise.all([testDatabase(), testRedis(), openCheckoutPages()]);
    running = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl, apiBase: checkout.apiBase },
      { role: 'web' },
    );
    edition = await storeEdition(running.database);
    await storeEdition(running.database, { slug: '2022' });
    await running.database.rows(
      `UPDATE edition SET tax_certificates = true, tax_certificate_least_minor = 4500, monthly_amounts_minor = '{1000}',
         pledges_per_km = true, walk_on = (now() + interval '3 days')::date WHERE id = $1`,
      [edition.id],
    );
    captain = await storeCaptain(running.database, edition);
    editor = await organiserAtWork(running, 'editor', { editionId: edition.id, email: 'editor@example.org' });
    finance = await organiserAtWork(running, 'finance', { editionId: edition.id, email: 'finance@example.org' });
    donor = new Visitor(running);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await checkout.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  const page = (): string => `/en/2023/walkers/${captain.walkerSlug}`;

  async function latest(): Promise<Wish> {
    const [gift] = await running.database.rows<Wish>(
      `SELECT id, token, certificate_wanted AS wanted FROM donation ORDER BY id DESC LIMIT 1`,
    );
    if (gift === undefined) throw new Error('No gift was stored');
    return gift;
  }

  async function given(fields: Readonly<Record<string, string>>, path = page()): Promise<Wish> {
    const answer = await donor.post(`${path}/give`, {
      choice: '4000',
      name: 'Lotte',
      email: 'lotte@example.org',
      ...fields,
    });
    expect(answer.status).toBe(303);
    return latest();
  }

  async function paid(fields: Readonly<Record<string, string>>): Promise<Wish> {
    const gift = await given(fields);
    const story = new PaymentStory({ donation_id: gift.id }, 4_000);
    await running.process(await running.record([story.intent('succeeded')]));
    return gift;
  }

  /** The wishes of a gift and of its parts. */
  const wishesOf = async (id: string): Promise<boolean[]> => {
    const rows = await running.database.rows<{ wanted: boolean }>(
      `SELECT certificate_wanted AS wanted FROM donation WHERE (id = $1 OR split_of = $1) AND NOT unsplit ORDER BY id`,
      [id],
    );
    return rows.map(({ wanted }) => wanted);
  };

  const act = async (who: Visitor, path: string, fields: Readonly<Record<string, string>>) =>
    (await who.post(`/organise/${path}?language=en`, { edition: '2023', reason: 'As they asked', ...fields })).status;

  const csvOf = async (list: string, query: string): Promise<string[]> =>
    (await editor.bytes(`/organise/exports/${list}.csv?language=en&${query}`)).body.toString().trim().split('\n');

  it.each([
    ['nl', 'fiscaal attest', '€ 45'],
    ['fr', 'attestation fiscale', '45 €'],
    ['en', 'tax certificate', '€45'],
  ])('is asked in plain words where the edition gives them, and nowhere else: %s', async (language, words, least) => {
    const spaced = (text: string): string => text.replaceAll(/[\u00A0\u202F]/g, ' ');
    const offered = spaced((await donor.get(`/${language}/2023/give/details?choice=4000`)).text);
    expect(offered).toContain('name="certificateWanted"');
    expect(offered).toContain(words);
    expect(offered).toContain(least);
    expect((await donor.get(`/${language}/2023/monthly`)).text).toContain('name="certificateWanted"');
    expect((await donor.get(`/${language}/2023/walkers/${captain.walkerSlug}/pledge`)).text).toContain(
      'name="certificateWanted"',
    );
    expect((await donor.get(`/${language}/2022/give/details?choice=4000`)).text).not.toContain('certificateWanted');
  });

  it('is wished for by form and by API, and not kept where the edition gives none', async () => {
    expect((await given(WANTED)).wanted).toBe(true);
    expect((await given({ email: 'other@example.org' })).wanted).toBe(false);
    expect((await given({ ...WANTED, email: 'third@example.org' }, '/en/2022')).wanted).toBe(false);
    const { statusCode } = await running.app.inject({
      method: 'POST',
      url: '/api/v1/editions/2023/donations',
      payload: {
        target: { kind: 'edition' },
        amountMinor: 2_500,
        name: 'Api',
        email: 'api@example.org',
        certificateWanted: true,
      },
    });
    expect([statusCode, (await latest()).wanted]).toEqual([201, true]);
  });

  it('stays with the gift through a split, its undoing and a move', async () => {
    const { id } = await paid({ ...WANTED, email: 'split@example.org' });
    const splitGift = running.app.get(SplitGift, { strict: false });
    const rules = await running.app.get(ReadEditions, { strict: false }).bySlug('2023');
    await splitGift.execute(rules, {
      donationId: id,
      shares: [
        { to: { kind: 'walker', slug: captain.walkerSlug }, amountMinor: minor(1_000) },
        { to: { kind: 'edition' }, amountMinor: minor(3_000) },
      ],
      reason: 'As they asked',
      tellDonor: false,
      actor: SYSTEM,
    });
    expect(await wishesOf(id)).toEqual([true, true]);
    expect(await act(editor, `gifts/${id}/certificate`, { wanted: 'no' })).toBe(303);
    expect(await wishesOf(id)).toEqual([false, false]);
    const [part] = await running.database.rows<{ id: string }>(`SELECT id FROM donation WHERE split_of = $1`, [id]);
    expect(await act(editor, `gifts/${part?.id ?? ''}/certificate`, { wanted: 'yes' })).toBe(303);
    expect(await wishesOf(id)).toEqual([true, true]);
    const [split] = await running.database.rows<{ id: string }>(`SELECT id FROM gift_act WHERE donation_id = $1`, [id]);
    expect(await act(editor, `gifts/${id}/acts/${split?.id ?? ''}/undo`, {})).toBe(303);
    expect(await wishesOf(id)).toEqual([true]);
    expect(await act(editor, `gifts/${id}/move`, { to: 'edition' })).toBe(303);
    expect(await wishesOf(id)).toEqual([true]);
    const lines = await running.database.rows<{ before: object; after: object; actor: string }>(
      `SELECT before, after, actor FROM audit_line WHERE action = 'change-certificate-wish' AND subject_id = $1 ORDER BY id`,
      [id],
    );
    expect(lines).toEqual([
      { before: { certificateWanted: true }, after: { certificateWanted: false }, actor: 'editor@example.org' },
      { before: { certificateWanted: false }, after: { certificateWanted: true }, actor: 'editor@example.org' },
    ]);
    expect((await editor.get(`/organise/gifts/${id}?edition=2023&language=en`)).text).toContain(
      'The donor wants a tax certificate.',
    );
  });

  it('is shown on the donor’s own page and put right there, with what stood there before', async () => {
    const { id, token } = await paid({ email: 'own@example.org' });
    const address = `/en/2023/gifts/${token}`;
    const before = await donor.get(address);
    expect(before.text).not.toContain('You asked for a tax certificate');
    await donor.post(`${address}/correct`, { name: 'Lotte', message: '', ...WANTED });
    expect(await wishesOf(id)).toEqual([true]);
    expect((await donor.get(address)).text).toContain('You asked for a tax certificate');
    const corrections = await running.database.rows<{ before: object; after: object }>(
      `SELECT before, after FROM donation_correction WHERE donation_id = $1`,
      [id],
    );
    expect(corrections).toMatchObject([{ before: { certificateWanted: false }, after: { certificateWanted: true } }]);
    await donor.post(`${address}/correct`, { name: 'Lotte', message: '' });
    expect(await wishesOf(id)).toEqual([false]);
  });

  it('is a filter and a column of the lists and of every file: of donors by their gifts that count', async () => {
    await paid({ ...WANTED, email: 'listed@example.org', name: 'Listed' });
    await paid({ email: 'unlisted@example.org', name: 'Unlisted' });
    await given({ ...WANTED, email: 'unpaid@example.org', name: 'Unpaid' });
    const gifts = await csvOf('donations', 'certificateWanted=yes&column=donor&column=certificateWanted');
    expect(gifts[0]).toBe('Donor,Tax certificate wanted');
    expect(gifts).toContain('Listed,yes');
    expect(gifts).toContain('Unpaid,yes');
    expect(gifts.join()).not.toContain('Unlisted');
    const donors = await csvOf('donors', 'certificateWanted=yes&column=email&column=certificateWanted');
    expect(donors).toContain('listed@example.org,yes');
    expect(donors.join()).not.toContain('unlisted@');
    expect(donors.join()).not.toContain('unpaid@');
    expect(await csvOf('donors', 'certificateWanted=no&column=email&column=certificateWanted')).toContain(
      'unlisted@example.org,no',
    );
  });

  it('is handed on by a promise per kilometre to the gift that it becomes, and kept with a monthly gift', async () => {
    const terms = { perKm: '1', cap: '20', name: 'Marleen', message: '', email: 'marleen@example.org' };
    await donor.post(`${page()}/pledge`, { ...terms, ...WANTED });
    const [promised] = await running.database.rows<{ token: string }>(`SELECT token FROM pledge`);
    const token = promised?.token ?? '';
    expect((await donor.get(`/en/2023/pledges/${token}/change`)).text).toMatch(/name="certificateWanted"[^>]*checked/);
    await running.database.rows(`UPDATE edition SET walk_on = (now() - interval '1 day')::date WHERE id = $1`, [
      edition.id,
    ]);
    const editions = running.app.get(ReadEditions, { strict: false });
    editions.forget();
    const rules = await editions.bySlug('2023');
    await running.app.get(WalkedKilometres, { strict: false }).log(captain.walkerId as never, 20_000);
    await new ConfirmKilometres(running.database).all(rules, SYSTEM, new Date());
    await running.app.get(SettlePledges, { strict: false }).execute(rules.id);
    await running.app.get(PayPledge, { strict: false }).execute(rules, token, new Date());
    expect((await latest()).wanted).toBe(true);

    const monthly = await donor.post('/en/2023/monthly', {
      choice: '1000',
      name: 'Marleen',
      email: 'marleen@example.org',
      ...WANTED,
    });
    expect(monthly.status).toBe(303);
    expect(await csvOf('monthly-gifts', 'certificateWanted=yes&column=email&column=certificateWanted')).toContain(
      'marleen@example.org,yes',
    );
    const [gift] = await running.database.rows<{ token: string }>(`SELECT token FROM monthly_gift`);
    expect((await donor.get(`/en/2023/monthly/${gift?.token ?? ''}`)).text).toContain(
      'You asked for a tax certificate',
    );
  });

  it('is kept of a transfer, and never of cash, which no collection is certified for', async () => {
    const entry = {
      method: 'bank-transfer',
      offlineAmount: '60',
      name: 'Gerda',
      email: 'gerda@example.org',
      language: 'nl',
      receivedOn: '2023-10-08',
      ...WANTED,
    };
    const cash = await editor.post('/organise/offline-gifts/new?language=en', {
      ...entry,
      edition: '2023',
      entry: uuidv7(),
      method: 'cash',
      'pieces-2000': '3',
      counterOne: 'Fatima',
      counterTwo: 'Jan',
    });
    expect(cash.status).toBe(422);
    expect(cash.text).toContain('Cash never stands on a tax certificate');
    const id = uuidv7();
    expect(await act(editor, 'offline-gifts/new', { ...entry, entry: id })).toBe(303);
    expect(await act(finance, `offline-gifts/${id}/verify`, {})).toBe(303);
    const transfer = await latest();
    expect(transfer.wanted).toBe(true);
    await running.database.rows(
      `UPDATE donation SET certificate_wanted = false, offline_method = 'cash' WHERE id = $1`,
      [transfer.id],
    );
    expect(await act(editor, `gifts/${transfer.id}/certificate`, { wanted: 'yes' })).toBe(409);
    expect((await donor.get(`/en/2023/gifts/${transfer.token}`)).text).not.toContain('certificateWanted');
    await donor.post(`/en/2023/gifts/${transfer.token}/correct`, { name: 'Gerda', message: 'Hi', ...WANTED });
    expect(await wishesOf(transfer.id)).toEqual([false]);
  });

  it('is a rule that the next edition takes over', async () => {
    await running.app.get(CloneEdition, { strict: false }).execute({
      fromEditionId: edition.id as never,
      slug: '2024',
      title: { nl: '2024', fr: '2024', en: '2024' },
      walkOn: '2024-10-06',
      actor: SYSTEM,
      admins: null,
    });
    const { taxCertificates, taxCertificateLeastMinor } = await running.app
      .get(ReadEditions, { strict: false })
      .draftBySlug('2024');
    expect({ taxCertificates, taxCertificateLeastMinor }).toEqual({
      taxCertificates: true,
      taxCertificateLeastMinor: 4_500,
    });
  });
});
