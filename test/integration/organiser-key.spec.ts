import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const KEY = 'the-organiser-key-of-this-test';

describe('The organisers’ key', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    running = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl },
      { organiserKey: KEY, role: 'web' },
    );
    await storeEdition(running.database);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  const enter = async (key: string, remoteAddress: string): Promise<{ status: number; cookie: string | undefined }> => {
    const response = await running.app.inject({ method: 'GET', url: `/organise?key=${key}`, remoteAddress });
    return { status: response.statusCode, cookie: response.headers['set-cookie']?.toString() };
  };

  const tries = (count: number, remoteAddress: string): Promise<{ status: number }[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => enter(`wrong-key-number-${String(index)}`, remoteAddress)));

  it('is let through from a link in another site, because its cookie goes along', async () => {
    const { status, cookie } = await enter(KEY, '203.0.113.1');
    expect(status).toBe(303);
    expect(cookie).toContain('SameSite=Lax');
  });

  it('can be guessed at ten times from one address, even at once, and then not even be right', async () => {
    const statuses = (await tries(14, '203.0.113.2')).map(({ status }) => String(status)).sort();
    expect(statuses).toEqual([...Array<string>(10).fill('403'), ...Array<string>(4).fill('429')]);
    expect((await enter(KEY, '203.0.113.2')).status).toBe(429);
    expect((await enter(KEY, '203.0.113.3')).status).toBe(303);
  });

  it('counts the addresses of one IPv6 network as one', async () => {
    for (let host = 1; host <= 10; host += 1) await enter('wrong', `2001:db8:1:2::${host.toString(16)}`);
    expect((await enter(KEY, '2001:db8:1:2:3:4:5:6')).status).toBe(429);
    expect((await enter(KEY, '2001:db8:1:3::1')).status).toBe(303);
  });

  it('forgets wrong ones once the right one was named', async () => {
    await tries(9, '203.0.113.4');
    expect((await enter(KEY, '203.0.113.4')).status).toBe(303);
    expect((await tries(9, '203.0.113.4')).map(({ status }) => status)).toEqual(Array<number>(9).fill(403));
  });

  it('is not taken while nobody can count, and who is in already stays in', async () => {
    const cookie = (await enter(KEY, '203.0.113.5')).cookie?.split(';')[0] ?? '';
    await redis.stop();
    try {
      expect((await enter(KEY, '203.0.113.5')).status).toBe(503);
      const page = await running.app.inject({ method: 'GET', url: '/organise', headers: { cookie } });
      expect(page.statusCode).toBe(200);
    } finally {
      await redis.start();
    }
  });
});
