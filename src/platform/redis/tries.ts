import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { DomainError, TooManyRequestsError } from '../../domain/errors.js';
import { LOGGER } from '../logging/logger.js';
import { REDIS } from './redis.module.js';

/** What is tried, and how often. */
export interface TriesRule {
  readonly name: string;
  readonly most: number;
  readonly seconds: number;
}

/**
 * Counts how often somebody tries a secret. Each try is counted before it is looked at, so that many at once are no more
 * than many; the right one forgets those before it. While nobody can count, no secret is taken.
 */
@Injectable()
export class Tries {
  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws {DomainError} `TOO_MANY_REQUESTS`; `SERVICE_UNAVAILABLE` while Redis is away */
  async count(rule: TriesRule, subject: string): Promise<void> {
    const key = keyOf(rule, subject);
    let tries: unknown;
    try {
      // The time to forget is set with the count's beginning, so that no count is ever left without one.
      const answers = await this.redis.multi().set(key, 0, 'EX', rule.seconds, 'NX').incr(key).exec();
      tries = answers?.[1]?.[1];
    } catch (error) {
      this.logger.warn({ err: error, what: rule.name }, 'A secret was not looked at: nobody can count the tries');
    }
    if (typeof tries !== 'number') throw new DomainError('SERVICE_UNAVAILABLE', 'Tries cannot be counted');
    if (tries > rule.most) throw new TooManyRequestsError(rule.seconds, `Too many tries: ${rule.name}`);
  }

  /** Forgets the tries of who named the right one. It never throws: the count ends by itself as well. */
  async forget(rule: TriesRule, subject: string): Promise<void> {
    try {
      await this.redis.del(keyOf(rule, subject));
    } catch (error) {
      this.logger.warn({ err: error, what: rule.name }, 'Tries were not forgotten');
    }
  }
}

/** Under a digest, because an address or an account is somebody's. */
function keyOf({ name }: TriesRule, subject: string): string {
  return `${name}-tries:${createHash('sha256').update(subject).digest('base64url')}`;
}
