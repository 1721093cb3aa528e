import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { DomainError } from '../../domain/errors.js';
import { LOGGER } from '../../platform/logging/logger.js';
import { REDIS } from '../../platform/redis/redis.module.js';

/** So many tries an address has in a while; whoever has the key needs one. */
const MOST_TRIES = 10;
const WHILE_SECONDS = 900;

/**
 * Counts how often an address names an organisers' key. Each try is counted before it is looked at, so that many at once
 * are no more than many; the right one forgets those before it. While nobody can count, no key is taken: organisers who
 * are in already stay in.
 */
@Injectable()
export class OrganiserKeyTries {
  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws {DomainError} `TOO_MANY_REQUESTS`; `SERVICE_UNAVAILABLE` while Redis is away */
  async count(ip: string): Promise<void> {
    const key = keyOf(ip);
    let tries: unknown;
    try {
      // The time to forget is set with the count's beginning, so that no count is ever left without one.
      const answers = await this.redis.multi().set(key, 0, 'EX', WHILE_SECONDS, 'NX').incr(key).exec();
      tries = answers?.[1]?.[1];
    } catch (error) {
      this.logger.warn({ err: error }, 'An organiser key was not looked at: nobody can count the tries');
    }
    if (typeof tries !== 'number') throw new DomainError('SERVICE_UNAVAILABLE', 'Tries cannot be counted');
    if (tries > MOST_TRIES) throw new DomainError('TOO_MANY_REQUESTS', 'Too many organiser keys');
  }

  /** Forgets the tries of an address that named the right key. It never throws: the count ends by itself as well. */
  async forget(ip: string): Promise<void> {
    try {
      await this.redis.del(keyOf(ip));
    } catch (error) {
      this.logger.warn({ err: error }, 'Tries of an organiser key were not forgotten');
    }
  }
}

/** Under a digest, because an address is somebody's. */
function keyOf(ip: string): string {
  return `organiser-key-tries:${createHash('sha256').update(networkOf(ip)).digest('base64url')}`;
}

/** An IPv4 address, or the network of 64 bits that one household or server has of IPv6. */
function networkOf(ip: string): string {
  const mapped = /(?:^|:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = ip.split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) while (groups.length < 4) groups.push('0');
  return groups.slice(0, 4).join(':');
}
