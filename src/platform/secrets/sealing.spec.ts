import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Sealing } from './sealing.js';

const ours = new Sealing({ secretsKey: 'a-key-of-this-test-that-is-long-enough' });
const others = new Sealing({ secretsKey: 'another-key-of-this-test-long-enough' });

describe('A sealed text', () => {
  it('opens with its key and for its purpose alone, and shows nothing of itself', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: 'binary' }), fc.string(), fc.string(), (text, purpose, other) => {
        const sealed = ours.seal(text, purpose);
        expect(ours.open(sealed, purpose)).toBe(Buffer.from(text).toString());
        expect(sealed.includes(Buffer.from(text))).toBe(false);
        expect(() => others.open(sealed, purpose)).toThrow();
        if (other !== purpose) expect(() => ours.open(sealed, other)).toThrow();
      }),
      { numRuns: 50 },
    );
  });

  it('does not open once a bit of it was changed', () => {
    const sealed = ours.seal('the secret of Lotte', 'account 1');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => ours.open(changed, 'account 1')).toThrow();
    }
  });
});
