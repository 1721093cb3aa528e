import { describe, expect, it } from '@jest/globals';
import type { Queue } from 'bull';
import fc from 'fast-check';
import { pino } from 'pino';
import { Metrics } from '../platform/metrics/metrics.js';
import { StripeEventsBell, type StripeEventsJob } from './stripe-events-bell.js';

/** How many rows each ring names: a few, or up to more than a job holds otherwise. */
const ringsOfRows = fc
  .constantFrom(5, 300)
  .chain((most) => fc.array(fc.integer({ min: 1, max: most }), { minLength: 3, maxLength: 30 }));

describe('The bell of the inbox', () => {
  it('names every row in just one job, in their order, with fewer jobs than rings in a rush', async () => {
    await fc.assert(
      fc.asyncProperty(ringsOfRows, async (rings) => {
        const jobs: StripeEventsJob[] = [];
        const queue = {
          add: (job: StripeEventsJob) => {
            jobs.push(job);
            return Promise.resolve();
          },
        } as unknown as Queue<StripeEventsJob>;
        const bell = new StripeEventsBell(queue, pino({ level: 'silent' }), new Metrics());
        let next = 0;
        for (const rows of rings) {
          bell.ring(Array.from({ length: rows }, () => String((next += 1))));
        }
        await bell.beforeApplicationShutdown();
        expect(jobs.flatMap(({ inboxIds }) => inboxIds)).toEqual(
          Array.from({ length: next }, (_, index) => String(index + 1)),
        );
        // A single ring may name more than a job holds otherwise.
        for (const { inboxIds } of jobs) expect(inboxIds.length).toBeLessThanOrEqual(300);
        if (rings.every((rows) => rows < 50)) expect(jobs.length).toBeLessThan(rings.length);
      }),
      { numRuns: 100 },
    );
  });
});
