import type { FastifyInstance } from 'fastify';
import { readingBehind } from '../platform/database/reading-behind.js';

/**
 * What everybody may look at and nobody acts on from here. Totals by themselves (`/live/`, `/api/v1/…/totals`) are not
 * among them: they are what a page that was shown some seconds behind is brought up by.
 */
const PUBLIC_PAGES: ReadonlySet<string> = new Set([
  '/:language/:edition',
  '/:language/:edition/teams',
  '/:language/:edition/search',
  '/:language/:edition/teams/:team',
  '/:language/:edition/walkers/:walker',
  '/:language/:edition/leaderboard',
  '/:language/:edition/embed',
  '/api/v1/editions/:edition/teams',
  '/api/v1/editions/:edition/teams/:team',
  '/api/v1/editions/:edition/walkers/:walker',
]);

/**
 * Lets public pages be read from a replica, for strangers alone: whoever has a cookie of ours is signed in or has been, and
 * may look for what they have just written.
 */
export function readBehind(fastify: FastifyInstance): void {
  fastify.addHook('preHandler', (request, _reply, done) => {
    const isLook = request.method === 'GET' || request.method === 'HEAD';
    const route = request.routeOptions.url ?? '';
    if (isLook && request.headers.cookie === undefined && PUBLIC_PAGES.has(route)) readingBehind(done);
    else done();
  });
}
