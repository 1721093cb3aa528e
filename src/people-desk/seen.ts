import { createHash } from 'node:crypto';

/** What stood there when somebody decided, as a short text for a form: it differs as soon as any of it does. */
export function seenOf(stored: object): string {
  return createHash('sha256').update(JSON.stringify(stored)).digest('base64url').slice(0, 22);
}
