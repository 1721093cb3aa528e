import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { LiveHub } from '../../src/live/live-hub.js';
import { CHANGES_CHANNEL } from '../../src/live/topics.js';
import { REDIS } from '../../src/platform/redis/redis.module.js';
import { RunningApp } from '../factories/running-app.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';
import { until } from '../support/until.js';

const TOPIC = 'a test’s';
/** By docs/operations.md: so much may be unread; and the message that went beyond it. */
const UNREAD_LIMIT = 65_536;
const MESSAGE_BYTES = 60_000;
const READERS = 20;
/** What the system holds for a connection that nobody reads is some megabytes; it is full long before. */
const MOST_REVISIONS = 600;

describe('Somebody who watches and does not read', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;
  let server: Server;
  let revision = 0;
  const streams: ServerResponse[] = [];

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    running = await RunningApp.start({ databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl }, { role: 'web' });
    const hub = running.app.get(LiveHub, { strict: false });
    // Long messages, so that a connection is full within seconds instead of an hour.
    const subject = {
      topic: TOPIC,
      event: 'long',
      read: () => Promise.resolve(JSON.stringify({ revision, padding: 'x'.repeat(MESSAGE_BYTES) })),
    };
    server = createServer((_incoming, response) => {
      streams.push(response);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      hub.watch(subject, response, null).catch((error: unknown) => response.destroy(error as Error));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }, 60_000);

  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await running.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  const port = (): number => (server.address() as AddressInfo).port;

  /** Reads on; `seen` is the last revision of which all has come. */
  const reader = async (): Promise<{ seen: number; ended: boolean }> => {
    const sight = { seen: -1, ended: false };
    const asked = request({ port: port(), host: '127.0.0.1', agent: false }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    let text = '';
    response.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      const messages = text.split('\n\n');
      text = messages.pop() ?? '';
      for (const message of messages) sight.seen = Number(/"revision":(\d+)/.exec(message)?.[1] ?? sight.seen);
    });
    response.once('close', () => {
      sight.ended = true;
    });
    response.once('error', () => undefined);
    return sight;
  };

  it('is dropped once too much is unread, holds up nobody, and may come back to all there is', async () => {
    const readers = await Promise.all(Array.from({ length: READERS }, reader));
    const deaf: Socket = connect(port(), '127.0.0.1');
    deaf.once('error', () => undefined);
    await once(deaf, 'connect');
    deaf.pause();
    deaf.write('GET / HTTP/1.1\r\nHost: test\r\n\r\n');
    await until('all watch', () => streams.length === READERS + 1);
    const unread = streams.at(-1);
    if (unread === undefined) throw new Error('Nobody watches');

    const publisher = running.app.get<Redis>(REDIS, { strict: false });
    let most = 0;
    while (!unread.destroyed && revision < MOST_REVISIONS) {
      revision += 1;
      await publisher.publish(CHANGES_CHANNEL, JSON.stringify([TOPIC]));
      // Each waits for nobody but those who read.
      await until(`all who read see revision ${String(revision)}`, () => readers.every(({ seen }) => seen >= revision));
      most = Math.max(most, unread.writableLength);
    }
    expect(unread.destroyed).toBe(true);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(UNREAD_LIMIT + MESSAGE_BYTES + 1_000);
    expect(readers.filter(({ ended }) => ended)).toEqual([]);
    expect(running.app.get(LiveHub, { strict: false }).watchers).toBe(READERS);
    deaf.destroy();

    const back = await reader();
    await until('it has what the others have', () => back.seen === revision);
  }, 120_000);
});
