import type { FastifyRequest } from 'fastify';

/**
 * What was asked for, by its pattern (`/:language/:edition/thanks/:token`), for logs and measures: an address as it was asked
 * for may open somebody's gift. `unknown` where nothing is.
 */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'unknown';
}
