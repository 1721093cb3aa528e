import { describe, expect, it } from '@jest/globals';
import { hashVoucherCode, newVoucherCode } from './voucher-code.js';

describe('the code of a voucher', () => {
  it('is three groups of four letters that nobody mistakes for each other', () => {
    for (let count = 0; count < 200; count += 1) {
      expect(newVoucherCode()).toMatch(/^(?:[2-9A-HJKMNP-TV-Z]{4}-){2}[2-9A-HJKMNP-TV-Z]{4}$/);
    }
  });

  it('is the same however it is typed', () => {
    const hash = hashVoucherCode('7KQM-2ZTA-9XFE');
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    for (const typed of ['7kqm 2zta 9xfe', ' 7KQM2ZTA9XFE ', '7kqm–2zta–9xfe'])
      expect(hashVoucherCode(typed)).toBe(hash);
    expect(hashVoucherCode('7KQM-2ZTA-9XFF')).not.toBe(hash);
  });

  it('is none when it is too short, too long or empty', () => {
    for (const typed of ['', '7KQM-2ZTA', '7KQM-2ZTA-9XFE-1', '💥'.repeat(12)])
      expect(hashVoucherCode(typed)).toBeNull();
  });
});
