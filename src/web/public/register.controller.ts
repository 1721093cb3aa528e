import { Body, Controller, Get, Headers, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import { optionalLine, rawInput, type RawInput } from '../../platform/http/input.js';
import { parseRegistrationOrder, ReadRegistrations, StartRegistration } from '../../registration/index.js';
import { ReadTeams, type TeamDetail } from '../../teams/index.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPage, sendPersonalPage, sendStatus, wantsJson } from '../shared/send-page.js';
import {
  EMPTY_FORM,
  formValues,
  registeredStatus,
  renderRegisteredPage,
  renderRegisterPage,
  under,
} from './pages/index.js';
import { Visits } from './visits.js';

/** Teams that one search for a team of one's own finds. */
const MOST_MATCHES = 10;

/** Taking part: the form, the way to the fee, and what comes of it. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition')
export class RegisterController {
  constructor(
    private readonly visits: Visits,
    private readonly teams: ReadTeams,
    private readonly registrations: ReadRegistrations,
    private readonly startRegistration: StartRegistration,
  ) {}

  /** `?team=SLUG` leads into a team; one that is not there is no reason to turn somebody away. */
  @Get('register')
  async ask(
    @Query('team') teamSlug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context, now } = await this.visits.of(request);
    const [team, placesLeft] = await Promise.all([
      this.teamOf(edition, teamSlug),
      this.registrations.placesLeft(edition),
    ]);
    const view = { edition, now, placesLeft, form: EMPTY_FORM, error: null, team, teamMatches: null };
    sendPage(reply, renderRegisterPage(view, context));
  }

  /** To the payment page of the fee, or to the valid place, or back to the form with all that was typed. */
  @Post('register')
  async register(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    if (input['findTeam'] !== undefined) {
      await this.findTeam(input, request, reply);
      return;
    }
    const { edition, language, context, now } = await this.visits.of(request);
    try {
      const order = parseRegistrationOrder(input, language);
      const { checkoutUrl, token } = await this.startRegistration.execute(edition, order, now);
      void reply.redirect(checkoutUrl ?? under(context, `/registered/${token}`), 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      const [team, placesLeft] = await Promise.all([
        this.teamOf(edition, input['teamSlug']),
        this.registrations.placesLeft(edition),
      ]);
      const view = { edition, now, placesLeft, form, error, team, teamMatches: null };
      sendPage(reply, renderRegisterPage(view, context), status);
    }
  }

  /** The form again, with the teams whose name was asked for. */
  private async findTeam(input: RawInput, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { edition, context, now } = await this.visits.of(request);
    const asked = optionalLine(100).safeParse(input['teamQuery']);
    const text = asked.success ? asked.data : null;
    const [team, placesLeft, teamMatches] = await Promise.all([
      this.teamOf(edition, input['teamSlug']),
      this.registrations.placesLeft(edition),
      text === null ? null : this.teams.search(edition, text, MOST_MATCHES),
    ]);
    const form = { values: { ...formValues(input), team: 'join' }, errors: [] };
    sendPage(reply, renderRegisterPage({ edition, now, placesLeft, form, error: null, team, teamMatches }, context));
  }

  @Get('registered/:token')
  async registered(
    @Param('token') token: string,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    const registration = await this.registrations.byToken(edition, token);
    if (wantsJson(accept)) sendStatus(reply, registeredStatus(registration));
    else sendPersonalPage(reply, renderRegisteredPage({ edition, registration }, context));
  }

  private async teamOf(edition: Edition, slug: unknown): Promise<TeamDetail | null> {
    const asked = optionalLine(80).safeParse(slug);
    if (!asked.success || asked.data === null) return null;
    try {
      return await this.teams.bySlug(edition, asked.data);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'TEAM_NOT_FOUND') return null;
      throw error;
    }
  }
}
