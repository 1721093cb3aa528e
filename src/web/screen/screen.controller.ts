import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReadPublicGifts } from '../../donations/index.js';
import { ReadEditions } from '../../editions/index.js';
import { milestones } from '../../milestones/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { ReadTeams } from '../../teams/index.js';
import { ReadTotals } from '../../totals/index.js';
import { OrganiserVisitors } from '../organiser/organiser-visitors.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { renderScreenPage } from './pages/screen.js';
import { ScreenLinks } from '../shared/screen-links.js';

const TOP_TEAMS = 5;
const LATEST_GIFTS = 5;

/** The big screen at the start arch: for who has the link, and for organisers. */
@ApiExcludeController()
@Controller('screen')
export class ScreenController {
  constructor(
    private readonly editions: ReadEditions,
    private readonly totals: ReadTotals,
    private readonly teams: ReadTeams,
    private readonly gifts: ReadPublicGifts,
    private readonly organisers: OrganiserVisitors,
    private readonly links: ScreenLinks,
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get(':edition')
  async show(
    @Param('edition') slug: string,
    @Query('until') until: unknown,
    @Query('proof') proof: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.bySlug(slug);
    if (!(await this.links.isGood(edition, until, proof, new Date()))) {
      await this.organisers.require(request, edition, 'viewer');
    }
    const [total, top, latestGifts, stones] = await Promise.all([
      this.totals.ofEdition(edition),
      this.teams.list(edition, { sort: 'raised', limit: TOP_TEAMS, cursor: null }),
      this.gifts.latest({ kind: 'edition', id: edition.id }, LATEST_GIFTS),
      milestones(this.database, edition.id, { scope: 'edition', id: edition.id }),
    ]);
    const context = {
      language: languageOfRequest(request),
      editionSlug: edition.slug,
      path: `/screen/${edition.slug}`,
      publicUrl: this.config.publicUrl,
    };
    sendPersonalPage(
      reply,
      renderScreenPage({ edition, total, topTeams: top.items, latestGifts, milestones: stones }, context),
    );
  }
}
