import { randomBytes } from 'node:crypto';

/** A link that only its owner knows: 144 random bits, safe in a URL. */
export function newToken(): string {
  return randomBytes(18).toString('base64url');
}

/** Whether a text could be one of our tokens, so that nothing else is looked up. */
export function isToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{24}$/.test(text);
}
