import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { minor } from './money.js';
import { dueFor, hectometresOf, kilometresOf, PLEDGE_BOUNDS, pledgesOpen } from './pledge.js';

const { perKm, cap } = PLEDGE_BOUNDS;
const perKmMinor = fc.integer({ min: perKm.leastMinor, max: perKm.mostMinor }).map(minor);
const capMinor = fc.integer({ min: cap.leastMinor, max: cap.mostMinor }).map(minor);
const metres = fc.integer({ min: 0, max: 300_000 });

describe('what a promise per kilometre comes to', () => {
  it.each([
    [50, 2_000, 20_000, 1_000],
    [50, 800, 20_000, 800],
    [15, 2_000, 18_500, 278],
    [15, 2_000, 18_300, 275],
    [33, 5_000, 18_599, 611],
    [50, 2_000, 0, 0],
    [5, 100, 99, 0],
  ])('%i cents a kilometre, at most %i, over %i metres: %i', (each, most, walked, due) => {
    expect(dueFor({ perKmMinor: minor(each), capMinor: minor(most) }, hectometresOf(walked))).toBe(due);
  });

  it('is the exact product rounded half up, and never more than the cap', () => {
    fc.assert(
      fc.property(perKmMinor, capMinor, metres, (each, most, walked) => {
        const tenths = BigInt(each) * (BigInt(walked) / 100n);
        const exact = Number((2n * tenths + 10n) / 20n);
        expect(dueFor({ perKmMinor: each, capMinor: most }, hectometresOf(walked))).toBe(Math.min(exact, most));
      }),
    );
  });

  it('never falls when more is walked, promised or allowed', () => {
    fc.assert(
      fc.property(perKmMinor, capMinor, metres, metres, (each, most, walked, further) => {
        const promise = { perKmMinor: each, capMinor: most };
        const due = dueFor(promise, hectometresOf(walked));
        expect(dueFor(promise, hectometresOf(walked + further))).toBeGreaterThanOrEqual(due);
        expect(dueFor({ ...promise, perKmMinor: minor(each + 1) }, hectometresOf(walked))).toBeGreaterThanOrEqual(due);
        expect(dueFor({ ...promise, capMinor: minor(most + 1) }, hectometresOf(walked))).toBeGreaterThanOrEqual(due);
      }),
    );
  });

  it('counts no metre that was not walked, and less than a hundred metres too few', () => {
    fc.assert(
      fc.property(metres, (walked) => {
        const counted = hectometresOf(walked);
        expect(Number.isInteger(counted)).toBe(true);
        expect(walked - counted * 100).toBeGreaterThanOrEqual(0);
        expect(walked - counted * 100).toBeLessThan(100);
      }),
    );
    expect(kilometresOf(hectometresOf(18_599))).toBe(18.5);
  });
});

describe('promises per kilometre', () => {
  it('are taken until the day of the walk, where the edition takes them at all', () => {
    const edition = { pledgesPerKm: true, walkOn: '2023-10-08' };
    expect(pledgesOpen(edition, '2023-10-07')).toBe(true);
    expect(pledgesOpen(edition, '2023-10-08')).toBe(false);
    expect(pledgesOpen({ ...edition, pledgesPerKm: false }, '2023-10-07')).toBe(false);
  });
});
