import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Sealing } from '../../platform/secrets/sealing.js';
import { HostCookie } from './host-cookie.js';

/** As long as the link and the code of a mail can be used. */
const KEPT_SECONDS = 1_800;
const PURPOSE = 'the address that a browser had mailed';

/**
 * The mail address that somebody typed a moment ago, for the page that says where to look. It travels sealed in a cookie:
 * what stands in the address of a page stays in the history of the browser and in the logs of every proxy.
 */
@Injectable()
export class MailedAddress {
  private readonly cookie: HostCookie;

  constructor(
    private readonly sealing: Sealing,
    @Inject(CONFIG) { publicUrl }: Config,
  ) {
    this.cookie = new HostCookie('mailed', publicUrl);
  }

  keep(email: string, reply: FastifyReply): void {
    const sealed = this.sealing.seal(email, PURPOSE).toString('base64url');
    this.cookie.keep(sealed, KEPT_SECONDS, reply);
  }

  /** `null` when nothing was typed of late, or what comes was not sealed by us. */
  of(request: FastifyRequest): string | null {
    const sealed = this.cookie.of(request);
    if (sealed === undefined) return null;
    try {
      return this.sealing.open(Buffer.from(sealed, 'base64url'), PURPOSE);
    } catch {
      return null;
    }
  }

  forget(reply: FastifyReply): void {
    this.cookie.forget(reply);
  }
}
