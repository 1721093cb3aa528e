import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { DomainError } from '../../domain/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { LOGGER } from '../../platform/logging/logger.js';
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
  private readonly secure: boolean;

  constructor(
    @Inject(CONFIG) { organiserKey, publicUrl }: Config,
    private readonly tries: OrganiserKeyTries,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.key = organiserKey;
    this.secure = publicUrl.startsWith('https:');
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
    void reply.setCookie(this.cookieName, `${until}.${proof(key, until)}`, {
      path: '/',
      httpOnly: true,
      // The link with the key is followed from chats and mails. Forms from other sites are refused by their origin.
      sameSite: 'lax',
      secure: this.secure,
      maxAge: STAY_SECONDS,
    });
  }

  /** Whether a request brings a cookie that holds; it never does where no key is set. */
  holds({ cookies }: FastifyRequest, now: Date): boolean {
    if (this.key === undefined) return false;
    const [until = '', given = ''] = (cookies[this.cookieName] ?? '').split('.', 2);
    const proven = timingSafeEqual(digest(given), digest(proof(this.key, until)));
    return proven && /^\d{1,12}$/.test(until) && Number(until) * 1_000 > now.getTime();
  }

  /** The prefix binds the cookie to this very host; browsers take it over HTTPS only. */
  private get cookieName(): string {
    return this.secure ? '__Host-organiser' : 'organiser';
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
