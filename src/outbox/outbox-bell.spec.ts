import { describe, expect, it } from '@jest/globals';
import type { Queue } from 'bull';
import { pino } from 'pino';
import { Metrics } from '../platform/metrics/metrics.js';
import { OutboxBell } from './outbox-bell.js';

/** A bell and how many jobs it made. */
function bellWithQueue(): { readonly bell: OutboxBell; readonly jobs: () => number } {
  let jobs = 0;
  const queue = {
    add: () => {
      jobs += 1;
      return Promise.resolve();
    },
  } as unknown as Queue<Record<string, never>>;
  return { bell: new OutboxBell(queue, pino({ level: 'silent' }), new Metrics()), jobs: () => jobs };
}

describe('The bell of the outbox', () => {
  it('rings at once, and once more for all that is written within the pause after it', async () => {
    const { bell, jobs } = bellWithQueue();
    for (let times = 0; times < 50; times += 1) {
      bell.ring();
      await Promise.resolve();
    }
    expect(jobs()).toBe(1);
    await bell.beforeApplicationShutdown();
    expect(jobs()).toBe(2);
  });

  it('rings for each while the process ends, since nobody may be there after the pause', async () => {
    const { bell, jobs } = bellWithQueue();
    await bell.beforeApplicationShutdown();
    for (let times = 1; times <= 3; times += 1) {
      bell.ring();
      await new Promise((resolve) => setImmediate(resolve));
      expect(jobs()).toBe(times);
    }
  });
});
