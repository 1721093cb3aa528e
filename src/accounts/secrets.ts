import { createHash, randomInt } from 'node:crypto';

/**
 * What is kept of a secret. Tokens are 144 random bits, for which one round of SHA-256 is enough; a code is short, and
 * is safe only because it is short-lived, bound to a browser and given few tries.
 */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Six digits that a person copies from one screen to another. */
export function newCode(): string {
  return String(randomInt(0, 1_000_000)).padStart(6, '0');
}
