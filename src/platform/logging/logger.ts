import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

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
