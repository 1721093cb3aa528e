import { createHash } from 'node:crypto';

/** The field of a form that carries its key, made anew each time the form is shown. */
export const ONCE_KEY_FIELD = 'onceKey';

/** Longest key that is taken; more is no key. */
const MOST_CHARACTERS = 200;

/**
 * What tells an order that is sent again from a new one: a hash over the key that came with it, and over all that was
 * ordered. The key alone would not do: who goes back and changes the amount sends the same key. API clients send it as
 * `Idempotency-Key` (IETF draft-ietf-httpapi-idempotency-key-header).
 * @returns 32 bytes; `null` where no usable key came
 */
export function onceHash(key: unknown, order: object): Buffer | null {
  if (typeof key !== 'string' || key === '' || key.length > MOST_CHARACTERS) return null;
  return createHash('sha256')
    .update(JSON.stringify([key, order]))
    .digest();
}
