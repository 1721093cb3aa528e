import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { logContext } from './log-context.js';

export const LOGGER = Symbol('Logger');

/**
 * One structured line a fact, to stdout. What names a person or opens a door is cut out here, once, so that no call
 * can forget it.
 */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: logContext,
    serializers: { err: errorWithoutData },
    redact: {
      paths: ['email', '*.email', 'name', '*.name', 'token', '*.token', 'authorization', '*.authorization', '*.cookie'],
      censor: '[cut]',
    },
  });
}

/** Nest's own messages through the same logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  error(message: unknown, stack?: string, context?: string): void {
    this.logger.error({ context, stack }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }

  debug(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }

  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
}

/**
 * An error as the log may hold it: what, where and which code, its causes too, and nothing of the data that it was
 * about. Errors of the database carry the statement's parameters and the row in question, which are people's.
 */
function errorWithoutData(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const constraint = 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined;
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(error.cause === undefined ? {} : { cause: errorWithoutData(error.cause) }),
  };
}
