import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { rawInput } from '../../platform/http/input.js';
import { EditTeam, type OwnTeam, parseTeamContent, ReadOwnTeam, type TeamActor } from '../../team-life/index.js';
import { type Visit, Visits } from '../public/visits.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { SignedInVisitors } from '../shared/signed-in.js';
import { ownTeamPath } from './pages/act-button.js';
import { renderTeamSettingsPage, teamForm } from './pages/team-settings.js';

interface SettingsVisit extends Visit {
  readonly actor: TeamActor;
  readonly team: OwnTeam;
}

/** What captains and co-captains say of their team. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/my/team/:team/settings')
export class TeamSettingsController {
  constructor(
    private readonly visits: Visits,
    private readonly visitors: SignedInVisitors,
    private readonly ownTeams: ReadOwnTeam,
    private readonly editTeam: EditTeam,
  ) {}

  @Get()
  async show(
    @Param('team') slug: string,
    @Query('saved') saved: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { context, language, actor, team } = await this.visit(request, slug);
    const form = teamForm(await this.editTeam.read(actor, slug), language);
    sendPersonalPage(reply, renderTeamSettingsPage({ team, form, error: null, saved: saved !== undefined }, context));
  }

  @Post()
  async save(
    @Param('team') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { context, actor, team } = await this.visit(request, slug);
    const input = rawInput(body);
    try {
      await this.editTeam.execute(actor, slug, parseTeamContent(input));
      void reply.redirect(`${ownTeamPath(context, slug)}/settings?saved`, 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      sendPersonalPage(reply.status(status), renderTeamSettingsPage({ team, form, error, saved: false }, context));
    }
  }

  /** @throws {DomainError} `NOT_ALLOWED` to members who lead nothing */
  private async visit(request: FastifyRequest, slug: string): Promise<SettingsVisit> {
    const visit = await this.visits.of(request);
    const { accountId } = await this.visitors.require(request);
    const team = await this.ownTeams.bySlug(visit.edition, slug, accountId);
    if (team.role === 'member') throw new DomainError('NOT_ALLOWED', 'Only captains may');
    return { ...visit, team, actor: { edition: visit.edition, accountId } };
  }
}
