/** A refusal in the shape of Stripe's API (https://docs.stripe.com/api/errors). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly type: 'invalid_request_error' | 'idempotency_error' | 'api_error' | 'card_error',
    readonly code: string | null,
    message: string,
    readonly param: string | null = null,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /**
   * Whether a call with the same idempotency key is answered with this again: Stripe saves what came of work that had
   * begun, and neither faults of the call itself nor its own limits and failures.
   */
  get saved(): boolean {
    return (
      this.status < 500 && this.status !== 429 && this.status !== 401 && this.code?.startsWith('parameter_') !== true
    );
  }

  body(): { error: Record<string, string> } {
    return {
      error: {
        type: this.type,
        message: this.message,
        ...(this.code === null ? {} : { code: this.code }),
        ...(this.param === null ? {} : { param: this.param }),
      },
    };
  }
}

export function missing(param: string): ApiError {
  return new ApiError(400, 'invalid_request_error', 'parameter_missing', `Missing required param: ${param}.`, param);
}

export function invalid(param: string, message: string, code = 'parameter_invalid'): ApiError {
  return new ApiError(400, 'invalid_request_error', code, message, param);
}

export function noSuch(what: string, id: string): ApiError {
  return new ApiError(404, 'invalid_request_error', 'resource_missing', `No such ${what}: '${id}'`, 'id');
}

/** The object is in a state in which this cannot be done. */
export function unexpectedState(message: string, code: string): ApiError {
  return new ApiError(400, 'invalid_request_error', code, message);
}
