import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatEnterpriseNumber, parseEnterpriseNumber } from './enterprise-number.js';

describe('An enterprise number', () => {
  it.each(['0123.456.749', 'BE 0123 456 749', 'be0123456749', '123456749', ' 0123-456-749 '])(
    'is read from %j',
    (typed) => {
      expect(parseEnterpriseNumber(typed)).toBe('0123456749');
    },
  );

  it.each(['', '0123456748', '2123456749', '01234567', 'BE', 'NL001234567B01', '0123456749 0'])(
    'is not %j',
    (typed) => {
      expect(parseEnterpriseNumber(typed)).toBeNull();
    },
  );

  it('is refused when any one digit is another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), (place, by) => {
        const digits = '0123456749'.split('');
        digits[place] = String((Number(digits[place]) + by) % 10);
        expect(parseEnterpriseNumber(digits.join(''))).toBeNull();
      }),
    );
  });

  it('is shown in groups, as on paper', () => {
    expect(formatEnterpriseNumber('0123456749')).toBe('0123.456.749');
  });
});
