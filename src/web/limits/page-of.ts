import type { FastifyRequest } from 'fastify';
import { rawInput } from '../../platform/http/input.js';

/** The page that a gift is for, or the whole walk of its edition. */
export function pageOf({ params, body }: FastifyRequest): string {
  const { edition, team, walker } = rawInput(params);
  const { kind, slug } = rawInput(rawInput(body)['to']);
  const target = team !== undefined ? ['team', team] : walker !== undefined ? ['walker', walker] : [kind, slug];
  return [edition, ...target].map((part) => (typeof part === 'string' ? part.slice(0, 100) : '')).join('/');
}
