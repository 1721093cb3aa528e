import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { onBehalfOf } from '../platform/logging/log-context.js';
import { routeOf } from './shared/route-of.js';

/**
 * Gives every request its id: on each line that is written on its behalf, and back to whoever asked as `x-request-id`.
 * What changes something, and what failed, has a line of its own; what is only looked at, or turned away from that, has one at
 * the level debug.
 */
export function followRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    onBehalfOf({ requestId: request.id }, done);
  });
  // A body is read on behalf of its socket, which has served other requests: what comes after begins anew.
  fastify.addHook('preValidation', (request, _reply, done) => {
    onBehalfOf({ requestId: request.id }, done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    onBehalfOf({ requestId: request.id }, () => {
      tell(request, reply, logger);
    });
    done();
  });
}

function tell(request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const line = {
    method: request.method,
    route: routeOf(request),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
  };
  const isLook = request.method === 'GET' || request.method === 'HEAD';
  // Thousands a second are turned away in a flood: they are counted (`http_requests_shed_total`), and would fill a disk here.
  const isQuiet = isLook && (reply.statusCode < 500 || reply.statusCode === 503);
  if (isQuiet) logger.debug(line, 'Answered');
  else logger.info(line, 'Answered');
}
