import { describe, expect, it } from '@jest/globals';
import { growthPerMinute, p99Ratio, type Sample } from './steadiness.js';

const every10Seconds = (values: readonly number[]): Sample[] =>
  values.map((value, index) => ({ atMs: index * 10_000, value }));

describe('growthPerMinute', () => {
  it('finds the megabytes that a process gains in a minute', () => {
    expect(growthPerMinute(every10Seconds(Array.from({ length: 60 }, (_, index) => 100 + index / 2)))).toBeCloseTo(3);
  });

  it('leaves out what a process takes while it warms up', () => {
    const values = Array.from({ length: 60 }, (_, index) => (index < 20 ? index * 5 : 100));
    expect(growthPerMinute(every10Seconds(values))).toBe(0);
  });

  it('sees past a heap that goes up and down', () => {
    const values = Array.from({ length: 180 }, (_, index) => 100 + (index % 7) * 4);
    expect(Math.abs(growthPerMinute(every10Seconds(values)))).toBeLessThan(0.1);
  });

  it('says nothing of what was hardly looked at', () => {
    expect(() => growthPerMinute(every10Seconds([1, 2, 3]))).toThrow(RangeError);
  });
});

describe('p99Ratio', () => {
  it('holds the end against the beginning and leaves out the warming up', () => {
    const waits = [
      ...Array.from({ length: 10 }, () => 900),
      ...Array.from({ length: 90 }, (_, i) => (i < 60 ? 10 : 30)),
    ];
    expect(p99Ratio(waits)).toBe(3);
  });
});
