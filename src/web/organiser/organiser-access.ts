import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { DomainError } from '../../domain/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { LOGGER } from '../../platform/logging/logger.js';
import { HostCookie } from '../shared/host-cookie.js';
import { OrganiserKeyTries } from './organiser-key-tries.js';

/** A day of the walk; then the key is asked for again; seconds. */
const STAY_SECONDS = 12 * 3_600;

/**
 * Who has the organisers' key gets a cookie that opens their pages for a while. The cookie holds a time and a proof over
 * it that only the key can make, never the key; with another key it opens nothing.
 */
@Injectable()
export class OrganiserAccess {
  private readonly key: string | undefined;
  private readonly cookie: HostCookie;

  constructor(
    @Inject(CONFIG) { organiserKey, publicUrl }: Config,
    private readonly tries: OrganiserKeyTries,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.key = organiserKey;
    this.cookie = new HostCookie('organiser', publicUrl);
  }

  /**
   * Gives the cookie to who names the key.
   * @param ip who asks, for {@link OrganiserKeyTries}
   * @throws {DomainError} `NOT_ALLOWED`, `TOO_MANY_REQUESTS`, `SERVICE_UNAVAILABLE`; `PAGE_NOT_FOUND` without a key set
   */
  async admit(named: string, ip: string, reply: FastifyReply, now: Date): Promise<void> {
    const key = this.requiredKey();
    await this.tries.count(ip);
    if (!timingSafeEqual(digest(named), digest(key))) {
      this.logger.warn('Another organiser key was named');
      throw new DomainError('NOT_ALLOWED', 'Another organiser key');
    }
    this.logger.info('The organiser key was named');
    await this.tries.forget(ip);
    const until = String(Math.floor(now.getTime() / 1_000) + STAY_SECONDS);
    this.cookie.keep(`${until}.${proof(key, until)}`, STAY_SECONDS, reply);
  }

  /** Whether a request brings a cookie that holds; it never does where no key is set. */
  holds(request: FastifyRequest, now: Date): boolean {
    if (this.key === undefined) return false;
    const [until = '', given = ''] = (this.cookie.of(request) ?? '').split('.', 2);
    const proven = timingSafeEqual(digest(given), digest(proof(this.key, until)));
    return proven && /^\d{1,12}$/.test(until) && Number(until) * 1_000 > now.getTime();
  }

  private requiredKey(): string {
    if (this.key === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No organiser key is set');
    return this.key;
  }
}

/** Texts of any length compared in a time that tells nothing of them. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function proof(key: string, until: string): string {
  return createHmac('sha256', key).update(`organiser until ${until}`).digest('base64url');
}
