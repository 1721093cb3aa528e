import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccountId } from '../../src/domain/ids.js';
import { HideGiftMessage } from '../../src/donations/index.js';
import { type CheckoutPages, openCheckoutPages } from '../factories/checkout-pages.js';
import { storeCaptain, type StoredEdition, type StoredWalker, storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { Visitor, type VisitorAnswer } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const KEY = 'the-organiser-key-of-this-test';
const ABUSE = 'Wat een klootzak is dat';

interface StoredGift {
  readonly id: string;
  readonly token: string;
  readonly amount_minor: string;
  readonly covered_fee_minor: string;
  readonly company_number: string | null;
  readonly hidden_reason: string | null;
}

describe('Giving', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let checkout: CheckoutPages;
  let running: RunningApp;
  let edition: StoredEdition;
  let captain: StoredWalker;
  let other: StoredWalker;
  let donor: Visitor;
  let hide: HideGiftMessage;

  beforeAll(async () => {
    [database, redis, checkout] = await Promise.all([testDatabase(), testRedis(), openCheckoutPages()]);
    // Without a worker of its own: the test says when events are processed.
    running = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl, apiBase: checkout.apiBase },
      { role: 'web', organiserKey: KEY },
    );
    edition = await storeEdition(running.database);
    await running.database.rows(`UPDATE edition SET fee_cover_basis_points = 150, fee_cover_fixed_minor = 25`);
    captain = await storeCaptain(running.database, edition);
    other = await storeCaptain(running.database, edition, 'Sara Peeters');
    donor = new Visitor(running);
    hide = running.app.get(HideGiftMessage, { strict: false });
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await checkout.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  const page = (): string => `/nl/2023/walkers/${captain.walkerSlug}`;
  const FIELDS = { choice: '4000', name: 'Lotte', email: 'lotte@example.org' };

  const post = (fields: Readonly<Record<string, string>>): Promise<VisitorAnswer> =>
    donor.post(`${page()}/give`, { ...FIELDS, ...fields });

  async function given(fields: Readonly<Record<string, string>> = {}): Promise<StoredGift> {
    const { status, text } = await post(fields);
    expect([status, text]).toEqual([303, expect.any(String)]);
    return latest();
  }

  async function latest(): Promise<StoredGift> {
    const [row] = await running.database.rows<StoredGift>(`SELECT * FROM donation ORDER BY id DESC LIMIT 1`);
    if (row === undefined) throw new Error('No gift was stored');
    return row;
  }

  async function paid(fields: Readonly<Record<string, string>> = {}): Promise<StoredGift> {
    const gift = await given(fields);
    const story = new PaymentStory({ donation_id: gift.id }, Number(gift.amount_minor));
    await running.process(await running.record([story.intent('succeeded')]));
    return gift;
  }

  interface ApiWalker {
    readonly raisedMinor: number;
    readonly gifts: number;
    readonly latestGifts: readonly { name: string | null; message: string | null; hidden: boolean }[];
  }
  const api = async (): Promise<ApiWalker> =>
    JSON.parse((await donor.get(`/api/v1/editions/2023/walkers/${captain.walkerSlug}`)).text) as ApiWalker;

  describe('in two screens', () => {
    it('carries the amount from the first to the second, suggested or typed', async () => {
      const { text } = await donor.get(`${page()}/give?amount=1250`);
      expect(text).toContain('Stap 1 van 2');
      expect(text).toContain('value="12,50"');
      expect(text).toContain(`action="${page()}/give/details" method="get"`);
      const second = await donor.get(`${page()}/give/details?choice=other&amount=12%2C50`);
      expect(second.status).toBe(200);
      expect(second.text).toContain('Stap 2 van 2');
      expect(second.text).toContain('name="choice" value="1250"');
      expect(second.text).toContain(`href="${page()}/give?amount=1250"`);
    });

    it('stays at the first while there is no amount, and says why', async () => {
      const { status, text } = await donor.get(`${page()}/give/details?choice=other&amount=veel`);
      expect(status).toBe(422);
      expect(text).toContain('Stap 1 van 2');
      expect(text).toContain('value="veel"');
      expect(text).toContain('Dit lijkt geen bedrag');
    });

    it('asks at the first for an amount of one’s own that the card of a page cannot take', async () => {
      const { status, location } = await donor.get(`${page()}/give/details?choice=other`);
      expect([status, location]).toEqual([303, `${page()}/give?choice=other`]);
    });

    it('refuses a name of 200 characters kindly and keeps it, with all else that was typed', async () => {
      const name = 'Zoë 👩‍👩‍👧 O’Hara '.repeat(20).slice(0, 200);
      const { status, text } = await post({ name, message: 'שלום "and" <b>', company: 'De Molen' });
      expect(status).toBe(422);
      expect(text).toContain('Dit is te lang: hoogstens 100 tekens');
      expect(text).toContain(`value="${name.replaceAll('"', '&quot;')}"`);
      expect(text).toContain('שלום &quot;and&quot; &lt;b></textarea>');
      expect(text).toContain('value="De Molen"');
      expect(text).toContain('name="choice" value="4000"');
    });
  });

  describe('with the costs of the payment', () => {
    it('charges them on top only when the donor ticked it, as one gift', async () => {
      expect(await given()).toMatchObject({ amount_minor: '4000', covered_fee_minor: '0' });
      const covered = await paid({ coverFee: 'yes' });
      expect(covered).toMatchObject({ amount_minor: '4086', covered_fee_minor: '86' });
      expect((await donor.get(`/nl/2023/gifts/${covered.token}`)).text).toMatch(/Daarin zit €\s0,86/);
      const [total] = await running.database.rows<{ paid_minor: string }>(
        `SELECT paid_minor FROM total WHERE scope = 'page' AND scope_id = $1`,
        [captain.walkerPageId],
      );
      expect(total?.paid_minor).toBe('4086');
    });

    it('proposes the bare amount when it is tried again', async () => {
      const gift = await given({ coverFee: 'yes' });
      const story = new PaymentStory({ donation_id: gift.id }, 4_086);
      await running.process(await running.record([story.session('expired', 'unpaid')]));
      expect((await donor.get(`/nl/2023/thanks/${gift.token}`)).text).toContain('give?amount=4000"');
    });
  });

  describe('for a company', () => {
    it('takes its enterprise number as it is written on paper', async () => {
      const gift = await given({ company: 'De Molen', companyNumber: 'BE 0123.456.749' });
      expect(gift.company_number).toBe('0123456749');
    });

    it.each([
      [{ company: 'De Molen', companyNumber: '0123.456.748' }, 'companyNumber', 'Dit ondernemingsnummer klopt niet'],
      [{ companyNumber: '0123.456.749' }, 'company', 'Vul de naam van het bedrijf of de vereniging in'],
    ])('refuses %j beside its field', async (fields, field, sentence) => {
      const { status, text } = await post(fields);
      expect(status).toBe(422);
      expect(text).toContain(`id="${field}-fault"`);
      expect(text).toContain(sentence);
      expect(text).toContain('<details open');
    });

    it('is held to it by the database too', async () => {
      const { id } = await given();
      await expect(
        running.database.rows(`UPDATE donation SET company = 'X', company_number = '0123456748' WHERE id = $1`, [id]),
      ).rejects.toThrow('donation_company_number_shape');
    });
  });

  describe('with words that do not belong on a page', () => {
    it('counts and shows the amount, and keeps name and message from everybody but donor and organisers', async () => {
      const before = await api();
      const gift = await paid({ name: 'Een Onbekende', message: ABUSE });
      expect(gift.hidden_reason).toBe('word-filter');
      const after = await api();
      expect(after.gifts).toBe(before.gifts + 1);
      expect(after.raisedMinor).toBe(before.raisedMinor + 4_000);
      expect(after.latestGifts[0]).toMatchObject({ name: null, message: null, hidden: true });
      const { text } = await donor.get(page());
      expect(text).toContain('Boodschap verborgen');
      for (const hidden of [ABUSE, 'Een Onbekende']) expect(text).not.toContain(hidden);
      const own = await donor.get(`/nl/2023/gifts/${gift.token}`);
      expect(own.text).toContain('staan nog niet op de pagina');
      expect(own.text).toContain(ABUSE);
    });

    it('shows them once the donor found other words', async () => {
      const gift = await paid({ message: ABUSE });
      await donor.post(`/nl/2023/gifts/${gift.token}/correct`, { name: 'Lotte', message: 'Veel moed!' });
      expect((await api()).latestGifts[0]).toMatchObject({ name: 'Lotte', message: 'Veel moed!', hidden: false });
      await donor.post(`/nl/2023/gifts/${gift.token}/correct`, { name: 'Klootzak', message: 'Veel moed!' });
      expect((await api()).latestGifts[0]).toMatchObject({ name: null, hidden: true });
    });
  });

  describe('hidden by a person', () => {
    const accountOf = async ({ registrationId }: StoredWalker): Promise<AccountId> => {
      const [row] = await running.database.rows<{ account_id: AccountId }>(
        `SELECT account_id FROM registration WHERE id = $1`,
        [registrationId],
      );
      if (row === undefined) throw new Error('No account');
      return row.account_id;
    };
    const ORGANISER = { kind: 'organiser', actor: { kind: 'organiser', name: 'nele@example.org' } } as const;

    it('is hidden and shown by the owner of the page, and nobody else’s account', async () => {
      const { id } = await paid({ message: 'Grapje' });
      const owner = { kind: 'page-owner', accountId: await accountOf(captain) } as const;
      const stranger = { kind: 'page-owner', accountId: await accountOf(other) } as const;
      for (const [who, gift] of [
        [stranger, id],
        [owner, 'no id'],
      ] as const) {
        await expect(hide.execute(who, gift, true)).rejects.toThrow(
          expect.objectContaining({ code: 'DONATION_NOT_FOUND' }),
        );
      }
      await hide.execute(owner, id, true);
      await hide.execute(owner, id, true);
      expect((await api()).latestGifts[0]).toMatchObject({ name: null, message: null, hidden: true });
      await hide.execute(owner, id, false);
      expect((await api()).latestGifts[0]).toMatchObject({ name: 'Lotte', message: 'Grapje', hidden: false });
      const decisions = await running.database.rows(
        `SELECT hidden, by_whom, account_id, at FROM gift_text_decision WHERE donation_id = $1 ORDER BY id`,
        [id],
      );
      const kept = { by_whom: 'page-owner', account_id: owner.accountId, at: expect.any(Date) };
      expect(decisions).toEqual([
        { ...kept, hidden: true },
        { ...kept, hidden: false },
      ]);
    });

    it('stays hidden when an organiser hid it, whatever owner and donor do, and is in the audit log', async () => {
      const { id, token } = await paid({ message: 'Grapje' });
      const owner = { kind: 'page-owner', accountId: await accountOf(captain) } as const;
      await hide.execute(owner, id, true);
      await hide.execute(ORGANISER, id, true);
      await expect(hide.execute(owner, id, false)).rejects.toThrow(expect.objectContaining({ code: 'NOT_ALLOWED' }));
      await donor.post(`/nl/2023/gifts/${token}/correct`, { name: 'Lotte', message: 'Braaf' });
      expect((await api()).latestGifts[0]).toMatchObject({ hidden: true });
      await hide.execute(ORGANISER, id, false);
      expect((await api()).latestGifts[0]).toMatchObject({ message: 'Braaf', hidden: false });
      const lines = await running.database.rows(
        `SELECT action, actor, before, after FROM audit_line WHERE subject_id = $1 ORDER BY id`,
        [id],
      );
      expect(lines).toEqual([
        {
          action: 'hide-gift-message',
          actor: 'nele@example.org',
          before: { hiddenReason: 'page-owner' },
          after: { hiddenReason: 'organiser' },
        },
        {
          action: 'show-gift-message',
          actor: 'nele@example.org',
          before: { hiddenReason: 'organiser' },
          after: { hiddenReason: null },
        },
      ]);
    });
  });

  describe('on the organisers’ desk', () => {
    it('is held back, looked at, shown and hidden again, by organisers only', async () => {
      const organiser = new Visitor(running);
      await organiser.get(`/organise?key=${KEY}`);
      const { id } = await paid({ message: ABUSE });
      const desk = `/organise/gifts/${id}`;
      expect((await organiser.get(`${desk}?language=nl&edition=2023`)).text).toContain('De woordfilter houdt');
      const refused = await donor.post(`${desk}/texts?language=nl`, { edition: '2023', hidden: 'no' });
      expect(refused.location).toMatch(/^\/organise\/sign-in/);
      expect((await api()).latestGifts[0]).not.toMatchObject({ message: ABUSE });
      const shown = await organiser.post(`${desk}/texts?language=nl`, { edition: '2023', hidden: 'no' });
      expect(shown.location).toBe(`${desk}?language=nl&edition=2023`);
      expect((await api()).latestGifts[0]).toMatchObject({ message: ABUSE, hidden: false });
      await organiser.post(`${desk}/texts?language=nl`, { edition: '2023', hidden: 'yes' });
      expect((await api()).latestGifts[0]).toMatchObject({ message: null, hidden: true });
      expect((await organiser.get(`${desk}?language=nl&edition=2023`)).text).toContain('show-gift-message');
    });
  });

  describe('to the wrong walker', () => {
    it('finds the right page and puts it before the organisers', async () => {
      const { id, token } = await paid();
      const found = await donor.get(`/nl/2023/gifts/${token}/move?q=peeters`);
      expect(found.text).toContain(`value="walker:${other.walkerSlug}"`);
      expect(found.text).not.toContain(`value="walker:${captain.walkerSlug}"`);
      const empty = await donor.post(`/nl/2023/gifts/${token}/move`, { q: 'peeters' });
      expect(empty.status).toBe(422);
      expect(empty.text).toContain('Kies een pagina, of zeg voor wie je gift bedoeld was');
      expect(empty.text).toContain(`value="walker:${other.walkerSlug}"`);
      const asked = await donor.post(`/nl/2023/gifts/${token}/move`, {
        q: 'peeters',
        page: `walker:${other.walkerSlug}`,
        meantFor: 'de dochter',
      });
      expect(asked.location).toBe(`/nl/2023/gifts/${token}?done=asked`);
      const items = await running.database.rows(`SELECT kind, detail FROM attention_item WHERE reference = $1`, [id]);
      expect(items).toEqual([
        {
          kind: 'wrong-page-request',
          detail: {
            meantFor: 'Sara Peeters',
            page: `walkers/${other.walkerSlug}`,
            words: 'de dochter',
            givenTo: 'Sarah Peeters',
          },
        },
      ]);
    });

    it('refuses a page that is not there', async () => {
      const { token } = await paid();
      for (const [wrong, status] of [
        ['walker:nobody-at-all', 404],
        ['planet:mars', 422],
      ] as const) {
        expect((await donor.post(`/nl/2023/gifts/${token}/move`, { page: wrong })).status).toBe(status);
      }
    });
  });
});
