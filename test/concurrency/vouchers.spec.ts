import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Edition } from '../../src/domain/edition.js';
import { InputInvalidError } from '../../src/domain/errors.js';
import { ReadEditions } from '../../src/editions/index.js';
import {
  type RegistrationOrder,
  ReleaseForgottenHolds,
  type StartedRegistration,
  StartRegistration,
} from '../../src/registration/index.js';
import { CreateVouchers } from '../../src/vouchers/index.js';
import { type CheckoutPages, openCheckoutPages } from '../factories/checkout-pages.js';
import { storeEdition } from '../factories/edition.js';
import { registrationOrder, walkerOrder } from '../factories/registration.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

describe('a voucher', () => {
  let services: TestDatabase;
  let pages: CheckoutPages;
  let app: RunningApp;
  let edition: Edition;
  let create: CreateVouchers;

  beforeAll(async () => {
    services = await testDatabase();
    pages = await openCheckoutPages();
    app = await RunningApp.start({ databaseUrl: services.databaseUrl, apiBase: pages.apiBase }, { role: 'web' });
    await storeEdition(app.database);
    edition = await app.app.get(ReadEditions, { strict: false }).bySlug('2023');
    create = new CreateVouchers(app.database);
  }, 30_000);

  afterAll(async () => {
    await app.close();
    await pages.close();
    await services.drop();
  });

  const register = (changes: Partial<RegistrationOrder>): Promise<StartedRegistration> =>
    app.app.get(StartRegistration, { strict: false }).execute(edition, registrationOrder(changes), new Date());
  const newVoucher = async (places: number, expiresAt: Date | null = null): Promise<string> =>
    (await create.execute(edition, { count: 1, places, label: 'School De Brug', expiresAt }))[0] ?? '';
  async function faultOf(refused: Promise<unknown>): Promise<unknown> {
    const error = await refused.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return error instanceof InputInvalidError ? error.fields : error;
  }
  async function amountOf({ registrationId }: StartedRegistration): Promise<string | undefined> {
    const [row] = await app.database.rows<{ amount_minor: string }>(
      `SELECT amount_minor FROM registration WHERE id = $1`,
      [registrationId],
    );
    return row?.amount_minor;
  }

  it('is never oversold: of 20 people with the same code for 5 places, 5 walk on it', async () => {
    const voucherCode = await newVoucher(5);
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => register({ email: `v${String(index)}@example.org`, voucherCode })),
    );
    const taken = results.flatMap((it) => (it.status === 'fulfilled' ? [it.value.checkoutUrl] : []));
    expect(taken).toEqual([null, null, null, null, null]);
  });

  it('pays for as many walkers of a family as it is worth, the dearest first, and they pay the others together', async () => {
    const voucherCode = await newVoucher(2);
    const family = await register({
      voucherCode: voucherCode.toLowerCase().replaceAll('-', ' '),
      walkers: [
        walkerOrder({ participationTypeCode: 'own-route' }),
        walkerOrder(),
        walkerOrder(),
        walkerOrder({ participationTypeCode: 'own-route' }),
      ],
    });
    expect(await amountOf(family)).toBe('1000');
    expect(family.checkoutUrl).not.toBeNull();
  });

  it('is given back when the rest is not paid, and kept once it is', async () => {
    const voucherCode = await newVoucher(1);
    const two = { voucherCode, walkers: [walkerOrder(), walkerOrder()] };
    const left = await register(two);
    expect(await faultOf(register(two))).toEqual([{ field: 'voucher', code: 'VOUCHER_USED_UP' }]);
    const fee = new PaymentStory({ registration_id: left.registrationId }, 1_000);
    await app.process(await app.record([fee.session('expired', 'unpaid')]));
    const next = await register(two);
    expect(await amountOf(next)).toBe('1000');
    // Money for the first comes after all: the code is another's by now, so a person decides.
    await app.process(await app.record([fee.intent('succeeded', 90)]));
    const [row] = await app.database.rows<{ state: string }>(`SELECT state FROM registration WHERE id = $1`, [
      left.registrationId,
    ]);
    expect(row?.state).toBe('needs-decision');
  });

  it('is refused when it is unknown, over, or of another edition', async () => {
    const other = await storeEdition(app.database, { slug: '2024' });
    const [elsewhere] = await create.execute(await app.app.get(ReadEditions, { strict: false }).bySlug(other.slug), {
      count: 1,
      places: 1,
      label: 'Elsewhere',
      expiresAt: null,
    });
    const over = await newVoucher(1, new Date(Date.now() - 1_000));
    for (const [voucherCode, code] of [
      ['nonsense', 'VOUCHER_UNKNOWN'],
      [elsewhere ?? '', 'VOUCHER_UNKNOWN'],
      [over, 'VOUCHER_OVER'],
    ] as const) {
      expect(await faultOf(register({ voucherCode }))).toEqual([{ field: 'voucher', code }]);
    }
  });

  it('is free again when a process ended between the hold and the Checkout page, and pays after all if money comes', async () => {
    const voucherCode = await newVoucher(1);
    const family = { voucherCode, walkers: [walkerOrder(), walkerOrder()] };
    const { registrationId } = await register(family);
    const used = async (): Promise<unknown> =>
      app.database.rows(
        `SELECT v.used, r.state FROM registration_voucher rv JOIN voucher v ON v.id = rv.voucher_id
           JOIN registration r ON r.id = rv.registration_id WHERE r.id = $1`,
        [registrationId],
      );
    const holds = new ReleaseForgottenHolds(app.database);
    expect(await holds.execute(new Date(Date.now() + 86_400_000))).toBe(0);
    await app.database.rows(`UPDATE registration SET checkout_session_id = NULL WHERE id = $1`, [registrationId]);
    expect(await holds.execute(new Date())).toBe(0);
    expect(await used()).toEqual([{ used: 1, state: 'held' }]);
    expect(await holds.execute(new Date(Date.now() + 86_400_000))).toBe(1);
    expect(await used()).toEqual([{ used: 0, state: 'released' }]);
    expect(await holds.execute(new Date(Date.now() + 86_400_000))).toBe(0);

    const [{ amount_minor: amount } = { amount_minor: '0' }] = await app.database.rows<{ amount_minor: string }>(
      `SELECT amount_minor FROM registration WHERE id = $1`,
      [registrationId],
    );
    const paid = new PaymentStory({ registration_id: registrationId }, Number(amount));
    await app.process(await app.record([paid.intent('succeeded')]));
    expect(await used()).toEqual([{ used: 1, state: 'confirmed' }]);
  });

  it('is kept as a hash: its code is nowhere in the database', async () => {
    const code = await newVoucher(1);
    const rows = await app.database.rows<{ row: string }>(`SELECT v::text AS row FROM voucher v`);
    expect(rows.some(({ row }) => row.includes(code) || row.includes(code.replaceAll('-', '')))).toBe(false);
  });
});
