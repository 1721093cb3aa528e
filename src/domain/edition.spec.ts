import { describe, expect, it } from '@jest/globals';
import { ageOn, windowState } from './edition.js';

describe('age', () => {
  it.each([
    ['2023-10-08', '2007-10-08', 16, 'on the birthday'],
    ['2023-10-08', '2007-10-09', 15, 'on the day before it'],
    ['2023-10-08', '2007-11-01', 15, 'in the month before it'],
    ['2023-02-28', '2004-02-29', 18, 'of somebody born on 29 February, on the 28th'],
    ['2023-03-01', '2004-02-29', 19, 'of somebody born on 29 February, on 1 March'],
    ['2023-10-08', '2023-10-08', 0, 'on the day of birth'],
  ])('on %s of who is born on %s is %i: %4$s', (day, birthOn, age) => {
    expect(ageOn(day, birthOn)).toBe(age);
  });
});

describe('a window of time', () => {
  const opens = new Date('2023-03-01T08:00:00Z');
  const closes = new Date('2023-10-08T06:00:00Z');
  it.each([
    ['2023-03-01T07:59:59.999Z', 'not-yet'],
    ['2023-03-01T08:00:00.000Z', 'open'],
    ['2023-10-08T05:59:59.999Z', 'open'],
    ['2023-10-08T06:00:00.000Z', 'over'],
  ])('at %s is %s', (at, state) => {
    expect(windowState(opens, closes, new Date(at))).toBe(state);
  });
});
