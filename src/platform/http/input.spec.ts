import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { email, optionalText, parseEuros, parseInput, requiredLine } from './input.js';

describe('euros as people type them', () => {
  it.each([
    ['40', 4_000],
    ['12,50', 1_250],
    ['12.5', 1_250],
    ['1.250', 125_000],
    ['1 250,00', 125_000],
    ['1.250,75', 125_075],
    ['1,250.75', 125_075],
    ['€ 40', 4_000],
    ['40 EUR', 4_000],
    ['0,01', 1],
  ])('%j is %i cents', (typed, amountMinor) => {
    expect(parseEuros(typed)).toBe(amountMinor);
  });

  it.each(['', '-5', '4e3', '12,', '1,2345', '12.34.5', 'forty', '0x10', '1234567890123'])(
    '%j is no amount',
    (typed) => {
      expect(parseEuros(typed)).toBeNull();
    },
  );
});

describe('input', () => {
  const Form = z.object({ name: requiredLine(10), email, story: optionalText(20) });

  it('is composed, trimmed and freed of characters that do not show', () => {
    expect(
      parseInput(Form, { name: '  Zoe\u0301\u202e  M ', email: ' LOTTE@Example.org ', story: 'a\r\n\n\n\nb' }),
    ).toEqual({
      name: 'Zoé M',
      email: 'lotte@example.org',
      story: 'a\n\nb',
    });
  });

  it('is refused with every faulty field at once, each with its code', () => {
    expect(() => parseInput(Form, { name: 'x'.repeat(11), email: 'nobody' })).toThrow(
      expect.objectContaining({
        code: 'INPUT_INVALID',
        fields: [
          { field: 'name', code: 'TOO_LONG', params: { most: 10 } },
          { field: 'email', code: 'EMAIL_INVALID' },
        ],
      }),
    );
    expect(() => parseInput(Form, {})).toThrow(
      expect.objectContaining({
        fields: [
          { field: 'name', code: 'REQUIRED' },
          { field: 'email', code: 'REQUIRED' },
        ],
      }),
    );
  });
});
