import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import type { PageId, WalkerId } from '../../domain/ids.js';
import { pledgesOpen } from '../../domain/pledge.js';
import { shown } from '../../domain/shown-page.js';
import { ReadPublicGifts } from '../../donations/index.js';
import { matchesHere } from '../../matching/index.js';
import { milestones } from '../../milestones/index.js';
import { Database } from '../../platform/database/database.js';
import { PageUpdates } from '../../fundraising-pages/index.js';
import { PagePhotos } from '../../photos/index.js';
import { dayInBelgium } from '../../platform/i18n/index.js';
import { ReadPledges } from '../../pledges/index.js';
import { TeamSponsors } from '../../team-life/index.js';
import { ReadFormerTeams, ReadTeams, type TeamDetail } from '../../teams/index.js';
import { ReadTotals } from '../../totals/index.js';
import { ReadWalkers } from '../../walkers/index.js';
import { pageNumber } from '../shared/page-number.js';
import { photoView } from '../shared/photo-view.js';
import { RenderedTogether } from '../shared/rendered-together.js';
import { sendPage } from '../shared/send-page.js';
import {
  type FundraisingPageView,
  type PageContext,
  renderFormerTeamPage,
  renderTeamPage,
  renderWalkerPage,
  type WalkerPageView,
} from './pages/index.js';
import { Visits } from './visits.js';

const LATEST_GIFTS = 20;
const LATEST_UPDATES = 10;
const MEMBERS = 50;

/** The pages that walkers share: a team's and a walker's. */
@ApiExcludeController()
@Controller(':language/:edition')
export class FundraisingPagesController {
  private readonly rendered = new RenderedTogether();

  constructor(
    private readonly visits: Visits,
    private readonly totals: ReadTotals,
    private readonly teams: ReadTeams,
    private readonly formerTeams: ReadFormerTeams,
    private readonly sponsors: TeamSponsors,
    private readonly walkers: ReadWalkers,
    private readonly gifts: ReadPublicGifts,
    private readonly photos: PagePhotos,
    private readonly updates: PageUpdates,
    private readonly pledges: ReadPledges,
    private readonly database: Database,
  ) {}

  @Get('teams/:team')
  async team(
    @Param('team') slug: string,
    @Query('members') members: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendPage(reply, await this.rendered.of(request.url, () => this.teamPage(slug, pageNumber(members), request)));
  }

  private async teamPage(slug: string, page: number, request: FastifyRequest): Promise<string> {
    const { edition, context, now } = await this.visits.of(request);
    const found = await this.teamOrNone(edition, slug, page);
    if (found === null) return this.formerTeam(edition, slug, page, context);
    const team = { ...found, membersBefore: page - 1 };
    const [total, latestGifts, look, stones, sponsor, matches] = await Promise.all([
      this.totals.ofKey({ scope: 'team', scopeId: team.id }),
      this.gifts.latest({ kind: 'team', id: team.id }, LATEST_GIFTS),
      this.lookOf(team, context),
      milestones(this.database, edition.id, { scope: 'team', id: team.id }),
      this.sponsors.of(team.id),
      matchesHere(this.database, edition.id, { teamId: team.id, pageId: team.pageId }),
    ]);
    const view = { edition, now, team: { ...team, sponsor }, total, latestGifts, milestones: stones, matches, ...look };
    return renderTeamPage(view, context);
  }

  private async teamOrNone(edition: Edition, slug: string, page: number): Promise<TeamDetail | null> {
    try {
      return shown(await this.teams.bySlug(edition, slug, { page, size: MEMBERS }));
    } catch (error) {
      if (error instanceof DomainError && error.code === 'TEAM_NOT_FOUND') return null;
      throw error;
    }
  }

  /** The page of a team that is no more. @throws {DomainError} `TEAM_NOT_FOUND` where there never was one */
  private async formerTeam(edition: Edition, slug: string, page: number, context: PageContext): Promise<string> {
    const team = await this.formerTeams.bySlug(edition, slug, { page, size: MEMBERS });
    if (team === null) throw new DomainError('TEAM_NOT_FOUND', `No team ${slug}`);
    const [total, latestGifts, { photo }] = await Promise.all([
      this.totals.ofKey({ scope: 'team', scopeId: team.id }),
      this.gifts.latest({ kind: 'team', id: team.id }, LATEST_GIFTS),
      this.lookOf(team, context),
    ]);
    const former = { ...team, walkersBefore: page - 1 };
    return renderFormerTeamPage({ edition, team: former, total, latestGifts, photo }, context);
  }

  @Get('walkers/:walker')
  async walker(
    @Param('walker') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendPage(reply, await this.rendered.of(request.url, () => this.walkerPage(slug, request)));
  }

  private async walkerPage(slug: string, request: FastifyRequest): Promise<string> {
    const { edition, context, now } = await this.visits.of(request);
    const walker = shown(await this.walkers.bySlug(edition, slug));
    const [total, latestGifts, look, pledges, stones, matches] = await Promise.all([
      this.totals.ofKey({ scope: 'page', scopeId: walker.pageId }),
      this.gifts.latest({ kind: 'page', id: walker.pageId }, LATEST_GIFTS),
      this.lookOf(walker, context),
      this.pledgesTo(walker.id, edition, now),
      milestones(this.database, edition.id, { scope: 'page', id: walker.pageId }),
      matchesHere(this.database, edition.id, { teamId: walker.teamId, pageId: walker.pageId }),
    ]);
    const view = { edition, now, walker, total, latestGifts, milestones: stones, matches, ...look, ...pledges };
    return renderWalkerPage(view, context);
  }

  private async pledgesTo(walkerId: WalkerId, edition: Edition, now: Date): Promise<Pick<WalkerPageView, 'pledges'>> {
    if (!edition.pledgesPerKm) return {};
    const promised = await this.pledges.promisedTo(walkerId);
    return { pledges: { open: pledgesOpen(edition, dayInBelgium(now)), promised } };
  }

  /** What the owner of a page put on it besides its story. */
  private async lookOf(
    { pageId, name }: { readonly pageId: PageId; readonly name: string },
    { language }: PageContext,
  ): Promise<Pick<FundraisingPageView, 'photo' | 'updates'>> {
    const [photo, updates] = await Promise.all([
      this.photos.shown(pageId),
      this.updates.latest(pageId, LATEST_UPDATES),
    ]);
    return { photo: photo === null ? null : photoView(photo, 'wide', name, language), updates };
  }
}
