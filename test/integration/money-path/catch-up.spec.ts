import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CatchUpStripeEvents } from '../../../src/payments/catch-up-stripe-events.js';
import { type RunningSandbox, startStripeSandbox } from '../../../src/stripe-sandbox/start-stripe-sandbox.js';
import { storeEdition } from '../../factories/edition.js';
import { NOBODY, RunningApp } from '../../factories/running-app.js';
import { testDatabase, type TestDatabase } from '../../support/services.js';

const HOUR_MS = 3_600_000;

describe('Asking Stripe for what never came', () => {
  let database: TestDatabase;
  let sandbox: RunningSandbox;
  let running: RunningApp;

  beforeAll(async () => {
    database = await testDatabase();
    // Its webhooks go where nobody listens.
    sandbox = await startStripeSandbox({ port: 0, webhookUrls: [`http://${NOBODY}/webhooks/stripe`] });
    running = await RunningApp.start({ databaseUrl: database.databaseUrl, apiBase: sandbox.url });
    await storeEdition(running.database);
    // The worker's own clock looked once at its start; from here on the test says when.
    running.app.get(CatchUpStripeEvents, { strict: false });
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await sandbox.close();
    await database.drop();
  });

  const catchUpAt = (now: Date): Promise<number> =>
    running.app.get(CatchUpStripeEvents, { strict: false }).execute(now);

  it('takes an event once it is old enough to have come by webhook, and only once', async () => {
    const response = await running.app.inject({
      method: 'POST',
      url: '/api/v1/editions/2023/donations',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({
        target: { kind: 'edition' },
        amountMinor: 4_000,
        name: 'Marleen',
        email: 'marleen@example.org',
      }),
    });
    const { checkoutUrl, donationId } = JSON.parse(response.body) as { checkoutUrl: string; donationId: string };
    const paid = await fetch(checkoutUrl, {
      method: 'POST',
      body: new URLSearchParams({ method: 'bancontact' }),
      redirect: 'manual',
    });
    expect(paid.status).toBe(303);
    expect(await catchUpAt(new Date(Date.now() - HOUR_MS))).toBe(0);
    const missing = await catchUpAt(new Date(Date.now() + 1_000));
    expect(missing).toBeGreaterThanOrEqual(3);
    expect(await catchUpAt(new Date(Date.now() + 1_000))).toBe(0);
    const rows = await running.database.rows<{ id: string; type: string; source: string }>(
      `SELECT id, type, source FROM stripe_event ORDER BY id`,
    );
    expect(new Set(rows.map(({ source }) => source))).toEqual(new Set(['catch-up']));
    await running.process(rows.map(({ id }) => id));
    const [gift] = await running.database.rows<{ status: string; methods: string[] }>(
      `SELECT d.status, array_agg(DISTINCT f.method) FILTER (WHERE f.method IS NOT NULL) AS methods
         FROM donation d JOIN stripe_payment p ON p.donation_id = d.id
         JOIN stripe_fact f ON f.payment_intent_id = p.payment_intent_id WHERE d.id = $1 GROUP BY d.status`,
      [donationId],
    );
    expect(gift).toEqual({ status: 'paid', methods: ['bancontact'] });
  });
});
