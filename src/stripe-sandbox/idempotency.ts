import { createHash } from 'node:crypto';
import { ApiError } from './errors.js';

/** An answer that a later call with the same key gets again. */
export interface RememberedAnswer {
  readonly request: string;
  readonly status: number;
  readonly body: string;
}

/** Keys are kept for this many calls; Stripe keeps them for at least 24 hours. */
const LIMIT = 200_000;

/** Remembers answers by their idempotency key (https://docs.stripe.com/api/idempotent_requests). */
export class Idempotency {
  private readonly answers = new Map<string, RememberedAnswer>();

  /**
   * @returns the earlier answer to the very same call, or `undefined` when the key is new.
   * @throws {ApiError} `idempotency_error` when the key was used with another call.
   */
  recall(key: string, path: string, body: string): RememberedAnswer | undefined {
    const known = this.answers.get(key);
    if (known === undefined) return undefined;
    if (known.request !== requestHash(path, body)) {
      throw new ApiError(
        400,
        'idempotency_error',
        null,
        'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      );
    }
    return known;
  }

  remember(key: string, path: string, body: string, answer: { status: number; body: string }): RememberedAnswer {
    const remembered = { ...answer, request: requestHash(path, body) };
    this.answers.set(key, remembered);
    if (this.answers.size > LIMIT) {
      const [oldest] = this.answers.keys();
      if (oldest !== undefined) this.answers.delete(oldest);
    }
    return remembered;
  }

  restore(key: string, answer: RememberedAnswer): void {
    this.answers.set(key, answer);
  }
}

function requestHash(path: string, body: string): string {
  return createHash('sha256').update(path).update('\n').update(body).digest('base64url');
}
