import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Language } from '../../domain/language.js';
import { DomainError, InputInvalidError } from '../../domain/errors.js';
import { RemindShortWalkers } from '../../minimum-reminders/index.js';
import { optionalText, parseInput, rawInput, type RawInput } from '../../platform/http/input.js';
import {
  ChangeTeams,
  InviteByMail,
  JoinTeams,
  parseInvited,
  ReadOwnTeam,
  type TeamActor,
} from '../../team-life/index.js';
import { ReadTeams } from '../../teams/index.js';
import { pageNumber } from '../shared/page-number.js';
import { FormerTeams } from '../public/former-teams.js';
import { type Visit, Visits } from '../public/visits.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { ownTeamPath } from '../own-page/pages/index.js';
import { under } from '../shared/page-context.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { SignedInVisitors } from '../shared/signed-in.js';
import { renderDissolvePage } from './pages/dissolve.js';
import { renderOwnTeamPage } from './pages/own-team.js';
import { invitationOf, qrCodeOf } from '../sharing/invitation.js';

const MOST_MATCHES = 8;

/** What is done to a team, by what the form's button says. */
const ACTS = [
  'invite',
  'remind',
  'accept-request',
  'refuse-request',
  'leave',
  'let-go',
  'name-co-captain',
  'dismiss-co-captain',
  'offer-captaincy',
  'accept-captaincy',
  'decline-captaincy',
  'offer-merge',
  'accept-merge',
  'decline-merge',
  'dissolve',
] as const;
type Act = (typeof ACTS)[number];

const LetGo = z.object({ reason: optionalText(500) });

