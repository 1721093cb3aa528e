import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge } from 'altcha-lib/types';
import { freePort } from '../../src/local-services/index.js';
import { type RunningSandbox, startStripeSandbox } from '../../src/stripe-sandbox/start-stripe-sandbox.js';
import { storeCaptain, storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { WEBHOOK_SECRET } from '../factories/stripe-events.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';
import { until } from '../support/until.js';

const TRIES = 500;
const ATTACKER = '203.0.113.66';

let database: TestDatabase;
let redis: TestServer & { readonly redisUrl: string };
let sandbox: RunningSandbox;
let running: RunningApp;
let url: string;
let walkerPath: string;
let walkerId: string;
let editionId: string;

beforeAll(async () => {
  const [port, sandboxPort] = [await freePort(), await freePort()];
  url = `http://127.0.0.1:${String(port)}`;
  [database, redis] = await Promise.all([testDatabase(), testRedis()]);
  sandbox = await startStripeSandbox({
    port: sandboxPort,
    webhookUrls: [`${url}/webhooks/stripe`],
    webhookSecret: WEBHOOK_SECRET,
  });
  running = await RunningApp.start(
    { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl, apiBase: sandbox.url },
    { rateLimits: true, port, publicUrl: url },
  );
  await running.app.listen(port, '127.0.0.1');
  const edition = await storeEdition(running.database);
  const captain = await storeCaptain(running.database, edition);
  walkerPath = `/nl/2023/walkers/${captain.walkerSlug}/give`;
  [walkerId, editionId] = [captain.walkerId, edition.id];
  await running.database.rows(`UPDATE edition SET pledges_per_km = true, monthly_amounts_minor = '{500}'`);
}, 60_000);

afterAll(async () => {
  await running.close();
  await sandbox.close();
  await Promise.all([database.drop(), redis.drop()]);
});

let donors = 0;

/** Sends a gift of EUR 1 over HTTP. @returns the status, the payment page it leads to, and the page that came instead */
async function give(from: string, path = '/nl/2023/give', more: Readonly<Record<string, string>> = {}) {
  donors += 1;
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'text/html', 'x-forwarded-for': from },
    body: new URLSearchParams({
      choice: '100',
      name: 'A. Donor',
      email: `donor-${String(donors)}@example.org`,
      ...more,
    }),
  });
  const session = /\/c\/pay\/(cs_[A-Za-z0-9_]+)/.exec(response.headers.get('location') ?? '')?.[1] ?? null;
  return {
    status: response.status,
    session,
    retryAfter: response.headers.get('retry-after'),
    page: await response.text(),
  };
}

