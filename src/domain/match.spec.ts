import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchedOf } from './match.js';
import { minor } from './money.js';

describe('What a sponsor adds', () => {
  it('doubles with a rate of a hundred, and stops at the cap', () => {
    const terms = { ratePercent: 100, capMinor: minor(10_000) };
    expect([0, 1, 4_000, 10_000, 12_345].map((given) => matchedOf(terms, minor(given)))).toEqual([
      0, 1, 4_000, 10_000, 10_000,
    ]);
  });

  it('is the share of the whole sum, rounded down, never over the cap, and never less for more', () => {
    const terms = fc.record({ ratePercent: fc.integer({ min: 1, max: 1_000 }), cap: fc.integer({ min: 1, max: 1e9 }) });
    const given = fc.integer({ min: 0, max: 1e12 });
    fc.assert(
      fc.property(terms, given, given, ({ ratePercent, cap }, one, other) => {
        const of = (sum: number): number => matchedOf({ ratePercent, capMinor: minor(cap) }, minor(sum));
        const exact = (BigInt(one) * BigInt(ratePercent)) / 100n;
        expect(BigInt(of(one))).toBe(exact < BigInt(cap) ? exact : BigInt(cap));
        expect(of(Math.max(one, other))).toBeGreaterThanOrEqual(of(Math.min(one, other)));
      }),
    );
  });
});
