import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { logContext } from './log-context.js';

export const LOGGER = Symbol('Logger');

/** So many characters of lines wait while the log has no room; those that come then are lost, and counted. */
const MOST_WAITING = 1_000_000;

/**
 * One structured line a fact, to stdout. What names a person or opens a door is cut out here, once, so that no call
 * can forget it. Nothing that is told to it ever throws: on a full disk lines wait, and what is beyond
 * {@link MOST_WAITING} is lost, which the log says once it has room.
 */
export function createLogger(level: string): Logger {
  const stdout = pino.destination({ dest: 1, sync: true, maxLength: MOST_WAITING });
  let lost = 0;
  // Without somebody who listens, an error is thrown at whoever tells the log something.
  stdout.on('error', () => undefined);
  stdout.on('drop', () => {
    lost += 1;
  });
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: logContext,
      serializers: { err: errorWithoutData },
      redact: {
        paths: [
          'email',
          '*.email',
          'name',
          '*.name',
          'token',
          '*.token',
          'authorization',
          '*.authorization',
          '*.cookie',
        ],
        censor: '[cut]',
      },
    },
    stdout,
  );
  stdout.on('write', () => {
    if (lost === 0) return;
    const lines = lost;
    lost = 0;
    logger.error({ lines }, 'Lines were lost: the log had no room');
  });
  return logger;
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
