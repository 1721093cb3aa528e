import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { feeCoverOf, offersFeeCover } from './fee-cover.js';
import { minor } from './money.js';

const rule = (feeCoverBasisPoints: number, fixed: number) => ({
  feeCoverBasisPoints,
  feeCoverFixedMinor: minor(fixed),
});

describe('Covering what a payment costs', () => {
  it.each([
    // 4000 × 1.5 % + 25 = 85; of 4086.29 charged the costs are 86.29.
    [rule(150, 25), 4_000, 86],
    [rule(0, 25), 4_000, 25],
    [rule(0, 0), 4_000, 0],
    [rule(5_000, 0), 4_000, 4_000],
  ])('adds by the rule %j to %d cents %d cents', (terms, amount, expected) => {
    expect(feeCoverOf(terms, minor(amount))).toBe(expected);
  });

  it('rounds half a cent up', () => {
    // A fifth of what is charged is a quarter of the gift: of two cents half a cent.
    expect(feeCoverOf(rule(2_000, 0), minor(2))).toBe(1);
    expect(feeCoverOf(rule(2_000, 0), minor(1))).toBe(0);
  });

  it('leaves the gift whole, to half a cent, after the costs of all that is charged', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 5_000_000 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.integer({ min: 0, max: 500 }),
        (gift, basisPoints, fixed) => {
          const charged = gift + feeCoverOf(rule(basisPoints, fixed), minor(gift));
          // Ten thousandths of a cent, so that the check is exact.
          const left = charged * (10_000 - basisPoints) - fixed * 10_000;
          expect(Math.abs(left - gift * 10_000)).toBeLessThanOrEqual(5_000);
        },
      ),
    );
  });

  it('is offered only where an edition has a rule', () => {
    expect(offersFeeCover(rule(0, 0))).toBe(false);
    expect(offersFeeCover(rule(150, 0))).toBe(true);
    expect(offersFeeCover(rule(0, 25))).toBe(true);
  });
});
