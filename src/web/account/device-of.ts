import Bowser from 'bowser';
import type { FastifyRequest } from 'fastify';

/** How a browser calls itself, such as `Firefox · Android`; empty when it says nothing that is understood. */
export function deviceOf({ headers }: FastifyRequest): string {
  const agent = headers['user-agent'];
  if (agent === undefined || agent === '') return '';
  const { browser, os } = Bowser.parse(agent.slice(0, 500));
  return [browser.name, os.name].filter((name) => name !== undefined && name !== '').join(' · ');
}
