import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { get, type IncomingMessage } from 'node:http';
import {
  type StoredEdition,
  storeCaptain,
  storeDonation,
  storeEdition,
  type StoredWalker,
} from '../../factories/edition.js';
import { CHANGES_CHANNEL } from '../../../src/live/topics.js';
import { RedisConnections } from '../../../src/platform/redis/redis.module.js';
import { RunningApp } from '../../factories/running-app.js';
import { until } from '../../support/until.js';
import { PaymentStory } from '../../factories/stripe-events.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../../support/services.js';

let services: TestDatabase;
let redis: TestServer & { readonly redisUrl: string };
let app: RunningApp;
let edition: StoredEdition;
let captain: StoredWalker;
let url: string;

beforeAll(async () => {
  services = await testDatabase();
  redis = await testRedis();
  app = await RunningApp.start({ databaseUrl: services.databaseUrl, redisUrl: redis.redisUrl, listen: true });
  edition = await storeEdition(app.database);
  captain = await storeCaptain(app.database, edition);
  url = await app.app.getUrl();
});

afterAll(async () => {
  await app.close();
  await redis.drop();
  await services.drop();
});

interface Message {
  readonly id: number;
  readonly at: number;
  readonly data: { readonly raisedMinor: number; readonly gifts: number; readonly revision: number };
}

/** A stream of server-sent events, read as a browser reads it. */
class Watcher {
  readonly messages: Message[] = [];
  text = '';
  private constructor(readonly response: IncomingMessage) {
    let unread = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      this.text += chunk;
      unread += chunk;
      const parts = unread.split('\n\n');
      unread = parts.pop() ?? '';
      for (const part of parts) {
        const fields = new Map(
          part.split('\n').map((line) => [line.split(': ')[0], line.split(': ').slice(1).join(': ')]),
        );
        if (fields.get('event') !== 'total') continue;
        const data = JSON.parse(fields.get('data') ?? '') as Message['data'];
        this.messages.push({ id: Number(fields.get('id')), at: performance.now(), data });
      }
    });
    response.on('error', () => undefined);
  }

  static open(path: string, headers: Record<string, string> = {}): Promise<Watcher> {
    return new Promise((resolve, reject) => {
      get(`${url}${path}`, { headers }, (response) => {
        resolve(new Watcher(response));
      }).on('error', reject);
    });
  }

  close(): void {
    this.response.destroy();
  }
}

async function pay(amountMinor: number): Promise<void> {
  const id = await storeDonation(app.database, edition, { to: captain, amountMinor });
  expect(await app.deliver(new PaymentStory({ donation_id: id }, amountMinor).intent('succeeded'))).toBe(200);
}

describe('a live stream', () => {
  it('begins with a snapshot, and follows with absolute values under growing revisions', async () => {
    const watcher = await Watcher.open('/live/editions/2023');
    expect(watcher.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    });
    // One message is one piece of bytes, the same for all who watch.
    expect(watcher.response.headers).not.toHaveProperty('transfer-encoding');
    await until('the snapshot is here', () => watcher.messages.length === 1);
    const [snapshot] = watcher.messages;
    await pay(4_000);
    await until('the gift shows', () => (watcher.messages.at(-1)?.data.gifts ?? 0) > (snapshot?.data.gifts ?? 0));
    await pay(2_500);
    const raised = (snapshot?.data.raisedMinor ?? 0) + 6_500;
    await until('both gifts show', () => watcher.messages.at(-1)?.data.raisedMinor === raised);
    const revisions = watcher.messages.map(({ data }) => data.revision);
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
    expect(watcher.messages.map(({ id }) => id)).toEqual(revisions);
    watcher.close();
  });

  it.each(['edition', 'teams', 'walkers'])('of the %s shows a gift to a walker', async (kind) => {
    const paths: Record<string, string> = {
      edition: '',
      teams: `/teams/${captain.teamSlug}`,
      walkers: `/walkers/${captain.walkerSlug}`,
    };
    const watcher = await Watcher.open(`/live/editions/2023${paths[kind] ?? ''}`);
    await until('the snapshot is here', () => watcher.messages.length === 1);
    const before = watcher.messages[0]?.data.raisedMinor ?? 0;
    await pay(1_234);
    await until('something new shows', () => watcher.messages.length > 1);
    expect(watcher.messages.at(-1)?.data.raisedMinor).toBe(before + 1_234);
    watcher.close();
  });

  it('sends a sign of life and no snapshot to a client that has the current revision, and the next change all the same', async () => {
    const first = await Watcher.open('/live/editions/2023');
    await until('the snapshot is here', () => first.messages.length === 1);
    const revision = first.messages[0]?.data.revision ?? 0;
    first.close();
    const again = await Watcher.open('/live/editions/2023', { 'last-event-id': String(revision) });
    await until('it is told that it is heard', () => again.text.includes('event: beat\n'));
    expect(again.messages).toEqual([]);
    await pay(700);
    await until('the change is here', () => again.messages.length > 0);
    expect(again.messages[0]?.data.revision).toBeGreaterThan(revision);
    again.close();
  });

  it('sends a snapshot to a client whose revision is an older one', async () => {
    const watcher = await Watcher.open('/live/editions/2023', { 'last-event-id': '1' });
    await until('the snapshot is here', () => watcher.messages.length === 1);
    expect(watcher.messages[0]?.data.revision).toBeGreaterThan(1);
    watcher.close();
  });

  it('sends at most one message per 100 ms in a burst of gifts, and ends at the right amount', async () => {
    const watcher = await Watcher.open('/live/editions/2023');
    await until('the snapshot is here', () => watcher.messages.length === 1);
    const before = watcher.messages[0]?.data.raisedMinor ?? 0;
    const started = performance.now();
    for (let round = 0; round < 8; round += 1) await Promise.all(Array.from({ length: 5 }, () => pay(100)));
    await until('all 40 gifts show', () => watcher.messages.at(-1)?.data.raisedMinor === before + 4_000);
    const changes = watcher.messages.slice(1);
    const took = (changes.at(-1)?.at ?? 0) - started;
    expect(changes.length).toBeLessThanOrEqual(Math.floor(took / 100) + 1);
    watcher.close();
  });

  it('answers 404 to an edition that is not there', async () => {
    const response = await fetch(`${url}/live/editions/1999`);
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'EDITION_NOT_FOUND' }]);
  });

  it('goes on by the clock when Redis is away', async () => {
    const watcher = await Watcher.open('/live/editions/2023');
    await until('the snapshot is here', () => watcher.messages.length === 1);
    const before = watcher.messages[0]?.data.raisedMinor ?? 0;
    await redis.stop();
    await pay(900);
    await until('something new shows', () => watcher.messages.length > 1, 15_000);
    expect(watcher.messages.at(-1)?.data.raisedMinor).toBe(before + 900);
    await redis.start();
    watcher.close();
  });
});

