import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReadEditions } from '../editions/index.js';
import { ReadTeams } from '../teams/index.js';
import { ReadWalkers } from '../walkers/index.js';
import { LiveStreams } from './live-streams.js';

/** Live totals as server-sent events: absolute values with a revision. */
@ApiExcludeController()
@Controller('live/editions/:edition')
export class LiveStreamsController {
  constructor(
    private readonly streams: LiveStreams,
    private readonly editions: ReadEditions,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
  ) {}

  @Get()
  async edition(
    @Param('edition') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.bySlug(slug);
    const total = { key: { scope: 'edition', scopeId: edition.id }, scope: 'edition', id: edition.slug } as const;
    await this.streams.open(total, request, reply);
  }

  @Get('teams/:team')
  async team(
    @Param('edition') slug: string,
    @Param('team') teamSlug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const team = await this.teams.bySlug(await this.editions.bySlug(slug), teamSlug);
    const total = { key: { scope: 'team', scopeId: team.id }, scope: 'team', id: team.slug } as const;
    await this.streams.open(total, request, reply);
  }

  @Get('walkers/:walker')
  async walker(
    @Param('edition') slug: string,
    @Param('walker') walkerSlug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const walker = await this.walkers.bySlug(await this.editions.bySlug(slug), walkerSlug);
    const total = { key: { scope: 'page', scopeId: walker.pageId }, scope: 'walker', id: walker.slug } as const;
    await this.streams.open(total, request, reply);
  }
}
