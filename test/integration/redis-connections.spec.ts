import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Queue from 'bull';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { RedisConnections } from '../../src/platform/redis/redis.module.js';
import { NOBODY } from '../factories/running-app.js';
import { testRedis, type TestServer } from '../support/services.js';
import { until } from '../support/until.js';

describe('Connections to Redis', () => {
  let redis: TestServer & { readonly redisUrl: string };

  beforeAll(async () => {
    redis = await testRedis();
  }, 60_000);

  afterAll(async () => {
    await redis.drop();
  });

  it('end well while they subscribe anew after a break, and nobody is left to hear of it', async () => {
    const connections = new RedisConnections(redis.redisUrl, pino({ level: 'silent' }));
    const subscriber = connections.connect('wait');
    const commands = connections.connect('fail-fast');
    // So many that Redis is not done when it is halted.
    await subscriber.subscribe(...Array.from({ length: 50_000 }, (_, index) => `changes-${String(index)}`));
    const pid = Number(/process_id:(\d+)/.exec(await commands.info('server'))?.[1]);

    await commands.client('KILL', 'TYPE', 'pubsub');
    await once(subscriber, 'ready');
    // What it has just asked is not answered any more.
    process.kill(pid, 'SIGSTOP');
    try {
      connections.close();
      await once(subscriber, 'end');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    // A rejection that nobody takes fails the test, as it would end a process.
    expect(subscriber.status).toBe('end');
  });

  it('end well under a queue whose Redis never came', async () => {
    const connections = new RedisConnections(`redis://${NOBODY}`, pino({ level: 'silent' }));
    const waiting: Redis[] = [];
    const queue = new Queue('never', {
      createClient: (type) => {
        const connection = connections.connect(type === 'client' ? 'fail-fast' : 'wait');
        waiting.push(connection);
        return connection;
      },
    });
    void queue.process(() => Promise.resolve());
    // While they try once more.
    const last = waiting.at(-1);
    last?.once('connecting', () => {
      connections.close();
    });
    await until('a connection is at its end', () => last?.status === 'end');
    expect(waiting.length).toBeGreaterThan(1);
  });
});
