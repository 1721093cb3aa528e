import { describe, expect, it } from '@jest/globals';
import { currency, difference, minor, negated, sum } from './money.js';

describe('money', () => {
  it.each([0.1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %d as an amount', (value) => {
    expect(() => minor(value)).toThrow(expect.objectContaining({ code: 'MONEY_INVALID' }));
  });

  it('refuses a sum that leaves the safe integers', () => {
    const most = minor(Number.MAX_SAFE_INTEGER);
    expect(() => sum(most, minor(1))).toThrow(expect.objectContaining({ code: 'MONEY_INVALID' }));
    expect(() => difference(negated(most), minor(1))).toThrow(expect.objectContaining({ code: 'MONEY_INVALID' }));
  });

  it('knows no negative zero', () => {
    expect(Object.is(negated(minor(0)), 0)).toBe(true);
  });

  it('writes a currency in upper case, and refuses what is none', () => {
    expect(currency('eur')).toBe('EUR');
    expect(() => currency('euro')).toThrow(expect.objectContaining({ code: 'CURRENCY_INVALID' }));
  });
});
