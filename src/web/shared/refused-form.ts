import type { FastifyReply } from 'fastify';
import type { ErrorCode } from '../../domain/errors.js';
import type { RawInput } from '../../platform/http/input.js';
import { type FormState, formValues } from './components/form-fields.js';
import { refusalOf } from './problem.js';
import { routeOf } from './route-of.js';

/** A form that was refused, ready to be shown again. */
export interface RefusedForm {
  readonly status: number;
  /** All that was typed, and what is wrong with which field. */
  readonly form: FormState;
  /** A refusal of the whole form; `null` where the faults of its fields say it all. */
  readonly error: ErrorCode | null;
}

/**
 * Turns what was thrown over a form into the form as it is shown again, asks to wait where waiting helps, and logs it where
 * it is no fault of who sent it.
 * @throws what was thrown, when nobody foresaw it or it is about the page rather than about what was typed.
 */
export function refusedForm(error: unknown, input: RawInput, reply: FastifyReply): RefusedForm {
  const refusal = refusalOf(error);
  if (refusal.unexpected || refusal.status === 404) throw error;
  if (refusal.status >= 500) {
    reply.log.warn(
      { route: routeOf(reply.request), status: refusal.status, code: refusal.code, err: error },
      'Not able to take a form',
    );
  }
  if (refusal.retryAfterSeconds !== null) void reply.header('retry-after', String(refusal.retryAfterSeconds));
  return {
    status: refusal.status,
    form: { values: formValues(input), errors: refusal.fields },
    error: refusal.fields.length > 0 ? null : refusal.code,
  };
}
