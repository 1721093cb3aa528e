import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { belgianClock, momentOfBelgianClock } from './belgian-clock.js';

describe('The clock in Belgium', () => {
  it('shows what it is set to, whatever the season', () => {
    const minutes = fc.integer({ min: 0, max: 60 * 24 * 365 * 60 }).map((minute) => new Date(minute * 60_000));
    fc.assert(
      fc.property(minutes, (moment) => {
        const shown = belgianClock(moment);
        const again = momentOfBelgianClock(shown);
        expect(again === null ? null : belgianClock(again)).toBe(shown);
        // Only in the hour that comes twice is it another moment, an hour earlier.
        expect([0, 3_600_000]).toContain(moment.getTime() - (again?.getTime() ?? Number.NaN));
      }),
    );
  });

  it('knows summer and winter time, the hour that is skipped, and what is no time', () => {
    expect(momentOfBelgianClock('2024-10-06 08:00')?.toISOString()).toBe('2024-10-06T06:00:00.000Z');
    expect(momentOfBelgianClock('2024-12-06T08:00')?.toISOString()).toBe('2024-12-06T07:00:00.000Z');
    expect(momentOfBelgianClock('2024-03-31T02:30')?.toISOString()).toBe('2024-03-31T01:30:00.000Z');
    expect(['2024-02-30T08:00', '2024-10-06T24:61', '6/10/2024', ''].map(momentOfBelgianClock)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
