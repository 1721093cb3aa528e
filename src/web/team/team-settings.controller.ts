import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { PagePhotos } from '../../photos/index.js';
import { rawInput } from '../../platform/http/input.js';
import { EditTeam, parseTeamContent, type TeamActor, type TeamRole, TeamRoles } from '../../team-life/index.js';
import { ReadTeams } from '../../teams/index.js';
import { ownTeamPath } from '../own-page/pages/index.js';
import { type Visit, Visits } from '../public/visits.js';
import { formValues } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { SignedInVisitors } from '../shared/signed-in.js';
import { renderTeamSettingsPage, teamForm, type TeamSettingsView } from './pages/team-settings.js';

interface SettingsVisit extends Visit {
  readonly actor: TeamActor;
  readonly role: TeamRole;
}

/** What captains and co-captains say of their team: the form, beside what it makes of the team's page. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/my/team/:team/settings')
export class TeamSettingsController {
  constructor(
    private readonly visits: Visits,
    private readonly visitors: SignedInVisitors,
    private readonly roles: TeamRoles,
    private readonly teams: ReadTeams,
    private readonly editTeam: EditTeam,
    private readonly photos: PagePhotos,
  ) {}

  @Get()
  async show(
    @Param('team') slug: string,
    @Query('saved') saved: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visit(request, slug);
    const form = teamForm(await this.editTeam.read(visit.actor, slug), visit.language);
    await this.send(visit, slug, reply, { form, error: null, saved: saved !== undefined });
  }

  /** Saves; or, asked for a preview, shows what was typed as it would look and saves nothing. */
  @Post()
  async save(
    @Param('team') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visit(request, slug);
    const input = rawInput(body);
    if (input['preview'] !== undefined) {
      const form = { values: formValues(input), errors: [] };
      await this.send(visit, slug, reply.status(200), { form, error: null, saved: false });
      return;
    }
    try {
      await this.editTeam.execute(visit.actor, slug, parseTeamContent(input));
      void reply.redirect(`${ownTeamPath(visit.context, slug, '/settings')}?saved`, 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      await this.send(visit, slug, reply.status(status), { form, error, saved: false });
    }
  }

  private async send(
    { edition, context, role }: SettingsVisit,
    slug: string,
    reply: FastifyReply,
    shown: Pick<TeamSettingsView, 'form' | 'error' | 'saved'>,
  ): Promise<void> {
    const team = await this.teams.withoutMembers(edition, slug);
    const photo = await this.photos.of(team.pageId);
    sendPersonalPage(reply, renderTeamSettingsPage({ edition, team: { ...team, role }, photo, ...shown }, context));
  }

  /** @throws {DomainError} `NOT_ALLOWED` to members who lead nothing, `TEAM_NOT_FOUND` to everybody else */
  private async visit(request: FastifyRequest, slug: string): Promise<SettingsVisit> {
    const visit = await this.visits.of(request);
    const { accountId } = await this.visitors.require(request);
    const role = await this.roles.of(accountId, visit.edition, slug);
    if (role === null) throw new DomainError('TEAM_NOT_FOUND', 'Nobody of this account belongs to the team');
    if (role === 'member') throw new DomainError('NOT_ALLOWED', 'Only captains may');
    return { ...visit, role, actor: { edition: visit.edition, accountId } };
  }
}
