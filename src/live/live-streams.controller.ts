import { Controller, Get, Headers, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../domain/errors.js';
import type { Logger } from 'pino';
import { ReadEditions } from '../editions/index.js';
import { LOGGER } from '../platform/logging/logger.js';
import { ReadTeams } from '../teams/index.js';
import { ReadWalkers } from '../walkers/index.js';
import { LiveHub, type WatchedTotal } from './live-hub.js';

/** Streams one process may hold open; beyond it a page polls. */
const WATCHER_LIMIT = 20_000;
/** How long a browser waits before it comes back; ms. */
const RETRY_MS = 2_000;

/** Live totals as server-sent events: absolute values with a revision. */
@ApiExcludeController()
@Controller('live/editions/:edition')
export class LiveStreamsController {
  constructor(
    private readonly hub: LiveHub,
    private readonly editions: ReadEditions,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get()
  async edition(
    @Param('edition') slug: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.bySlug(slug);
    const total = { key: { scope: 'edition', scopeId: edition.id }, scope: 'edition', id: edition.slug } as const;
    await this.stream(total, lastEventId, request, reply);
  }

  @Get('teams/:team')
  async team(
    @Param('edition') slug: string,
    @Param('team') teamSlug: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const team = await this.teams.bySlug(await this.editions.bySlug(slug), teamSlug);
    const total = { key: { scope: 'team', scopeId: team.id }, scope: 'team', id: team.slug } as const;
    await this.stream(total, lastEventId, request, reply);
  }

  @Get('walkers/:walker')
  async walker(
    @Param('edition') slug: string,
    @Param('walker') walkerSlug: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const walker = await this.walkers.bySlug(await this.editions.bySlug(slug), walkerSlug);
    const total = { key: { scope: 'page', scopeId: walker.pageId }, scope: 'walker', id: walker.slug } as const;
    await this.stream(total, lastEventId, request, reply);
  }

  private async stream(
    total: WatchedTotal,
    lastEventId: string | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    if (this.hub.watchers >= WATCHER_LIMIT)
      throw new DomainError('SERVICE_UNAVAILABLE', 'Too many live streams are open');
    reply.hijack();
    request.raw.socket.setNoDelay(true);
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    });
    reply.raw.write(`retry: ${String(RETRY_MS)}\n\n`);
    const revision = lastEventId === undefined || !/^\d{1,15}$/.test(lastEventId) ? null : Number(lastEventId);
    try {
      await this.hub.watch(total, reply.raw, revision);
    } catch (error) {
      // The head is sent, so the only answer left is an end; the browser comes back by itself.
      this.logger.warn({ err: error }, 'A live stream could not be started');
      reply.raw.end();
    }
  }
}
