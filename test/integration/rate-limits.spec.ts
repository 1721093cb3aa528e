import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { REDIS } from '../../src/platform/redis/redis.module.js';
import { rateKey, RateLimits } from '../../src/platform/redis/rate-limits.js';
import { BOUNDS, CARD_TESTING } from '../../src/web/limits/bounds.js';
import { storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const MOST_GIFTS = BOUNDS.giving.address?.burst ?? 0;
const TYPED = { name: 'Noor "de snelle"', email: 'noor@example.org', message: 'Voor oma & opa', amount: '' };

let database: TestDatabase;
let redis: TestServer & { readonly redisUrl: string };
let running: RunningApp;

beforeAll(async () => {
  [database, redis] = await Promise.all([testDatabase(), testRedis()]);
  running = await RunningApp.start(
    { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl },
    { role: 'web', rateLimits: true },
  );
  await storeEdition(running.database);
}, 60_000);

afterAll(async () => {
  await running.close();
  await Promise.all([database.drop(), redis.drop()]);
});

interface Sending {
  readonly from?: string;
  readonly language?: string;
  readonly email?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends the form to give, without an amount: it is counted like any other, and refused before anything is stored. */
const give = ({ from = '198.51.100.1', language = 'nl', email = '', headers = {} }: Sending = {}) =>
  running.app.inject({
    method: 'POST',
    url: `/${language}/2023/give`,
    remoteAddress: from,
    headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams({ ...TYPED, email }).toString(),
  });

/** Has an address be over its bound for the next minutes, without doing all that leads there. */
const overTheBound = async (name: string, from: string): Promise<void> => {
  const emptyAgain = Date.now() + 3_600_000;
  await running.app.get<Redis>(REDIS, { strict: false }).set(rateKey(name, from), emptyAgain, 'EX', 600);
};

/** Sends so many, a hundred at a time: a process takes no more at once than `admission.ts` says. */
const send = async <Answer>(many: number, one: () => Promise<Answer>): Promise<Answer[]> => {
  const answers: Answer[] = [];
  while (answers.length < many) {
    answers.push(...(await Promise.all(Array.from({ length: Math.min(100, many - answers.length) }, one))));
  }
  return answers;
};

describe('Somebody over a limit', () => {
  beforeAll(() => overTheBound('giving-address', '198.51.100.1'));

  it('is refused alone; a school that gives all together behind one address is not', async () => {
    expect(MOST_GIFTS).toBeGreaterThanOrEqual(600);
    const school = await send(300, () => give({ from: '198.51.100.2' }));
    const taken = school.filter(({ statusCode }) => statusCode === 422);
    const askedToProve = school.filter(({ body }) => body.includes('data-proof='));
    expect(taken.length).toBeGreaterThanOrEqual(CARD_TESTING.unprovenAddress.burst);
    expect(taken.length + askedToProve.length).toBe(300);
    expect((await give()).statusCode).toBe(429);
  }, 60_000);

  it.each([
    ['nl', 'Even wachten', 'Stuur opnieuw'],
    ['fr', 'Un instant', 'Renvoyer'],
    ['en', 'One moment', 'Send again'],
  ])('reads a kind page in %s that holds all they typed, and how long to wait', async (language, title, button) => {
    const refused = await give({ language });
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['content-language']).toBe(language);
    expect(refused.body).toContain(`<h1>${title}</h1>`);
    expect(refused.body).toContain(button);
    expect(refused.body).toContain('<input type="hidden" name="name" value="Noor &quot;de snelle&quot;"/>');
    expect(refused.body).toContain('<input type="hidden" name="message" value="Voor oma &amp; opa"/>');
    expect(refused.body).toContain(`<form class="form" action="/${language}/2023/give" method="post">`);
  });

  it('is not made to send what another site filled in', async () => {
    const refused = await give({ headers: { origin: 'https://elsewhere.example' } });
    expect(refused.statusCode).toBe(429);
    expect(refused.body).toContain('<h1>Even wachten</h1>');
    expect(refused.body).not.toContain('Voor oma');
  });

  it('learns as a machine when to come back', async () => {
    const refused = await running.app.inject({
      method: 'POST',
      url: '/api/v1/editions/2023/donations',
      remoteAddress: '198.51.100.1',
      payload: {},
    });
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.json()).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
  });

  it('is known by the address that a proxy of ours names, and by none that a stranger names', async () => {
    const spoofed = await give({ headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(spoofed.statusCode).toBe(429);
    const passedOn = { from: '127.0.0.1', headers: { 'x-forwarded-for': '203.0.113.9, 198.51.100.1' } };
    expect((await give(passedOn)).statusCode).toBe(429);
    const another = { from: '127.0.0.1', headers: { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' } };
    expect((await give(another)).statusCode).toBe(422);
  });

  it('is counted by mail address too, wherever it is sent from', async () => {
    const most = BOUNDS.giving.mail?.burst ?? 0;
    const statuses: number[] = [];
    for (let index = 0; index <= most; index += 1) {
      const from = `203.0.113.${String(100 + index)}`;
      statuses.push((await give({ from, email: 'Same@Example.org ' })).statusCode);
    }
    expect(statuses).toEqual([...Array<number>(most).fill(422), 429]);
  });

  it('does not keep Stripe from delivering', async () => {
    const most = Math.max(
      ...Object.values(BOUNDS).flatMap((bounds) => Object.values(bounds).map(({ burst }) => burst)),
    );
    const statuses: number[] = [];
    for (let sent = 0; sent <= most; sent += 1) statuses.push(await running.deliver('{}', 't=1,v1=0'));
    expect(new Set(statuses)).toEqual(new Set([400]));
  });

  it.each([
    ['search', '/nl/2023/search?q=team', 'text/html'],
    ['api', '/api/v1/editions/2023/totals', 'application/json'],
  ])('%s reads no more either', async (act, url, accept) => {
    const read = () => running.app.inject({ method: 'GET', url, remoteAddress: '198.51.100.3', headers: { accept } });
    expect((await read()).statusCode).toBe(200);
    await overTheBound(`${act}-address`, '198.51.100.3');
    expect((await read()).statusCode).toBe(429);
  });
});

describe('A count', () => {
  it('lets through as many as its bound says and counts in all of its bounds or in none', async () => {
    const limits = running.app.get(RateLimits, { strict: false });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), async (wide, narrow) => {
        run += 1;
        const subject = `somebody ${String(run)}`;
        const first = { bound: { name: 'first', burst: wide, perMinute: 1 }, subject };
        const second = { bound: { name: 'second', burst: narrow, perMinute: 1 }, subject };
        const both = await Promise.all(Array.from({ length: 20 }, () => limits.take([first, second])));
        const passed = Math.min(wide, narrow);
        expect(both.filter(({ kind }) => kind === 'within')).toHaveLength(passed);
        const left = await Promise.all(Array.from({ length: 20 }, () => limits.take([first])));
        expect(left.filter(({ kind }) => kind === 'within')).toHaveLength(wide - passed);
      }),
      { numRuns: 25 },
    );
  });

  it('that nobody can make keeps no giver out, and takes no code', async () => {
    await redis.stop();
    expect((await give()).statusCode).toBe(422);
    const code = await running.app.inject({
      method: 'POST',
      url: '/nl/2023/sign-in/code',
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'code=123456',
    });
    expect(code.statusCode).toBe(503);
    await redis.start();
  });
});
