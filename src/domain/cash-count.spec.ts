import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cashSum, EURO_PIECES, MOST_PIECES } from './cash-count.js';

describe('A counting sheet', () => {
  it('comes to the sum of its notes and coins', () => {
    expect(cashSum({})).toBe(0);
    expect(cashSum({ 5_000: 1, 2_000: 3, 200: 4, 5: 1 })).toBe(11_805);
  });

  it('comes to what laying down piece after piece comes to, in whatever order they lie', () => {
    const piles = fc.array(fc.constantFrom(...EURO_PIECES), { maxLength: 200 });
    fc.assert(
      fc.property(piles, (laid) => {
        const count: Partial<Record<(typeof EURO_PIECES)[number], number>> = {};
        let sum = 0;
        for (const piece of laid) {
          count[piece] = (count[piece] ?? 0) + 1;
          sum += piece;
        }
        expect(cashSum(count)).toBe(sum);
      }),
    );
  });

  it('stays exact for the fullest sheet there can be', () => {
    const full = Object.fromEntries(EURO_PIECES.map((piece) => [piece, MOST_PIECES]));
    expect(cashSum(full)).toBe(88_888 * MOST_PIECES);
  });
});
