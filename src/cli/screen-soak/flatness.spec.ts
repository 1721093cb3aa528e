import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flatnessOf } from './flatness.js';

const MARGIN = { share: 0.1, amount: 0 };

describe('flatness', () => {
  it('calls level what goes up and down around the same', () => {
    const level = fc.array(fc.integer({ min: 95, max: 104 }), { minLength: 10, maxLength: 200 });
    fc.assert(fc.property(level, (samples) => flatnessOf('x', samples, MARGIN).flat));
  });

  it('calls growing what grows all the time, however slowly', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 60, maxLength: 200 });
    fc.assert(
      fc.property(steps, (grown) => {
        const samples = grown.map((_, index) => 100 + grown.slice(0, index).reduce((sum, step) => sum + step, 0));
        return !flatnessOf('x', samples, MARGIN).flat;
      }),
    );
  });

  it('leaves the warming up out', () => {
    expect(flatnessOf('x', [1, 1, ...Array.from({ length: 18 }, () => 100)], MARGIN)).toMatchObject({
      first: 100,
      last: 100,
      flat: true,
    });
  });

  it('says nothing of too few', () => {
    expect(() => flatnessOf('x', [1, 2, 3], MARGIN)).toThrow(RangeError);
  });
});
