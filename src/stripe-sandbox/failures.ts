import { setTimeout as pause } from 'node:timers/promises';
import { ApiError } from './errors.js';

/** How the next calls fail on purpose: with a status of Stripe's, or by being slow, as when an answer is lost. */
export interface FailureOrder {
  readonly calls: number;
  readonly status: 429 | 500 | 503 | null;
  /** How long such a call hangs before its work begins; ms. */
  readonly hangMs: number;
}

const WELL: FailureOrder = { calls: 0, status: null, hangMs: 0 };

/** Makes the API fail as Stripe does on a bad day: too many requests, a fault of its own, or no answer in time. */
export class Failures {
  private ordered = WELL;
  private readonly hanging = new AbortController();

  order(order: FailureOrder): void {
    this.ordered = order;
  }

  get left(): FailureOrder {
    return this.ordered;
  }

  reset(): void {
    this.ordered = WELL;
  }

  /** Lets calls that hang go on at once, so that the server can end. */
  stop(): void {
    this.hanging.abort();
  }

  /**
   * Called before the work of every call.
   * @returns what the call is to wait for, if anything
   * @throws {ApiError} while calls are to fail
   */
  next(): Promise<void> | null {
    const { calls, status, hangMs } = this.ordered;
    if (calls === 0) return null;
    this.ordered = { ...this.ordered, calls: calls - 1 };
    switch (status) {
      case 429:
        throw new ApiError(429, 'invalid_request_error', 'rate_limit', 'Request rate limit exceeded.', null, {
          'stripe-rate-limited-reason': 'global-rate',
        });
      case 500:
      case 503:
        throw new ApiError(status, 'api_error', null, 'An unknown error occurred.');
      case null:
        // What ends the pause early is the server's end, and that is no fault of the call.
        return pause(hangMs, undefined, { signal: this.hanging.signal }).catch(() => undefined);
    }
  }
}
