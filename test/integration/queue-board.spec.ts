import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const HOME = '/organise/queues';

describe('The board of queues', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;
  let admin: Visitor;

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    running = await RunningApp.start({ databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl }, { role: 'web' });
    await storeEdition(running.database);
    admin = await organiserAtWork(running, 'admin');
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  it('shows every queue to an admin, and takes no change', async () => {
    const { status, text } = await admin.get(`${HOME}/api/queues`);
    expect(status).toBe(200);
    const { queues } = JSON.parse(text) as { queues: { name: string; readOnlyMode: boolean }[] };
    expect(queues.map(({ name, readOnlyMode }) => [name, readOnlyMode])).toEqual([
      ['stripe-events', true],
      ['outbox', true],
      ['exports', true],
    ]);
    expect((await admin.post(`${HOME}/api/queues/pause`, {})).status).toBe(404);
    const put = await running.app.inject({ method: 'PUT', url: `${HOME}/api/queues/outbox/pause` });
    expect(put.statusCode).toBe(404);
  });

  it('is a page of ours alone: nothing inline that the policy forbids, nothing from another site', async () => {
    const { status, text } = await admin.get(HOME);
    expect(status).toBe(200);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(text).not.toMatch(/<style|style="|onload=/);
    for (const [, path = ''] of text.matchAll(/(?:src|href)="(static\/[^"]+)"/g)) {
      expect([path, (await admin.bytes(`${HOME}/${path}`)).status]).toEqual([path, 200]);
    }
    expect((await admin.get(`${HOME}/static/..%2findex.ejs`)).status).toBe(404);
    const { headers } = await running.app.inject({ method: 'GET', url: HOME, headers: { accept: 'text/html' } });
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
  });

  it('gives nobody else anything, neither the page nor what it is made of', async () => {
    const nobody = new Visitor(running);
    const viewer = await organiserAtWork(running, 'viewer');
    const careless = await organiserAtWork(running, 'admin', { steppedUp: false });
    for (const path of ['', '/queue/outbox', '/api/queues', '/api/redis/stats', '/static/favicon-32x32.png']) {
      expect([path, (await nobody.get(`${HOME}${path}`)).location?.split('?')[0]]).toEqual([path, '/organise/sign-in']);
      expect([path, (await viewer.get(`${HOME}${path}`)).status]).toEqual([path, 403]);
      expect([path, (await careless.get(`${HOME}${path}`)).location?.split('?')[0]]).toEqual([
        path,
        '/organise/second-factor',
      ]);
    }
  });
});
