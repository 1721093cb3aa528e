import { createHash } from 'node:crypto';
import { ApiError } from './errors.js';

/** An answer that a later call with the same key gets again. */
export interface RememberedAnswer {
  readonly request: string;
  readonly requestId: string;
  readonly status: number;
  readonly body: string;
}

/** Keys are kept for this many calls; Stripe keeps them for at least 24 hours. */
const LIMIT = 200_000;

/** Remembers answers by their idempotency key (https://docs.stripe.com/api/idempotent_requests). */
export class Idempotency {
  private readonly answers = new Map<string, RememberedAnswer>();
  /** The calls that run at this moment, by their keys. */
  private readonly running = new Map<string, string>();

  /**
   * Begins a call. One that is not answered from memory must be ended.
   * @returns the earlier answer to the very same call, or `undefined` when the key is new.
   * @throws {ApiError} `idempotency_error` when the key was used with another call, `idempotency_key_in_use` while the
   *   first call with it still runs.
   */
  begin(key: string, path: string, body: string): RememberedAnswer | undefined {
    const request = requestHash(path, body);
    const running = this.running.get(key);
    const known = this.answers.get(key);
    if ((known?.request ?? running ?? request) !== request) {
      throw new ApiError(
        400,
        'idempotency_error',
        null,
        'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      );
    }
    if (known !== undefined) return known;
    if (running !== undefined) {
      throw new ApiError(
        409,
        'idempotency_error',
        'idempotency_key_in_use',
        'There is currently another in-progress request using this idempotency key.',
        null,
        { 'stripe-should-retry': 'true' },
      );
    }
    this.running.set(key, request);
    return undefined;
  }

  end(key: string): void {
    this.running.delete(key);
  }

  reset(): void {
    this.answers.clear();
  }

  remember(key: string, path: string, body: string, answer: Omit<RememberedAnswer, 'request'>): RememberedAnswer {
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
