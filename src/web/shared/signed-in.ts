import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type NewSession, Sessions, type SignedIn } from '../../accounts/index.js';
import { DomainError } from '../../domain/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { isToken, newToken } from '../../platform/http/token.js';
import { HostCookie } from './host-cookie.js';

/** As long as a link can be used, and a little more. */
const BROWSER_SECONDS = 3_600;

/**
 * Who a browser is signed in as. Its cookie holds a token and nothing else.
 */
@Injectable()
export class SignedInVisitors {
  private readonly session: HostCookie;
  /** The secret that binds a link to the browser that asks for it. */
  private readonly browser: HostCookie;

  constructor(
    private readonly sessions: Sessions,
    @Inject(CONFIG) { publicUrl }: Config,
  ) {
    this.session = new HostCookie('session', publicUrl);
    this.browser = new HostCookie('browser', publicUrl);
  }

  /** `null` for a visitor who is not signed in. */
  async of(request: FastifyRequest): Promise<SignedIn | null> {
    return this.sessions.of(this.session.of(request));
  }

  /** @throws {DomainError} `SIGN_IN_REQUIRED`, which leads a person to the page where they sign in, and back. */
  async require(request: FastifyRequest): Promise<SignedIn> {
    const signedIn = await this.of(request);
    if (signedIn === null) throw new DomainError('SIGN_IN_REQUIRED', 'Nobody is signed in');
    return signedIn;
  }

  /** Begins a session in a browser; one that it had until now is over. */
  async begin(session: NewSession, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.sessions.endBy(this.session.of(request));
    this.admit(session, reply);
  }

  /** Lets the browser keep its session, under the token that it has now. */
  admit({ token, maxAgeSeconds }: NewSession, reply: FastifyReply): void {
    this.session.keep(token, maxAgeSeconds, reply);
    this.browser.forget(reply);
  }

  forget(reply: FastifyReply): void {
    this.session.forget(reply);
  }

  /** The secret that binds a link to the browser that asks for it; made when the browser has none yet. */
  browserThatAsks(request: FastifyRequest, reply: FastifyReply): string {
    const browser = this.browserOf(request) ?? newToken();
    this.browser.keep(browser, BROWSER_SECONDS, reply);
    return browser;
  }

  browserOf(request: FastifyRequest): string | null {
    const browser = this.browser.of(request);
    return browser !== undefined && isToken(browser) ? browser : null;
  }
}
