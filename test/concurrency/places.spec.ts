import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EditionOptions, storeEdition, type StoredEdition } from '../factories/edition.js';
import { type CheckoutPages, openCheckoutPages } from '../factories/checkout-pages.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

let services: TestDatabase;
let pages: CheckoutPages;
let app: RunningApp;
let editions = 0;

beforeAll(async () => {
  services = await testDatabase();
  pages = await openCheckoutPages();
  app = await RunningApp.start({ databaseUrl: services.databaseUrl, apiBase: pages.apiBase }, { role: 'web' });
});

afterAll(async () => {
  await app.close();
  await pages.close();
  await services.drop();
});

function newEdition(options: EditionOptions = {}): Promise<StoredEdition> {
  editions += 1;
  return storeEdition(app.database, { slug: `walk-${String(editions)}`, ...options });
}

interface Answer {
  readonly status: number;
  readonly body: { readonly registrationId: string; readonly checkoutUrl: string | null; readonly code?: string };
}

async function register(edition: StoredEdition, changes: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
  const response = await app.app.inject({
    method: 'POST',
    url: `/api/v1/editions/${edition.slug}/registrations`,
    payload: {
      participationType: 'central-20',
      firstName: 'Sarah',
      lastName: 'Peeters',
      email: 'sarah@example.org',
      birthDate: '1990-04-01',
      acceptTerms: true,
      ...changes,
    },
  });
  return { status: response.statusCode, body: response.json() };
}

const feeOf = (registrationId: string): PaymentStory => new PaymentStory({ registration_id: registrationId }, 1_000);

async function tell(...events: Parameters<RunningApp['record']>[0]): Promise<void> {
  await app.process(await app.record(events));
}

async function stateOf(id: string): Promise<unknown> {
  const [row] = await app.database.rows(`SELECT state, status, paid_minor FROM registration WHERE id = $1`, [id]);
  return row;
}

const letHoldEnd = (id: string): Promise<unknown> =>
  app.database.rows(`UPDATE registration SET hold_expires_at = now() - interval '1 second' WHERE id = $1`, [id]);

