import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../platform/config/config.js';
import { ErrorFilter } from './shared/error.filter.js';
import { setSecurityHeaders } from './shared/security-headers.js';
import { setOpenApi } from './api/open-api.js';

/** A webhook of Stripe's is a few kB; nothing we act on comes near this; bytes. */
const WEBHOOK_BODY_LIMIT = 512 * 1024;

/**
 * What holds for every request: how bodies are read, how refusals are answered.
 * The webhook's JSON is handed on as the bytes it came in, because its signature is over the bytes, and nothing is
 * parsed before that is checked.
 */
export async function configureWeb(app: NestFastifyApplication, config: Config, logger: Logger): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: WEBHOOK_BODY_LIMIT },
    (request, body, done) => {
      if (request.url.startsWith('/webhooks/')) done(null, body);
      else void parseJson(request, body.toString('utf8'), done);
    },
  );
  await app.register(formbody, { bodyLimit: 64 * 1024 });
  await app.register(cookie);
  setSecurityHeaders(fastify, config);
  fastify.addHook('onRequest', withoutTrailingSlash);
  app.useGlobalFilters(new ErrorFilter(config, logger));
  if (config.role !== 'worker') setOpenApi(app);
}

/** A page with a slash behind it: letters first, so that the way on can never be the address of another site. */
const TRAILING_SLASH = /^(\/[A-Za-z0-9][^?]*?)\/+(\?.*)?$/;

/** Leads whoever typed a slash too many to the one address of the page. */
async function withoutTrailingSlash(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const [, path, query = ''] = TRAILING_SLASH.exec(request.url) ?? [];
  if (request.method === 'GET' && path !== undefined) await reply.redirect(`${path}${query}`, 308);
}
