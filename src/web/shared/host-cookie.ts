import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * A cookie of this very host: no script reads it, and no form on another site is sent with it, while it does come with a link that
 * is followed from a mail or a chat (SameSite=Lax). Over HTTPS its name begins with `__Host-`, which browsers
 * take from the host itself alone (RFC 6265bis, 4.1.3.2).
 */
export class HostCookie {
  private readonly secure: boolean;
  private readonly name: string;

  /** @param publicUrl where the platform is reached */
  constructor(name: string, publicUrl: string) {
    this.secure = publicUrl.startsWith('https:');
    this.name = this.secure ? `__Host-${name}` : name;
  }

  of({ cookies }: FastifyRequest): string | undefined {
    return cookies[this.name];
  }

  /** @param maxAgeSeconds `null`: until the browser is closed */
  keep(value: string, maxAgeSeconds: number | null, reply: FastifyReply): void {
    const age = maxAgeSeconds === null ? {} : { maxAge: maxAgeSeconds };
    void reply.setCookie(this.name, value, { ...this.attributes, ...age });
  }

  forget(reply: FastifyReply): void {
    void reply.clearCookie(this.name, this.attributes);
  }

  private get attributes() {
    return { path: '/', httpOnly: true, sameSite: 'lax', secure: this.secure } as const;
  }
}