/** A team from the inside: who is in it, inviting, and all that changes it. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/my/team/:team')
export class OwnTeamController {
  constructor(
    private readonly visits: Visits,
    private readonly visitors: SignedInVisitors,
    private readonly ownTeams: ReadOwnTeam,
    private readonly changeTeams: ChangeTeams,
    private readonly joinTeams: JoinTeams,
    private readonly inviteByMail: InviteByMail,
    private readonly reminders: RemindShortWalkers,
    private readonly teams: ReadTeams,
    private readonly formerTeams: FormerTeams,
  ) {}

  /** `?find=` looks for a team to join. */
  @Get()
  async show(
    @Param('team') slug: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visits.of(request);
    await this.formerTeams.orItsPage(slug, request, reply, () =>
      this.send(visit, slug, request, reply, {
        find: typeof query['find'] === 'string' ? query['find'] : '',
        form: EMPTY_FORM,
        error: null,
        invited: query['invited'] !== undefined,
        page: pageNumber(query['members']),
      }),
    );
  }

  /** Asks once more before a team ends. */
  @Get('dissolve')
  async askDissolve(
    @Param('team') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    const { accountId } = await this.visitors.require(request);
    const team = await this.ownTeams.bySlug(edition, slug, accountId);
    if (team.role !== 'captain') throw new DomainError('NOT_ALLOWED', 'Only a captain may');
    sendPersonalPage(reply, renderDissolvePage(team, context));
  }

  /** The way in for others, to be printed or shown: a QR code of the invitation. */
  @Get('invitation.svg')
  async invitation(
    @Param('team') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    const { accountId } = await this.visitors.require(request);
    const { invitationToken } = await this.ownTeams.bySlug(edition, slug, accountId);
    void reply
      .header('content-type', 'image/svg+xml')
      .header('cache-control', 'private, max-age=3600')
      .send(await qrCodeOf(invitationOf(context, slug, invitationToken)));
  }

  @Post()
  async change(
    @Param('team') slug: string,
    @Query('members') members: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visits.of(request);
    const page = pageNumber(members);
    const { accountId } = await this.visitors.require(request);
    const input = rawInput(body);
    try {
      const stays = await this.act({ edition: visit.edition, accountId }, slug, input, visit.language);
      const to = input['act'] === 'invite' ? '?invited#invite' : page > 1 ? `?members=${String(page)}#members` : '';
      const here = `${ownTeamPath(visit.context, slug)}${to}`;
      void reply.redirect(stays ? here : under(visit.context, '/my'), 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      await this.send(visit, slug, request, reply.status(status), { find: '', form, error, invited: false, page });
    }
  }

  /** @returns whether the visitor still belongs to the team. */
  private async act(actor: TeamActor, slug: string, input: RawInput, language: Language): Promise<boolean> {
    const act = ACTS.find((it) => it === input['act']);
    if (act === undefined) throw new InputInvalidError([{ field: 'act', code: 'CHOICE_INVALID' }]);
    await this.perform(act, actor, slug, input, language);
    if (act !== 'leave' && act !== 'dissolve') return true;
    return this.ownTeams.bySlug(actor.edition, slug, actor.accountId).then(
      () => true,
      (error: unknown) => {
        if (error instanceof DomainError && error.code === 'TEAM_NOT_FOUND') return false;
        throw error;
      },
    );
  }

  private perform(act: Act, actor: TeamActor, slug: string, input: RawInput, language: Language): Promise<void> {
    const [walker, team] = [textOf(input, 'walker'), textOf(input, 'team')];
    switch (act) {
      case 'invite':
        return this.inviteByMail.execute(actor, slug, parseInvited(input['emails']), language);
      case 'remind':
        return this.reminders.byCaptain(actor.edition, actor.accountId, slug, walker);
      case 'accept-request':
        return this.joinTeams.answer(actor, slug, textOf(input, 'request'), true);
      case 'refuse-request':
        return this.joinTeams.answer(actor, slug, textOf(input, 'request'), false);
      case 'leave':
        return this.changeTeams.leave(actor, slug, walker);
      case 'let-go':
        return this.changeTeams.letGo(actor, slug, walker, parseInput(LetGo, input).reason);
      case 'name-co-captain':
        return this.changeTeams.setCoCaptain(actor, slug, walker, true);
      case 'dismiss-co-captain':
        return this.changeTeams.setCoCaptain(actor, slug, walker, false);
      case 'offer-captaincy':
        return this.changeTeams.offerCaptaincy(actor, slug, walker);
      case 'accept-captaincy':
        return this.changeTeams.answerCaptaincy(actor, slug, true);
      case 'decline-captaincy':
        return this.changeTeams.answerCaptaincy(actor, slug, false);
      case 'offer-merge':
        return this.changeTeams.offerMerge(actor, slug, team);
      case 'accept-merge':
        return this.changeTeams.answerMerge(actor, slug, team, true);
      case 'decline-merge':
        return this.changeTeams.answerMerge(actor, slug, team, false);
      case 'dissolve':
        return this.changeTeams.dissolve(actor, slug);
    }
  }

  private async send(
    { edition, context }: Visit,
    slug: string,
    request: FastifyRequest,
    reply: FastifyReply,
    { find, ...shown }: Pick<Parameters<typeof renderOwnTeamPage>[0], 'find' | 'form' | 'error' | 'invited' | 'page'>,
  ): Promise<void> {
    const { accountId } = await this.visitors.require(request);
    const team = await this.ownTeams.bySlug(edition, slug, accountId, shown.page);
    const wanted = find.trim().slice(0, 100);
    const matches = wanted === '' ? null : await this.teams.search(edition, wanted, MOST_MATCHES);
    sendPersonalPage(
      reply,
      renderOwnTeamPage(
        {
          edition,
          team,
          find: wanted,
          matches: matches?.filter((it) => it.slug !== slug) ?? null,
          invitation: invitationOf(context, slug, team.invitationToken),
          ...shown,
        },
        context,
      ),
    );
  }
}

function textOf(input: RawInput, name: string): string {
  const value = input[name];
  return typeof value === 'string' ? value.slice(0, 100) : '';
}
