import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { InputInvalidError } from '../../domain/errors.js';
import { ReadDeskTeam } from '../../people-desk/index.js';
import { box, optionalLine, parseInput, type RawInput, requiredLine } from '../../platform/http/input.js';
import { OrganiseTeams } from '../../team-life/index.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import type { RefusedForm } from '../shared/refused-form.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { type DeskVisit, PeopleDeskVisits } from './people-desk-visits.js';
import { renderTeamDeskPage, TEAM_DONE, type TeamDone } from './pages/team-desk.js';

const CaptainForm = z.object({ walker: requiredLine(40) });
const MergeForm = z.object({ into: requiredLine(80) });
const SureForm = z.object({ sure: box });

interface Asking {
  readonly id: string;
  readonly body: unknown;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** One team at the organisers' desk: what there is of it, and what is done on its behalf. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/teams/:team')
export class TeamDeskController {
  constructor(
    private readonly visits: PeopleDeskVisits,
    private readonly teams: ReadDeskTeam,
    private readonly organiseTeams: OrganiseTeams,
  ) {}

  @Get()
  async show(
    @Param('team') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visits.of(request, query['edition'], 'viewer');
    await this.send(visit, { id, request, reply }, TEAM_DONE.find((it) => it === query['done']) ?? null);
  }

  @Post('page')
  async editPage(
    @Param('team') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act({ id, body, request, reply }, 'page', async (visit, typed) => {
      await this.visits.editPage(visit, typed, { kind: 'team', id });
    });
  }

  @Post('hide')
  async hide(
    @Param('team') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act({ id, body, request, reply }, 'page', async (visit, typed) => {
      await this.visits.hidePage(visit, typed, { kind: 'team', id });
    });
  }

  @Post('captain')
  async nameCaptain(
    @Param('team') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act({ id, body, request, reply }, 'captain', async (visit, typed) => {
      const { slug } = await this.teams.byId(visit.edition, id);
      const { walker } = parseInput(CaptainForm, typed);
      await this.organiseTeams.nameCaptain(this.visits.actOf(visit, typed), slug, walker);
    });
  }

  @Post('merge')
  async merge(
    @Param('team') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act({ id, body, request, reply }, 'merged', async (visit, typed) => {
      const { slug } = await this.teams.byId(visit.edition, id);
      const act = this.visits.actOf(visit, typed);
      const { into } = parseInput(MergeForm, typed);
      requireSure(typed);
      await this.organiseTeams.merge(act, slug, into);
    });
  }

  @Post('dissolve')
  async dissolve(
    @Param('team') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act({ id, body, request, reply }, 'dissolved', async (visit, typed) => {
      const { slug } = await this.teams.byId(visit.edition, id);
      const act = this.visits.actOf(visit, typed);
      requireSure(typed);
      await this.organiseTeams.dissolve(act, slug);
    });
  }

  private async act(
    { id, body, request, reply }: Asking,
    done: TeamDone,
    deed: (visit: DeskVisit, typed: RawInput) => Promise<void>,
  ): Promise<void> {
    const path = `/organise/teams/${encodeURIComponent(id)}`;
    await this.visits.act({ body, request, reply, path }, done, deed, (visit, refused) =>
      this.send(visit, { id, request, reply }, null, refused),
    );
  }

  private async send(
    visit: DeskVisit,
    { id, request, reply }: Omit<Asking, 'body'>,
    done: TeamDone | null,
    refused?: RefusedForm,
  ): Promise<void> {
    const team = await this.teams.byId(visit.edition, id);
    const asked = (request.query as Readonly<Record<string, unknown>>)['find'] ?? refused?.form.values['find'];
    const find = optionalLine(100).catch(null).parse(asked) ?? '';
    const state = this.visits.stateOf(visit, { refused, done });
    const found = find === '' || !state.mayAct ? [] : await this.teams.named(visit.edition, find);
    const context = this.visits.contextOf(request, visit, `/organise/teams/${encodeURIComponent(id)}`);
    sendPersonalPage(reply, renderTeamDeskPage({ ...state, team, find, found }, context));
  }
}

/** @throws {InputInvalidError} where the box was not ticked */
function requireSure(typed: RawInput): void {
  if (!parseInput(SureForm, typed).sure) throw new InputInvalidError([{ field: 'sure', code: 'MUST_ACCEPT' }]);
}
