import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amountsOfParts, amountsOfWhole, type GiftAmounts } from './gift-parts.js';
import { minor, sharedOut, sum, ZERO } from './money.js';

const shares = fc.array(fc.integer({ min: 1, max: 2_000_000_000 }).map(minor), { minLength: 1, maxLength: 10 });
/** A paid gift with its shares: any refund, and a dispute of some of what that leaves. */
const gifts = shares.chain((parts) => {
  const paidMinor = sum(...parts);
  return fc.record({ refunded: fc.nat(paidMinor), disputed: fc.nat(paidMinor) }).map(({ refunded, disputed }) => ({
    parts,
    whole: {
      paidMinor,
      refundedMinor: minor(refunded),
      disputedMinor: minor(Math.min(disputed, paidMinor - refunded)),
      onItsWayMinor: ZERO,
    } satisfies GiftAmounts,
  }));
});

describe('the parts of a gift', () => {
  it('add up to the whole to the cent, and none loses more than it was given', () => {
    fc.assert(
      fc.property(gifts, ({ parts, whole }) => {
        const amounts = amountsOfParts(whole, parts);
        expect(amountsOfWhole(amounts)).toEqual(whole);
        for (const [index, { paidMinor, refundedMinor, disputedMinor }] of amounts.entries()) {
          expect(paidMinor).toBe(parts[index]);
          expect(
            Math.min(refundedMinor, disputedMinor, paidMinor - refundedMinor - disputedMinor),
          ).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('each get a share within a cent of what is theirs, the first of equal ones the odd cent', () => {
    expect(sharedOut(minor(100), [minor(1), minor(1), minor(1)])).toEqual([34, 33, 33]);
    expect(sharedOut(minor(1), [minor(1_000), minor(3_000)])).toEqual([0, 1]);
    expect(sharedOut(minor(5), [ZERO, ZERO])).toEqual([0, 0]);
    fc.assert(
      fc.property(shares, fc.nat(), (weights, seed) => {
        const all = sum(...weights);
        const amount = minor(seed % (all + 1));
        for (const [index, share] of sharedOut(amount, weights).entries()) {
          expect(Math.abs(share - (amount / all) * (weights[index] ?? 0))).toBeLessThan(1 + 1e-6);
        }
      }),
    );
  });
});
