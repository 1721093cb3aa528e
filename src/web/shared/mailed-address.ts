import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Sealing } from '../../platform/secrets/sealing.js';

/** As long as the link and the code of a mail can be used. */
const KEPT_SECONDS = 1_800;
const PURPOSE = 'the address that a browser had mailed';

/**
 * The mail address that somebody typed a moment ago, for the page that says where to look. It travels sealed in a cookie:
 * what stands in the address of a page stays in the history of the browser and in the logs of every proxy.
 */
@Injectable()
export class MailedAddress {
  private readonly secure: boolean;

  constructor(
    private readonly sealing: Sealing,
    @Inject(CONFIG) { publicUrl }: Config,
  ) {
    this.secure = publicUrl.startsWith('https:');
  }

  keep(email: string, reply: FastifyReply): void {
    const sealed = this.sealing.seal(email, PURPOSE).toString('base64url');
    void reply.setCookie(this.cookieName, sealed, { ...this.attributes, maxAge: KEPT_SECONDS });
  }

  /** `null` when nothing was typed of late, or what comes was not sealed by us. */
  of({ cookies }: FastifyRequest): string | null {
    const sealed = cookies[this.cookieName];
    if (sealed === undefined) return null;
    try {
      return this.sealing.open(Buffer.from(sealed, 'base64url'), PURPOSE);
    } catch {
      return null;
    }
  }

  forget(reply: FastifyReply): void {
    void reply.clearCookie(this.cookieName, this.attributes);
  }

  private get attributes() {
    return { path: '/', httpOnly: true, sameSite: 'lax', secure: this.secure } as const;
  }

  /** The prefix binds the cookie to this very host; browsers take it over HTTPS only. */
  private get cookieName(): string {
    return this.secure ? '__Host-mailed' : 'mailed';
  }
}
