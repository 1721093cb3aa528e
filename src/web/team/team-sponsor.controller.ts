import { Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InputInvalidError } from '../../domain/errors.js';
import type { RawInput } from '../../platform/http/input.js';
import { type LedPage, parseSponsorName, type TeamActor, TeamRoles, TeamSponsors } from '../../team-life/index.js';
import { ReadTeams } from '../../teams/index.js';
import { ownTeamPath } from '../own-page/pages/index.js';
import { withPhotoUpload } from '../own-page/read-photo-upload.js';
import { LimitedAs } from '../limits/limited-as.js';
import { type Visit, Visits } from '../public/visits.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { SignedInVisitors } from '../shared/signed-in.js';
import { renderTeamSponsorPage, type TeamSponsorView } from './pages/team-sponsor.js';

interface SponsorVisit extends Visit {
  readonly page: LedPage;
  readonly actor: TeamActor;
}

/** Who stands behind a team: a name and a logo, placed by those who lead it. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/my/team/:team/sponsor')
export class TeamSponsorController {
  constructor(
    private readonly visits: Visits,
    private readonly visitors: SignedInVisitors,
    private readonly roles: TeamRoles,
    private readonly teams: ReadTeams,
    private readonly sponsors: TeamSponsors,
  ) {}

  @Get()
  async show(
    @Param('team') slug: string,
    @Query('saved') saved: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(await this.visit(request, slug), reply, { error: null, saved: saved !== undefined });
  }

  @LimitedAs('upload')
  @Post()
  async place(@Param('team') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visit(request, slug);
    let typed: RawInput = {};
    try {
      await withPhotoUpload(request, async (upload) => {
        typed = upload.fields;
        const name = parseSponsorName(typed);
        await this.sponsors.place(visit.actor, slug, name, upload.empty ? null : upload.file());
      });
      void reply.redirect(`${ownTeamPath(visit.context, slug, '/sponsor')}?saved`, 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(aboutLogo(thrown), typed, reply);
      await this.send(visit, reply.status(status), { form, error, saved: false });
    }
  }

  @Post('remove')
  async remove(@Param('team') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { context, actor } = await this.visit(request, slug);
    await this.sponsors.remove(actor, slug);
    void reply.redirect(`${ownTeamPath(context, slug, '/sponsor')}?saved`, 303);
  }

  private async send(
    { edition, context, page }: SponsorVisit,
    reply: FastifyReply,
    shown: Pick<TeamSponsorView, 'error' | 'saved'> & Partial<Pick<TeamSponsorView, 'form'>>,
  ): Promise<void> {
    const { id } = await this.teams.withoutMembers(edition, page.slug);
    const sponsor = await this.sponsors.of(id);
    const form = { values: { sponsorName: sponsor?.name ?? '' }, errors: [] };
    sendPersonalPage(reply, renderTeamSponsorPage({ team: page, sponsor, form, ...shown }, context));
  }

  /** @throws {DomainError} `NOT_ALLOWED` to members who lead nothing, `TEAM_NOT_FOUND` to everybody else */
  private async visit(request: FastifyRequest, slug: string): Promise<SponsorVisit> {
    const visit = await this.visits.of(request);
    const { accountId } = await this.visitors.require(request);
    const page = await this.roles.ledPage(accountId, visit.edition, slug);
    return { ...visit, page, actor: { edition: visit.edition, accountId } };
  }
}

/** What is wrong with the picture is said of the logo. */
function aboutLogo(thrown: unknown): unknown {
  if (!(thrown instanceof InputInvalidError)) return thrown;
  return new InputInvalidError(
    thrown.fields.map((fault) => (fault.field === 'photo' ? { ...fault, field: 'logo' } : fault)),
  );
}
