import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { CountOutcomes } from '../../payments/index.js';
import { networkOf } from '../../platform/http/network-of.js';
import { LOGGER } from '../../platform/logging/logger.js';
import { rateKey } from '../../platform/redis/rate-limits.js';
import { REDIS } from '../../platform/redis/redis.module.js';
import { pageOf } from './page-of.js';

/** The latest gifts of a network and of a page that are looked at, and for how long. */
const MOST_GIFTS = 100;
const REMEMBERED_SECONDS = 3_600;
/** So many failed payments, and no fewer than were paid, are no bad luck. */
const FAILURES = { address: 5, page: 10 } as const;

/**
 * Knows which gifts and fees were started from a network and for a page, for an hour and in Redis alone, and asks Stripe's facts
 * what became of them. No network stands beside a gift in the database.
 */
@Injectable()
export class StartedGifts {
  constructor(
    private readonly outcomes: CountOutcomes,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Remembers a gift that was started, once or each month, a promise that is being paid, or a registration whose fee is. It
   * never throws: they go on without.
   */
  async note(request: FastifyRequest, giftId: string): Promise<void> {
    try {
      const remember = this.redis.multi();
      for (const key of [keyOf('address', request), keyOf('page', request)]) {
        remember
          .lrem(key, 0, giftId)
          .lpush(key, giftId)
          .ltrim(key, 0, MOST_GIFTS - 1)
          .expire(key, REMEMBERED_SECONDS);
      }
      await remember.exec();
    } catch (error) {
      this.logger.warn({ err: error }, 'A gift was not remembered: Redis is away');
    }
  }

  /** Whether most of the latest payments from this network, or for this page, failed. */
  async mostFail(by: 'address' | 'page', request: FastifyRequest): Promise<boolean> {
    try {
      const ids = await this.redis.lrange(keyOf(by, request), 0, MOST_GIFTS - 1);
      if (ids.length < FAILURES[by]) return false;
      const { paid, failed } = await this.outcomes.of(ids);
      return failed >= FAILURES[by] && failed >= paid;
    } catch (error) {
      this.logger.warn({ err: error }, 'Nobody knows which payments failed');
      return false;
    }
  }
}

function keyOf(by: 'address' | 'page', request: FastifyRequest): string {
  return rateKey(`started-${by}`, by === 'address' ? networkOf(request.ip) : pageOf(request));
}