async function tryCard(session: string): Promise<void> {
  await fetch(`${sandbox.url}/_sandbox/checkout_sessions/${session}/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ method: 'card_declined' }),
  });
}

async function failuresKnown(): Promise<number> {
  const [row] = await running.database.rows<{ known: number }>(
    `SELECT count(*)::int AS known FROM stripe_fact WHERE kind = 'payment-intent' AND state = 'payment-failed'`,
  );
  return row?.known ?? 0;
}

function challengeOn(page: string): Challenge {
  const json = /data-proof="([^"]*)"/.exec(page)?.[1]?.replaceAll('&quot;', '"');
  if (json === undefined) throw new Error('The page asks for nothing');
  return JSON.parse(json) as Challenge;
}

/** The proof that the page asks for. */
async function proofFor(page: string): Promise<{ readonly altcha: string }> {
  const challenge = challengeOn(page);
  const solution = await solveChallenge({ challenge, deriveKey });
  return { altcha: Buffer.from(JSON.stringify({ challenge, solution })).toString('base64') };
}

describe('Somebody who tries out cards', () => {
  it(`gets few of ${String(TRIES)} tries to Stripe, and an honest donor on another page notices nothing`, async () => {
    const honest: number[] = [];
    let sent = 0;
    const refused: (string | null)[] = [];
    for (let tried = 0; tried < TRIES; tried += 5) {
      const answers = await Promise.all(Array.from({ length: 5 }, () => give(ATTACKER)));
      for (const { session, status, retryAfter } of answers) {
        if (session === null) {
          expect(status).toBe(429);
          refused.push(retryAfter);
        } else {
          sent += 1;
          await tryCard(session);
        }
      }
      if (tried % 50 === 0) honest.push((await give('198.51.100.20', walkerPath)).status);
      // Stripe's word on the first failures arrives while the tries go on.
      if (tried === 10) await until('Stripe has told', async () => (await failuresKnown()) >= 5);
    }
    expect(honest).toEqual(Array<number>(10).fill(303));
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(TRIES / 10);
    expect(refused.every((seconds) => Number(seconds) > 0)).toBe(true);
    expect((await give('198.51.100.21')).status).toBe(303);
  }, 120_000);

  it('goes on with a proof of work for each gift, once, for that page and from there alone, and slowly even so', async () => {
    const { page } = await give(ATTACKER);
    const challenge = challengeOn(page);
    const solution = await solveChallenge({ challenge, deriveKey });
    if (solution === null) throw new Error('It has no solution');
    const altcha = Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
    const wrong = { ...solution, derivedKey: solution.derivedKey.replace(/./g, '0') };
    const forged = Buffer.from(JSON.stringify({ challenge, solution: wrong })).toString('base64');
    expect((await give(ATTACKER, undefined, { altcha: forged })).status).toBe(429);
    expect((await give(ATTACKER, walkerPath, { altcha })).status).toBe(429);
    expect((await give(ATTACKER, undefined, { altcha })).status).toBe(303);
    expect((await give(ATTACKER, undefined, { altcha })).status).toBe(429);

    const statuses: number[] = [];
    for (let gift = 0; gift < 8; gift += 1) {
      const next = await give(ATTACKER);
      if (!next.page.includes('data-proof=')) break;
      const asked = challengeOn(next.page);
      const solved = await solveChallenge({ challenge: asked, deriveKey });
      const proof = Buffer.from(JSON.stringify({ challenge: asked, solution: solved })).toString('base64');
      statuses.push((await give(ATTACKER, undefined, { altcha: proof })).status);
    }
    expect(statuses.filter((status) => status === 303).length).toBeLessThanOrEqual(6);
    const over = await give(ATTACKER);
    expect({ status: over.status, asks: over.page.includes('data-proof=') }).toEqual({ status: 429, asks: false });
  }, 120_000);

  it('is known by promises that fail when they are paid, and is asked for a proof there', async () => {
    const [from, before] = ['203.0.113.67', await failuresKnown()];
    const tokens = Array.from({ length: 8 }, (_, n) => `${String(n)}-a-promise-that-is-due`.padEnd(24, '-'));
    await running.database.rows(
      `INSERT INTO pledge (id, edition_id, walker_id, email, name, anonymous, language, per_km_minor, cap_minor, token, state,
         walked_hectometres, due_minor, settled_at)
       SELECT gen_random_uuid(), $1, $2, 'promise-' || t || '@example.org', 'P', false, 'nl', 100, 2000, t, 'settled', 100, 1000, now()
         FROM unnest($3::text[]) AS t`,
      [editionId, walkerId, tokens],
    );
    const pay = (n: number, proof: Readonly<Record<string, string>> = {}) =>
      give(from, `/nl/2023/pledges/${tokens[n] ?? ''}/pay`, proof);
    for (const n of [0, 1, 2, 3, 4]) {
      const { session } = await pay(n);
      await tryCard(session ?? '');
    }
    await until('Stripe has told', async () => (await failuresKnown()) >= before + 5);
    expect((await pay(5)).status).toBe(303);
    const held = await pay(6);
    expect([held.status, Number(held.retryAfter) > 0]).toEqual([429, true]);
    expect((await pay(7, await proofFor(held.page))).status).toBe(429);
    expect((await pay(6, await proofFor(held.page))).status).toBe(303);
    expect((await give(from)).status).toBe(429);
  }, 60_000);

  it('is known by monthly gifts that nobody pays within minutes, or whose first charge fails', async () => {
    const monthly = (from: string, proof: Readonly<Record<string, string>> = {}) =>
      give(from, '/nl/2023/monthly', { choice: '500', ...proof });
    const startedBy = async (from: string): Promise<string[]> => {
      const known = await running.database.rows<{ id: string }>(`SELECT id FROM monthly_gift`);
      for (let tried = 0; tried < 5; tried += 1) await tryCard((await monthly(from)).session ?? '');
      const now = await running.database.rows<{ id: string }>(`SELECT id FROM monthly_gift`);
      return now.map(({ id }) => id).filter((id) => known.every((one) => one.id !== id));
    };
    const [unpaid, declined, honest] = ['203.0.113.68', '203.0.113.69', '203.0.113.70'];
    const left = await startedBy(unpaid);
    // Whoever is at it still has done nothing wrong.
    expect((await monthly(unpaid)).status).toBe(303);
    expect((await monthly(unpaid)).status).toBe(303);
    await running.database.rows(
      `UPDATE monthly_gift SET created_at = now() - interval '4 minutes' WHERE id = ANY($1::uuid[])`,
      [left],
    );
    const failing = await startedBy(declined);
    await running.database.rows(
      `INSERT INTO monthly_charge (invoice_id, monthly_gift_id, state, amount_minor, told_at, rank)
       SELECT 'in_' || id, id, 'failed', 500, now(), 1 FROM unnest($1::uuid[]) AS id`,
      [failing],
    );
    for (const from of [unpaid, declined]) {
      expect((await monthly(from)).status).toBe(303);
      const held = await monthly(from);
      expect(held.status).toBe(429);
      expect((await monthly(from, await proofFor(held.page))).status).toBe(303);
    }
    expect((await monthly(honest)).status).toBe(303);
  }, 60_000);

  it('is known by fees of registrations that fail, on the form and by the API, and by gifts and fees together', async () => {
    const [from, before] = ['203.0.113.71', await failuresKnown()];
    const walker = { participationType: 'own-route', firstName: 'A.', lastName: 'Walker', birthDate: '1984-05-01' };
    const register = (source: string, more: Readonly<Record<string, string>> = {}) =>
      give(source, '/nl/2023/register', { ...walker, walkers: '1', team: 'alone', acceptTerms: 'yes', ...more });
    const byApi = (n: number) =>
      fetch(`${url}/api/v1/editions/2023/registrations`, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json', 'x-forwarded-for': from },
        body: JSON.stringify({
          ...walker,
          team: 'alone',
          email: `walker-${String(n)}@example.org`,
          acceptTerms: true,
        }),
      });
    for (const n of [0, 1]) {
      const answer = await byApi(n);
      expect(answer.status).toBe(201);
      const { checkoutUrl } = (await answer.json()) as { readonly checkoutUrl: string };
      await tryCard(/cs_[A-Za-z0-9_]+/.exec(checkoutUrl)?.[0] ?? '');
    }
    for (const _ of [0, 1]) await tryCard((await register(from)).session ?? '');
    await tryCard((await give(from, walkerPath)).session ?? '');
    await until('Stripe has told', async () => (await failuresKnown()) >= before + 5);
    expect((await register(from)).status).toBe(303);
    const held = await register(from);
    expect([held.status, Number(held.retryAfter) > 0]).toEqual([429, true]);
    // What only changes the form pays nothing, and is not held.
    expect((await register(from, { addWalker: 'yes' })).status).toBe(200);
    expect((await byApi(2)).status).toBe(429);
    expect((await give(from, walkerPath)).status).toBe(429);
    expect((await register(from, await proofFor(held.page))).status).toBe(303);
    expect((await register('203.0.113.72')).status).toBe(303);
  }, 60_000);
});
