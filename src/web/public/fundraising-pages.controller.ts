import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReadPublicGifts } from '../../donations/index.js';
import { ReadTeams } from '../../teams/index.js';
import { ReadTotals } from '../../totals/index.js';
import { ReadWalkers } from '../../walkers/index.js';
import { sendPage } from '../shared/send-page.js';
import { renderTeamPage, renderWalkerPage } from './pages/index.js';
import { Visits } from './visits.js';

const LATEST_GIFTS = 20;

/** The pages that walkers share: a team's and a walker's. */
@ApiExcludeController()
@Controller(':language/:edition')
export class FundraisingPagesController {
  constructor(
    private readonly visits: Visits,
    private readonly totals: ReadTotals,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
    private readonly gifts: ReadPublicGifts,
  ) {}

  @Get('teams/:team')
  async team(@Param('team') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context, now } = await this.visits.of(request);
    const team = await this.teams.bySlug(edition, slug);
    const [total, latestGifts] = await Promise.all([
      this.totals.ofKey({ scope: 'team', scopeId: team.id }),
      this.gifts.latest({ kind: 'team', id: team.id }, LATEST_GIFTS),
    ]);
    sendPage(reply, renderTeamPage({ edition, now, team, photo: null, total, latestGifts }, context));
  }

  @Get('walkers/:walker')
  async walker(
    @Param('walker') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context, now } = await this.visits.of(request);
    const walker = await this.walkers.bySlug(edition, slug);
    const [total, latestGifts] = await Promise.all([
      this.totals.ofKey({ scope: 'page', scopeId: walker.pageId }),
      this.gifts.latest({ kind: 'page', id: walker.pageId }, LATEST_GIFTS),
    ]);
    sendPage(reply, renderWalkerPage({ edition, now, walker, photo: null, total, latestGifts }, context));
  }
}