describe('polling', () => {
  it('is answered 304 until something changes', async () => {
    const read = (etag?: string): Promise<Response> =>
      fetch(`${url}/api/v1/editions/2023/totals`, etag === undefined ? {} : { headers: { 'if-none-match': etag } });
    const first = await read();
    const etag = first.headers.get('etag') ?? '';
    const before = (await first.json()) as { raisedMinor: number; revision: number };
    expect(etag).toBe(`W/"${String(before.revision)}"`);
    const same = await read(etag);
    expect([same.status, await same.text()]).toEqual([304, '']);
    await pay(300);
    await until('something has changed', async () => (await read(etag)).status === 200);
    const after = (await (await read(etag)).json()) as typeof before;
    expect(after.raisedMinor).toBe(before.raisedMinor + 300);
    expect(after.revision).toBeGreaterThan(before.revision);
  });
});

describe('a stream of places left', () => {
  /** What was said so far, one after the other. */
  const saidBy = (watcher: Watcher): { id: string; left: number }[] =>
    [...watcher.text.matchAll(/event: places\nid: (\S+)\ndata: (.*)\n/g)].map(([, id = '', data = '{}']) => ({
      id,
      left: (JSON.parse(data) as Record<string, number>)['central-20'] ?? -1,
    }));
  const register = async (firstName: string): Promise<void> => {
    const { statusCode } = await app.app.inject({
      method: 'POST',
      url: '/nl/2023/register',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        participationType: 'central-20',
        team: 'alone',
        firstName,
        lastName: 'Peeters',
        email: `${firstName.toLowerCase()}@example.org`,
        birthDate: '1988-02-03',
        freePlace: 'yes',
        acceptTerms: 'yes',
      }).toString(),
    });
    expect(statusCode).toBe(303);
  };

  it('begins with what is left, and says when a place is taken and when one is free again', async () => {
    const watcher = await Watcher.open('/live/editions/2023/places');
    const before = await until('the snapshot is here', () => saidBy(watcher).at(0));
    // What has no limit is not counted.
    expect(watcher.text).not.toContain('own-route');
    const rung: string[] = [];
    const subscriber = app.app.get(RedisConnections, { strict: false }).connect('wait');
    subscriber.on('message', (_channel, message) => rung.push(message));
    await subscriber.subscribe(CHANGES_CHANNEL);
    await register('Ada');
    await until('it rings for the places', () => rung.some((message) => message.includes(`"places:${edition.id}"`)));
    await until('one place fewer is left', () => saidBy(watcher).at(-1)?.left === before.left - 1);
    const had = saidBy(watcher).at(-1)?.id ?? '';
    await app.database.rows(`UPDATE walker SET released_at = now(), confirmed_at = NULL WHERE first_name = 'Ada'`);
    await until('it is free again', () => saidBy(watcher).at(-1)?.left === before.left);
    watcher.close();
    // Somebody who comes back and has what holds now is told nothing that they know.
    const back = await Watcher.open('/live/editions/2023/places', { 'last-event-id': before.id });
    await register('Bram');
    await until('the next change is said', () => saidBy(back).length > 0);
    expect(saidBy(back)[0]?.id).toBe(had);
    back.close();
  });
});
