import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../platform/config/config.js';
import { MeasureProcess } from './measure-process.js';
import { followRequests } from './request-log.js';
import { ErrorFilter } from './shared/error.filter.js';
import { readBehind } from './read-behind.js';
import { LastFrontPages } from './shared/last-front-pages.js';
import { setSecurityHeaders } from './shared/security-headers.js';
import { setOpenApi } from './api/open-api.js';

/** What holds for every request: how bodies are read, how refusals are answered. */
export async function configureWeb(app: NestFastifyApplication, config: Config, logger: Logger): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(formbody, { bodyLimit: 64 * 1024 });
  // Read where a form with a file is expected, with bounds of its own; elsewhere such a form has no fields.
  await app.register(multipart);
  await app.register(cookie);
  followRequests(fastify, logger);
  app.get(MeasureProcess, { strict: false }).follow(fastify);
  setSecurityHeaders(fastify, config);
  readBehind(fastify);
  fastify.addHook('onRequest', withoutTrailingSlash);
  const errors = new ErrorFilter(config, logger, app.get(LastFrontPages, { strict: false }));
  app.useGlobalFilters(errors);
  if (config.role === 'worker') return;
  setOpenApi(app);
  const { setQueueBoard } = await import('./organiser/queue-board.js');
  await setQueueBoard(app, errors);
}

/**
 * Leads whoever typed a slash too many to the one address of the page. Only where the address begins with a letter or a
 * digit: the way on can then never be the address of another site. Counted by hand, because a pattern for slashes at an
 * end takes quadratic time over an address full of them.
 */
async function withoutTrailingSlash(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const [path = '', query] = request.url.split('?', 2);
  if (request.method !== 'GET' || !path.endsWith('/') || !/^\/[A-Za-z0-9]/.test(path)) return;
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  const address = path.slice(0, end);
  await reply.redirect(query === undefined ? address : `${address}?${query}`, 308);
}
