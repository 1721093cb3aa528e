import { ApiError } from './errors.js';

/** How the next calls fail on purpose. */
export interface FailureOrder {
  readonly calls: number;
  readonly status: 429 | 500 | 503;
}

/** Makes the API fail as Stripe does on a bad day: too many requests, or a fault of its own. */
export class Failures {
  private left = 0;
  private status: FailureOrder['status'] = 500;

  order({ calls, status }: FailureOrder): void {
    this.left = calls;
    this.status = status;
  }

  /** @throws {ApiError} while calls are to fail */
  next(): void {
    if (this.left === 0) return;
    this.left -= 1;
    if (this.status === 429) {
      throw new ApiError(429, 'invalid_request_error', 'rate_limit', 'Request rate limit exceeded.');
    }
    throw new ApiError(this.status, 'api_error', null, 'An unknown error occurred.');
  }
}
