import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { belgianClock } from '../platform/i18n/index.js';
import { nextRun } from './next-run.js';

const HOUR_MS = 3_600_000;

describe('The next run of a planned file', () => {
  it.each([
    ['a day further', { weekday: null, hour: 7 }, '2026-11-27T06:00:00Z', '2026-11-28T06:00:00Z'],
    ['later the same day', { weekday: null, hour: 7 }, '2026-11-27T05:59:59Z', '2026-11-27T06:00:00Z'],
    [
      'at the same hour once summer has come',
      { weekday: null, hour: 7 },
      '2026-03-28T06:00:00Z',
      '2026-03-29T05:00:00Z',
    ],
    [
      'an hour later where the clocks skip it',
      { weekday: null, hour: 2 },
      '2026-03-28T12:00:00Z',
      '2026-03-29T01:00:00Z',
    ],
    ['once where the clocks show it twice', { weekday: null, hour: 2 }, '2026-10-25T00:00:00Z', '2026-10-26T01:00:00Z'],
    ['on Monday', { weekday: 1, hour: 6 }, '2026-11-27T12:00:00Z', '2026-11-30T05:00:00Z'],
    ['a week further on the day itself', { weekday: 5, hour: 6 }, '2026-11-27T05:00:00Z', '2026-12-04T05:00:00Z'],
  ])('is %s', (_, rhythm, after, next) => {
    expect(nextRun(rhythm, new Date(after)).toISOString()).toBe(new Date(next).toISOString());
  });

  it('comes within a week and an hour, at the hour and weekday that were asked for, whatever the season', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
        fc.option(fc.integer({ min: 1, max: 7 })),
        fc.integer({ min: 0, max: 23 }),
        (after, weekday, hour) => {
          const next = nextRun({ weekday, hour }, after);
          expect(next.getTime()).toBeGreaterThan(after.getTime());
          expect(next.getTime() - after.getTime()).toBeLessThanOrEqual((weekday === null ? 25 : 169) * HOUR_MS);
          const shown = belgianClock(next);
          // The hour that is skipped in spring is two.
          expect([hour, hour === 2 ? 3 : hour]).toContain(Number(shown.slice(11, 13)));
          if (weekday !== null)
            expect((new Date(`${shown.slice(0, 10)}T12:00:00Z`).getUTCDay() + 6) % 7).toBe(weekday - 1);
        },
      ),
    );
  });
});
