import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type NewSession, Sessions, type SignedIn } from '../../accounts/index.js';
import { DomainError } from '../../domain/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { isToken, newToken } from '../../platform/http/token.js';

/** As long as a link can be used, and a little more. */
const BROWSER_SECONDS = 3_600;

/**
 * Who a browser is signed in as. Its cookie holds a token and nothing else; it comes back with a link from a mail, and
 * is not sent with a form from another site (SameSite=Lax).
 */
@Injectable()
export class SignedInVisitors {
  private readonly secure: boolean;

  constructor(
    private readonly sessions: Sessions,
    @Inject(CONFIG) { publicUrl }: Config,
  ) {
    this.secure = publicUrl.startsWith('https:');
  }

  /** `null` for a visitor who is not signed in. */
  async of({ cookies }: FastifyRequest): Promise<SignedIn | null> {
    return this.sessions.of(cookies[this.nameOf('session')]);
  }

  /** @throws {DomainError} `SIGN_IN_REQUIRED`, which leads a person to the page where they sign in, and back. */
  async require(request: FastifyRequest): Promise<SignedIn> {
    const signedIn = await this.of(request);
    if (signedIn === null) throw new DomainError('SIGN_IN_REQUIRED', 'Nobody is signed in');
    return signedIn;
  }

  /** Begins a session in a browser; one that it had until now is over. */
  async begin(session: NewSession, { cookies }: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.sessions.endBy(cookies[this.nameOf('session')]);
    this.admit(session, reply);
  }

  /** Lets the browser keep its session, under the token that it has now. */
  admit({ token, maxAgeSeconds }: NewSession, reply: FastifyReply): void {
    void reply
      .setCookie(this.nameOf('session'), token, {
        ...this.attributes,
        ...(maxAgeSeconds === null ? {} : { maxAge: maxAgeSeconds }),
      })
      .clearCookie(this.nameOf('browser'), this.attributes);
  }

  forget(reply: FastifyReply): void {
    void reply.clearCookie(this.nameOf('session'), this.attributes);
  }

  /** The secret that binds a link to the browser that asks for it; made when the browser has none yet. */
  browserThatAsks(request: FastifyRequest, reply: FastifyReply): string {
    const browser = this.browserOf(request) ?? newToken();
    void reply.setCookie(this.nameOf('browser'), browser, { ...this.attributes, maxAge: BROWSER_SECONDS });
    return browser;
  }

  browserOf({ cookies }: FastifyRequest): string | null {
    const browser = cookies[this.nameOf('browser')];
    return browser !== undefined && isToken(browser) ? browser : null;
  }

  private get attributes() {
    return { path: '/', httpOnly: true, sameSite: 'lax', secure: this.secure } as const;
  }

  /** The prefix binds a cookie to this very host; browsers take it over HTTPS only. */
  private nameOf(cookie: 'session' | 'browser'): string {
    return this.secure ? `__Host-${cookie}` : cookie;
  }
}
