import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Forms are taken from our own pages only: what another site sends in a visitor's name is refused. Browsers say where a
 * form comes from in `Origin`; what says nothing is no browser, and has no visitor's name to abuse.
 */
@Injectable()
export class OwnSiteGuard implements CanActivate {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (READS.has(request.method) || isFromOwnSite(request, this.config)) return true;
    throw new DomainError('NOT_ALLOWED', 'A form came from another site');
  }
}

/** Whether a form was sent from a page of ours, or by what is no browser. */
export function isFromOwnSite({ headers, host }: FastifyRequest, { publicUrl }: Config): boolean {
  const { origin } = headers;
  if (origin === undefined) return headers['sec-fetch-site'] !== 'cross-site';
  return origin === new URL(publicUrl).origin || (URL.canParse(origin) && new URL(origin).host === host);
}
