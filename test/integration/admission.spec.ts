import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import { Client } from 'pg';
import { CONFIG, type Config } from '../../src/platform/config/config.js';
import { MOST_AT_ONCE } from '../../src/web/admission.js';
import { storeCaptain, storeDonation, storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory, signed } from '../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../support/services.js';
import { until } from '../support/until.js';

let services: TestDatabase;
let running: RunningApp;
let holder: Client;
let url: string;

beforeEach(async () => {
  services = await testDatabase();
  running = await RunningApp.start({ databaseUrl: services.databaseUrl, listen: true }, { role: 'web' });
  const { port } = running.app.getHttpServer().address() as AddressInfo;
  url = `http://127.0.0.1:${String(port)}`;
  holder = new Client({ connectionString: services.databaseUrl });
  await holder.connect();
});

afterEach(async () => {
  await holder.end();
  await running.close();
  await services.drop();
});

/** Makes every page wait until the lock is released. */
async function holdPages(): Promise<void> {
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE edition IN ACCESS EXCLUSIVE MODE');
}

function pagesWait(): Promise<unknown> {
  return until('a page waits', async () => {
    const { rows } = await holder.query<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_locks WHERE relation = 'edition'::regclass AND NOT granted`,
    );
    return (rows[0]?.waiting ?? 0) > 0;
  });
}

describe('a web process', () => {
  it('turns away at once what is more than it can do, takes webhooks all the same, and recovers by itself', async () => {
    const edition = await storeEdition(running.database);
    const captain = await storeCaptain(running.database, edition);
    const donation = await storeDonation(running.database, edition, { to: captain, amountMinor: 4_000 });
    expect((await fetch(`${url}/fr/2023`)).status).toBe(200);
    await holdPages();
    const settled: { status: number; retryAfter: string | null; type: string | null }[] = [];
    const asked = Array.from({ length: MOST_AT_ONCE + 40 }, async () => {
      const response = await fetch(`${url}/nl/2023`);
      await response.arrayBuffer();
      const { status, headers } = response;
      settled.push({ status, retryAfter: headers.get('retry-after'), type: headers.get('content-type') });
    });
    await until('the rest is turned away', () => settled.length >= 40);
    expect(settled).toEqual(
      Array.from({ length: 40 }, () => ({ status: 503, retryAfter: '5', type: 'text/html; charset=utf-8' })),
    );
    // A front page that was shown before is shown again, and says of when it is.
    const before = await fetch(`${url}/fr/2023?from=mail`, { headers: { 'accept-encoding': 'br' } });
    expect(before.status).toBe(503);
    expect(Object.fromEntries(before.headers)).toMatchObject({
      'retry-after': '5',
      'cache-control': 'no-store',
      'content-language': 'fr',
      'content-encoding': 'br',
      vary: 'accept-encoding',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-request-id': expect.stringMatching(/^r[0-9a-f]{16}$/),
    });
    expect(await before.text()).toMatch(
      /<main[^>]*><p class="of-before" role="status">[^<]*Voici la page de \d\d:\d\d:\d\d/,
    );
    const api = await fetch(`${url}/api/v1/editions/2023/totals`);
    expect({ status: api.status, type: api.headers.get('content-type') }).toEqual({
      status: 503,
      type: 'application/problem+json; charset=utf-8',
    });
    const payload = JSON.stringify(new PaymentStory({ donation_id: donation }, 4_000).intent('succeeded'));
    const webhook = fetch(`${url}/webhooks/stripe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': signed(payload) },
      body: payload,
    });
    await holder.query('ROLLBACK');
    expect((await webhook).status).toBe(200);
    await Promise.all(asked);
    expect(settled.filter(({ status }) => status === 200)).toHaveLength(MOST_AT_ONCE);
    expect((await fetch(`${url}/nl/2023`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('http_requests_shed_total{reason="busy"} 42');
  });

  it('writes what Stripe delivers while pages hold every connection that they may have', async () => {
    const { databasePoolSize } = running.app.get<Config>(CONFIG, { strict: false });
    const held = await Promise.all(Array.from({ length: databasePoolSize }, () => running.database.connection()));
    const payload = JSON.stringify(new PaymentStory({}, 4_000).intent('succeeded'));
    const webhook = await fetch(`${url}/webhooks/stripe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': signed(payload) },
      body: payload,
    });
    expect(webhook.status).toBe(200);
    for (const connection of held) connection.release();
  });

  it('that ends finishes what it has begun, refuses what is new, and sends streams elsewhere', async () => {
    await storeEdition(running.database);
    const stream = await fetch(`${url}/live/editions/2023`);
    const seen = stream.text();
    await holdPages();
    const begun = fetch(`${url}/nl/2023`);
    await pagesWait();
    const closed = running.close();
    const refused = await until('it refuses', async () => {
      const response = await fetch(`${url}/health/ready`);
      return response.status === 503 && response;
    });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await fetch(`${url}/fr/2023`)).status).toBe(503);
    const late = await fetch(`${url}/live/editions/2023`);
    expect({ status: late.status, said: await late.text() }).toEqual({ status: 200, said: 'retry: 1000\n\n' });
    expect(await seen).toMatch(/event: total\n[^]*\nretry: \d+\n\n$/);
    await holder.query('ROLLBACK');
    expect((await begun).status).toBe(200);
    await closed;
    await expect(fetch(`${url}/nl/2023`)).rejects.toThrow('fetch failed');
  });
});
