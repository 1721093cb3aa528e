import { createHash, randomInt } from 'node:crypto';

/** Digits and letters that nobody mistakes for each other, read from paper or over the telephone. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 12 of 30 letters: 58 bits, out of reach for whoever tries. */
const LENGTH = 12;
const GROUP = 4;

/** A new code, such as `7KQM-2ZTA-9XFE`. It is shown once: we keep its hash alone. */
export function newVoucherCode(): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)] ?? '');
  return Array.from({ length: LENGTH / GROUP }, (_, group) =>
    letters.slice(group * GROUP, (group + 1) * GROUP).join(''),
  ).join('-');
}

/**
 * What is kept of a code. However it was typed, small or with spaces for hyphens, it is the same code.
 * @returns `null` when it can be no code of ours.
 */
export function hashVoucherCode(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return code.length === LENGTH ? createHash('sha256').update(code).digest('hex') : null;
}
