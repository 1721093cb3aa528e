import { createBullBoard } from '@bull-board/api';
import { BullAdapter } from '@bull-board/api/bullAdapter';
import { getQueueToken } from '@nestjs/bull';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Queue } from 'bull';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { EXPORTS_QUEUE } from '../../exports/index.js';
import { OUTBOX_QUEUE } from '../../outbox/index.js';
import { STRIPE_EVENTS_QUEUE } from '../../payments/index.js';
import type { ErrorFilter } from '../shared/error.filter.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors } from './organiser-visitors.js';
import { QueueBoardAdapter } from './queue-board-adapter.js';

/** Where the board stands. */
const HOME = '/organise/queues';

/**
 * What the board may do: run its own script from us, ask us, and resolve its links against its own address. It sets styles
 * by script, which needs no more than this.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'self'",
].join('; ');

/**
 * Shows the queues to admins of all editions, with their second factor. It shows and changes nothing: Postgres is the
 * truth, and what a queue lost is found by the clock. Every address below it, pictures and scripts included, asks who is
 * there.
 */
export async function setQueueBoard(app: NestFastifyApplication, errors: ErrorFilter): Promise<void> {
  const organisers = app.get(OrganiserVisitors, { strict: false });
  const editions = app.get(EditionsAtWork, { strict: false });
  const board = new QueueBoardAdapter(HOME);
  createBullBoard({
    queues: [STRIPE_EVENTS_QUEUE, OUTBOX_QUEUE, EXPORTS_QUEUE].map(
      (name) => new BullAdapter(app.get<Queue>(getQueueToken(name), { strict: false }), { readOnlyMode: true }),
    ),
    serverAdapter: board,
    options: {
      uiConfig: { boardTitle: 'Refugee Walk', miscLinks: [{ text: 'Refugee Walk', url: '/organise' }] },
    },
  });
  const enter = async (request: FastifyRequest): Promise<void> => {
    await organisers.requireEverywhere(request, await editions.named(undefined), 'admin');
  };
  const guarded = (fastify: FastifyInstance, _options: unknown, done: () => void): void => {
    fastify.addHook('preHandler', async (request, reply) => {
      void reply.header('content-security-policy', POLICY).header('cache-control', 'private, no-store');
      try {
        await enter(request);
      } catch (error) {
        errors.answer(error, request, reply);
        await reply;
      }
    });
    board.register(fastify);
    done();
  };
  await app.getHttpAdapter().getInstance().register(guarded, { prefix: HOME });
}
