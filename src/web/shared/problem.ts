import { HttpException } from '@nestjs/common';
import { DomainError, type ErrorCode, type FieldError, TooManyRequestsError } from '../../domain/errors.js';
import type { Language } from '../../domain/language.js';
import type { Config } from '../../platform/config/config.js';
import { isTransient, postgresErrorCode } from '../../platform/database/postgres-errors.js';
import { GroupCommitFullError } from '../../platform/queue/group-commit.js';
import { STATUS_OF_ERROR } from './error-status.js';
import { errorSentence, fieldErrorSentence } from './messages/error-sentences.js';

/** A refusal on its way to whoever asked. */
export interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[];
  /** Ask again after so many seconds; `null` when that does not help. */
  readonly retryAfterSeconds: number | null;
  /** A fault of ours, to be logged with its stack. */
  readonly unexpected: boolean;
}

/** A refusal as problem details (RFC 9457), with sentences in a language. */
export function problemDetails(
  { status, code, fields }: Pick<Refusal, 'status' | 'code' | 'fields'>,
  language: Language,
  { publicUrl }: Pick<Config, 'publicUrl'>,
): Readonly<Record<string, unknown>> {
  const errors = fields.map((fault) => ({
    field: fault.field,
    code: fault.code,
    detail: fieldErrorSentence(language, fault),
  }));
  return {
    type: `${publicUrl}/problems/${code}`,
    title: errorSentence(language, code),
    status,
    code,
    ...(errors.length === 0 ? {} : { detail: errors.map(({ detail }) => detail).join(' '), errors }),
  };
}

/** Errors of the HTTP framework, by their status. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'INPUT_INVALID',
  403: 'NOT_ALLOWED',
  404: 'PAGE_NOT_FOUND',
  413: 'WEBHOOK_BODY_TOO_LARGE',
  415: 'INPUT_INVALID',
  429: 'TOO_MANY_REQUESTS',
};

/** Postgres' words for what it cannot hold, such as a zero byte in an address or a day of the year 0: a fault of who sent it. */
const UNSTORABLE: ReadonlySet<string> = new Set(['22008', '22021', '22P05']);

/** Turns whatever was thrown into a refusal. What nobody foresaw is 500, and says nothing of its inside. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof DomainError) {
    const status = STATUS_OF_ERROR[error.code];
    return {
      status,
      code: error.code,
      fields: error.fields,
      retryAfterSeconds: retryAfterOf(error, status),
      unexpected: status === 500,
    };
  }
  if (error instanceof GroupCommitFullError || isTransient(error)) {
    return { status: 503, code: 'SERVICE_UNAVAILABLE', fields: [], retryAfterSeconds: 5, unexpected: false };
  }
  if (UNSTORABLE.has(postgresErrorCode(error) ?? '')) {
    return { status: 422, code: 'INPUT_INVALID', fields: [], retryAfterSeconds: null, unexpected: false };
  }
  const status = statusOf(error);
  const code = CODE_OF_STATUS[status];
  if (code !== undefined) return { status, code, fields: [], retryAfterSeconds: null, unexpected: false };
  if (status >= 400 && status < 500) {
    return { status, code: 'INPUT_INVALID', fields: [], retryAfterSeconds: null, unexpected: false };
  }
  return { status: 500, code: 'SERVICE_UNAVAILABLE', fields: [], retryAfterSeconds: null, unexpected: true };
}

/** A bound that says how long it stands; one that does not is over within the hour. */
function retryAfterOf(error: DomainError, status: number): number | null {
  if (error instanceof TooManyRequestsError) return error.retryAfterSeconds;
  if (status === 429) return 1_800;
  return status === 503 ? 5 : null;
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 500;
  if (error instanceof HttpException) return error.getStatus();
  if ('statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return 500;
}
