import type { FastifyRequest } from 'fastify';
import { rawInput } from '../../platform/http/input.js';

/**
 * The page that a payment is for, or the whole walk of its edition; a promise that is paid, the monthly form and registering
 * are one each.
 */
export function pageOf({ params, body, url }: Pick<FastifyRequest, 'params' | 'body' | 'url'>): string {
  const { edition, team, walker, token } = rawInput(params);
  const { kind, slug } = rawInput(rawInput(body)['to']);
  const target =
    team !== undefined
      ? ['team', team]
      : walker !== undefined
        ? ['walker', walker]
        : token !== undefined
          ? ['promise', token]
          : /\/monthly(?:\?|$)/.test(url)
            ? ['monthly']
            : /\/regist(?:er|rations)(?:\?|$)/.test(url)
              ? ['registration']
              : [kind, slug];
  return [edition, ...target].map((part) => (typeof part === 'string' ? part.slice(0, 100) : '')).join('/');
}
