import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type ErrorCode } from '../../domain/errors.js';
import { rawInput } from '../../platform/http/input.js';
import { JoinTeams, ReadOwnTeam } from '../../team-life/index.js';
import { ReadFormerTeams, ReadTeams } from '../../teams/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { type Visit, Visits } from '../public/visits.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { under } from '../shared/page-context.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { SignedInVisitors } from '../shared/signed-in.js';
import { renderJoinTeamPage } from './pages/join-team.js';

/** Going along with a team, or over to another one, for people who are registered already. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/my/join/:team')
export class JoinTeamController {
  constructor(
    private readonly visits: Visits,
    private readonly visitors: SignedInVisitors,
    private readonly teams: ReadTeams,
    private readonly formerTeams: ReadFormerTeams,
    private readonly ownTeams: ReadOwnTeam,
    private readonly joinTeams: JoinTeams,
  ) {}

  @Get()
  async ask(
    @Param('team') slug: string,
    @Query('invitation') invitation: unknown,
    @Query('asked') asked: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visits.of(request);
    await this.send(visit, slug, request, reply, {
      invitation: tokenOf(invitation),
      asked: asked !== undefined,
      error: null,
    });
  }

  @LimitedAs('joining')
  @Post()
  async join(
    @Param('team') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visits.of(request);
    const { edition, context } = visit;
    const { accountId } = await this.visitors.require(request);
    const input = rawInput(body);
    const invitation = tokenOf(input['invitation']);
    const walker = typeof input['walker'] === 'string' ? input['walker'].slice(0, 100) : '';
    try {
      const outcome = await this.joinTeams.join({ edition, accountId }, walker, slug, invitation);
      const team = encodeURIComponent(slug);
      const next = outcome === 'joined' ? `/my/team/${team}` : `/my/join/${team}?asked`;
      void reply.redirect(under(context, next), 303);
    } catch (thrown) {
      const { status, error } = refusedForm(thrown, input, reply);
      await this.send(visit, slug, request, reply.status(status), { invitation, asked: false, error });
    }
  }

  private async send(
    { edition, context }: Visit,
    slug: string,
    request: FastifyRequest,
    reply: FastifyReply,
    shown: { readonly invitation: string | null; readonly asked: boolean; readonly error: ErrorCode | null },
  ): Promise<void> {
    const { accountId } = await this.visitors.require(request);
    const team = await this.teams.withoutMembers(edition, slug).catch(async (error: unknown) => {
      if (!(error instanceof DomainError) || error.code !== 'TEAM_NOT_FOUND') throw error;
      const successor = await this.formerTeams.successor(edition, slug);
      if (successor === null) throw error;
      return successor;
    });
    if (team.slug !== slug) {
      // The team went together with another one; whoever has its link joins that one.
      void reply.redirect(under(context, `/my/join/${encodeURIComponent(team.slug)}`), 303);
      return;
    }
    const walkers = await this.ownTeams.movable(edition, accountId, team.slug);
    sendPersonalPage(reply, renderJoinTeamPage({ edition, team, walkers, ...shown }, context));
  }
}

function tokenOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 40) : null;
}