describe('places', () => {
  it('are never sold twice: of 30 people who want 5 places at once, 5 get one', async () => {
    const edition = await newEdition({ capacity: 5 });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => register(edition, { email: `walker-${String(index)}@example.org` })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(new Set(refused.map(({ status, body }) => `${String(status)} ${body.code ?? ''}`))).toEqual(
      new Set(['409 PARTICIPATION_TYPE_FULL']),
    );
    expect(
      await app.database.rows(
        `SELECT state, count(*)::int AS count FROM registration WHERE edition_id = $1 GROUP BY 1`,
        [edition.id],
      ),
    ).toEqual([{ state: 'held', count: 5 }]);
  });

  it('become valid once the fee is paid, and are counted once however often that is told', async () => {
    const edition = await newEdition();
    const { body } = await register(edition);
    const fee = feeOf(body.registrationId);
    await tell(fee.intent('succeeded', 60));
    await tell(fee.session('completed', 'paid', 61), { ...fee.intent('succeeded', 60), id: 'evt_once_more' });
    expect(await stateOf(body.registrationId)).toEqual({ state: 'confirmed', status: 'paid', paid_minor: '1000' });
    expect(await app.database.rows(`SELECT walkers, teams FROM headcount WHERE scope_id = $1`, [edition.id])).toEqual([
      { walkers: 1, teams: 0 },
    ]);
    expect(
      await app.database.rows(`SELECT once_key FROM outbox_message WHERE once_key = $1`, [
        `registration-confirmed:${body.registrationId}`,
      ]),
    ).toHaveLength(1);
    expect(await app.proveLedger()).toMatchObject({ ok: true });
  });

  it('go to the list of a person when the fee comes after the hold and everything is full; the money is booked', async () => {
    const edition = await newEdition({ capacity: 1 });
    const late = (await register(edition)).body.registrationId;
    await letHoldEnd(late);
    const next = (await register(edition, { email: 'jan@example.org' })).body.registrationId;
    await tell(feeOf(next).intent('succeeded'));
    await tell(feeOf(late).intent('succeeded'));
    expect(await stateOf(late)).toEqual({ state: 'needs-decision', status: 'paid', paid_minor: '1000' });
    expect(await stateOf(next)).toMatchObject({ state: 'confirmed' });
    expect(await app.database.rows(`SELECT kind FROM attention_item WHERE registration_id = $1`, [late])).toEqual([
      { kind: 'registration-paid-without-place' },
    ]);
    expect(
      await app.database.rows(`SELECT account, amount_minor FROM ledger_entry WHERE registration_id = $1`, [late]),
    ).toEqual([{ account: 'fee', amount_minor: '1000' }]);
  });

  it('are valid when the fee comes after the hold and one is still free', async () => {
    const edition = await newEdition({ capacity: 1 });
    const { registrationId } = (await register(edition)).body;
    await letHoldEnd(registrationId);
    await tell(feeOf(registrationId).intent('succeeded'));
    expect(await stateOf(registrationId)).toMatchObject({ state: 'confirmed' });
  });

  it('go to one of two late payers who pay for the last one in the same batch', async () => {
    const edition = await newEdition({ capacity: 1 });
    const first = (await register(edition)).body.registrationId;
    await letHoldEnd(first);
    const second = (await register(edition, { email: 'jan@example.org' })).body.registrationId;
    await letHoldEnd(second);
    await tell(feeOf(first).intent('succeeded'), feeOf(second).intent('succeeded'));
    const rows = await app.database.rows<{ state: string }>(
      `SELECT state FROM registration WHERE edition_id = $1 ORDER BY state`,
      [edition.id],
    );
    expect(rows.map((row) => row.state)).toEqual(['confirmed', 'needs-decision']);
  });

  it('are free again when nobody paid in time', async () => {
    const edition = await newEdition({ capacity: 1 });
    const { registrationId } = (await register(edition)).body;
    expect((await register(edition, { email: 'jan@example.org' })).status).toBe(409);
    await tell(feeOf(registrationId).session('expired', 'unpaid'));
    expect(await stateOf(registrationId)).toEqual({ state: 'released', status: 'expired', paid_minor: '0' });
    expect((await register(edition, { email: 'jan@example.org' })).status).toBe(201);
  });

  it('are kept while a fee is on its way, for as long as a bank may take', async () => {
    const edition = await newEdition({ capacity: 1 });
    const { registrationId } = (await register(edition)).body;
    const fee = feeOf(registrationId);
    await tell(fee.session('completed', 'unpaid', 10), fee.intent('processing', 10));
    const [row] = await app.database.rows<{ days: number }>(
      `SELECT floor(extract(epoch FROM hold_expires_at - now()) / 86400)::int AS days FROM registration WHERE id = $1`,
      [registrationId],
    );
    expect(row?.days).toBeGreaterThanOrEqual(14);
    expect((await register(edition, { email: 'jan@example.org' })).status).toBe(409);
    await tell(fee.intent('succeeded', 900_000));
    expect(await stateOf(registrationId)).toMatchObject({ state: 'confirmed', status: 'paid' });
  });

  it('are not taken back from somebody else by a fee that was on its way too late', async () => {
    const edition = await newEdition({ capacity: 1 });
    const late = (await register(edition)).body.registrationId;
    await letHoldEnd(late);
    const next = (await register(edition, { email: 'jan@example.org' })).body.registrationId;
    await tell(feeOf(late).session('completed', 'unpaid'));
    expect(await stateOf(late)).toMatchObject({ state: 'held', status: 'pending' });
    await tell(feeOf(next).intent('succeeded'));
    await tell(feeOf(late).session('async_payment_succeeded', 'paid', 900_000));
    expect(await stateOf(next)).toMatchObject({ state: 'confirmed' });
    expect(await stateOf(late)).toMatchObject({ state: 'needs-decision' });
  });

  it('that are free of charge are valid at once, and known as such in one table alone', async () => {
    const edition = await newEdition();
    const { status, body } = await register(edition, { freePlace: true });
    expect([status, body.checkoutUrl]).toEqual([201, null]);
    expect(await stateOf(body.registrationId)).toMatchObject({ state: 'confirmed', paid_minor: '0' });
    expect(
      await app.database.rows(
        `SELECT w.registration_id FROM free_place f JOIN walker w ON w.id = f.walker_id WHERE w.edition_id = $1`,
        [edition.id],
      ),
    ).toEqual([{ registration_id: body.registrationId }]);
    expect(
      await app.database.rows(`SELECT 1 FROM ledger_entry WHERE registration_id = $1`, [body.registrationId]),
    ).toEqual([]);
  });

  it('count as raised only in an edition whose rules say that fees count', async () => {
    const edition = await newEdition({ feesCount: true });
    const { registrationId } = (await register(edition)).body;
    await tell(feeOf(registrationId).intent('succeeded'));
    expect(
      await app.database.rows(`SELECT raised_minor, counted_fee_minor, gifts FROM total WHERE scope_id = $1`, [
        edition.id,
      ]),
    ).toEqual([{ raised_minor: '1000', counted_fee_minor: '1000', gifts: 0 }]);
    expect(await app.proveLedger()).toMatchObject({ ok: true });
  });

  it('are free again when Stripe refuses to take the fee', async () => {
    const edition = await newEdition({ capacity: 1 });
    pages.refuse();
    const answer = await register(edition);
    expect([answer.status, answer.body.code]).toEqual([502, 'PAYMENT_PROVIDER_REFUSED']);
    expect(await app.database.rows(`SELECT state FROM registration WHERE edition_id = $1`, [edition.id])).toEqual([
      { state: 'released' },
    ]);
  });
});
