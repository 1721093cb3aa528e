import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { shown } from '../../domain/shown-page.js';
import { LEADERBOARD_ORDERS, LEADERBOARD_SUBJECTS, ReadLeaderboards } from '../../leaderboards/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { formatDay } from '../../platform/i18n/index.js';
import { ReadTeams } from '../../teams/index.js';
import { ReadWalkers } from '../../walkers/index.js';
import { type Visit, Visits } from '../public/visits.js';
import { type Target, targetPath } from '../shared/page-context.js';
import { sendPage } from '../shared/send-page.js';
import { qrCodeOf } from './invitation.js';
import { renderLeaderboardPage } from './pages/leaderboard.js';
import { renderSharePage } from './pages/share.js';
import { POSTER_FORMS, renderPoster } from './poster.js';

/** What is shared: who is ahead, and what walkers and teams send around, hang up and print. Anybody may open it. */
@ApiExcludeController()
@Controller(':language/:edition')
export class SharingController {
  constructor(
    private readonly visits: Visits,
    private readonly leaderboards: ReadLeaderboards,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('leaderboard')
  async leaderboard(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    const subject = LEADERBOARD_SUBJECTS.find((it) => it === query['of']) ?? 'teams';
    const asked = LEADERBOARD_ORDERS.find((it) => it === query['by']) ?? 'raised';
    const order = subject === 'walkers' && asked === 'per-walker' ? 'raised' : asked;
    const leaders = await this.leaderboards.leaders(edition, subject, order);
    sendPage(reply, renderLeaderboardPage({ edition, subject, order, leaders }, context));
  }

  @Get(':kind/:slug/share')
  async share(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.of(request);
    const { target } = await this.sharedPage(visit, request);
    const address = `${visit.context.publicUrl}${targetPath(visit.context, target)}`;
    sendPage(reply, renderSharePage({ target, address }, visit.context));
  }

  @Get(':kind/:slug/qr.svg')
  async code(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.of(request);
    const { target } = await this.sharedPage(visit, request);
    void reply
      .header('content-type', 'image/svg+xml')
      .header('cache-control', 'public, max-age=3600')
      .send(await qrCodeOf(`${visit.context.publicUrl}${targetPath(visit.context, target)}`));
  }

  @Get(':kind/:slug/print/:form')
  async print(@Param('form') asked: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = POSTER_FORMS.find((it) => it === asked);
    if (form === undefined) throw new DomainError('PAGE_NOT_FOUND', `No print ${asked}`);
    const visit = await this.visits.of(request);
    const { edition, language, context } = visit;
    const { target, story } = await this.sharedPage(visit, request);
    const pdf = await renderPoster(form, {
      language,
      edition: edition.title[language],
      name: target.name,
      story,
      day: formatDay(language, edition.walkOn),
      address: `${context.publicUrl}${targetPath(context, target)}`,
      organisation: this.config.organisation.name,
    });
    void reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `inline; filename="${target.slug}-${form}"`)
      .header('cache-control', 'public, max-age=300')
      .send(pdf);
  }

  /** The page that the address is about. @throws {DomainError} `TEAM_NOT_FOUND`, `WALKER_NOT_FOUND`, `PAGE_NOT_FOUND` */
  private async sharedPage(
    { edition }: Visit,
    { params }: FastifyRequest,
  ): Promise<{ readonly target: Exclude<Target, { kind: 'edition' }>; readonly story: string }> {
    const { kind, slug = '' } = params as Readonly<Record<string, string | undefined>>;
    if (kind === 'teams') {
      const { name, story } = shown(await this.teams.bySlug(edition, slug));
      return { target: { kind: 'team', slug, name }, story };
    }
    if (kind !== 'walkers') throw new DomainError('PAGE_NOT_FOUND', 'Nothing to share there');
    const { name, story } = shown(await this.walkers.bySlug(edition, slug));
    return { target: { kind: 'walker', slug, name }, story };
  }
}
