import { Body, Controller, Get, Headers, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CheckInCodes } from '../../check-in/index.js';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import { optionalLine, rawInput, type RawInput } from '../../platform/http/input.js';
import { ONCE_KEY_FIELD, onceHash } from '../../platform/http/once-key.js';
import {
  type OwnRegistration,
  parseRegistrationOrder,
  ReadRegistrations,
  StartRegistration,
  walkersOnForm,
} from '../../registration/index.js';
import { type Named, ReadFormerTeams, ReadTeams } from '../../teams/index.js';
import { ReadWaitingList } from '../../waiting-list/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { StartedGifts } from '../limits/started-gifts.js';
import { qrCodeOf } from '../sharing/invitation.js';
import { MailedAddress } from '../shared/mailed-address.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPage, sendPersonalPage, sendStatus, wantsJson } from '../shared/send-page.js';
import {
  EMPTY_FORM,
  type FormState,
  formValues,
  registeredStatus,
  renderRegisteredPage,
  renderRegisterPage,
  type RegisterPageView,
  under,
} from './pages/index.js';
import { changesForm, countedPlaces, withoutWalker, withWalker } from './registration-form.js';
import { Visits } from './visits.js';

/** Teams that one search for a team of one's own finds. */
const MOST_MATCHES = 10;

/** Taking part: the form, the way to the fee, and what comes of it. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition')
export class RegisterController {
  constructor(
    private readonly checkInCodes: CheckInCodes,
    private readonly visits: Visits,
    private readonly teams: ReadTeams,
    private readonly formerTeams: ReadFormerTeams,
    private readonly registrations: ReadRegistrations,
    private readonly startRegistration: StartRegistration,
    private readonly waitingList: ReadWaitingList,
    private readonly mailedAddress: MailedAddress,
    private readonly startedGifts: StartedGifts,
  ) {}

  /**
   * `?team=SLUG` leads into a team, `?offer=TOKEN` to the places that the waiting list offers; one that is not there is no
   * reason to turn somebody away.
   */
  @Get('register')
  async ask(
    @Query('team') teamSlug: unknown,
    @Query('offer') offer: unknown,
    @Query('invitation') invitation: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context, now } = await this.visits.of(request);
    const invited = typeof invitation === 'string' ? { invitation: invitation.slice(0, 40) } : {};
    const view = await this.viewOf(edition, now, { teamSlug, offer }, { ...EMPTY_FORM, values: invited });
    if (view.offer === null) {
      sendPage(reply, renderRegisterPage(view, context));
      return;
    }
    const { participationTypeCode, places, email } = view.offer;
    const values = { ...invited, participationType: participationTypeCode, email };
    let form: FormState = { values, errors: [] };
    for (let walkers = 1; walkers < places; walkers += 1) form = withWalker(form, walkers);
    sendPersonalPage(reply, renderRegisterPage({ ...view, form, walkers: places }, context));
  }

  /** How many places are left, for the script of the form where it cannot listen to them. */
  @Get('register/places')
  async places(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition } = await this.visits.of(request);
    const left = await this.registrations.placesLeft(edition);
    void reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('cache-control', 'public, max-age=5')
      .send(JSON.stringify(countedPlaces(left)));
  }

  /** To the payment page of the fee, or to the valid place, or back to the form with all that was typed. */
  @LimitedAs('registering')
  @Post('register')
  async register(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    if (changesForm(input)) {
      await this.changeForm(input, request, reply);
      return;
    }
    const { edition, language, context, now } = await this.visits.of(request);
    try {
      const order = parseRegistrationOrder(input, language);
      const once = onceHash(input[ONCE_KEY_FIELD], order);
      const { registrationId, checkoutUrl, token } = await this.startRegistration.execute(edition, order, now, once);
      if (checkoutUrl !== null) await this.startedGifts.note(request, registrationId);
      this.mailedAddress.keep(order.email, reply);
      void reply.redirect(checkoutUrl ?? under(context, `/registered/${token}`), 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      const view = await this.viewOf(edition, now, input, form, walkersOnForm(input));
      sendPage(reply, renderRegisterPage({ ...view, error }, context), status);
    }
  }

  /** The form with more walkers, fewer, or the teams that were looked for. All typed stays. */
  private async changeForm(input: RawInput, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const typed: FormState = { values: formValues(input), errors: [] };
    const walkers = walkersOnForm(input);
    const { edition, context, now } = await this.visits.of(request);
    const show = async (form: FormState, changes: Partial<RegisterPageView>): Promise<void> => {
      const view = await this.viewOf(edition, now, input, form, walkers);
      sendPage(reply, renderRegisterPage({ ...view, ...changes }, context));
    };
    if (input['findTeam'] !== undefined) {
      const asked = optionalLine(100).safeParse(input['teamQuery']);
      const text = asked.success ? asked.data : null;
      const teamMatches = text === null ? null : await this.teams.search(edition, text, MOST_MATCHES);
      await show({ ...typed, values: { ...typed.values, team: 'join' } }, { teamMatches });
      return;
    }
    const changed =
      input['addWalker'] === undefined
        ? withoutWalker(typed, walkers, Number(input['removeWalker']))
        : withWalker(typed, walkers);
    await show(changed, { walkers: walkersOnForm(changed.values) });
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
    else {
      const codes = await this.codesOf(edition, registration);
      sendPersonalPage(reply, renderRegisteredPage({ edition, registration, codes }, context));
    }
  }

  /** The codes of those who start together, by their slugs; none before the place is valid. */
  private async codesOf(edition: Edition, { state, walkers }: OwnRegistration): Promise<ReadonlyMap<string, string>> {
    const central = walkers.filter(({ participationTypeCode: code }) =>
      edition.participationTypes.some((type) => type.code === code && type.group === 'central'),
    );
    if (state !== 'confirmed') return new Map();
    return new Map(
      await Promise.all(
        central.map(async ({ id, slug }) => [slug, await qrCodeOf(this.checkInCodes.addressOf(edition, id))] as const),
      ),
    );
  }

  private async viewOf(
    edition: Edition,
    now: Date,
    { teamSlug, offer: token }: RawInput,
    form: FormState,
    walkers = 1,
  ): Promise<RegisterPageView> {
    const [team, placesLeft, place] = await Promise.all([
      this.teamOf(edition, teamSlug),
      this.registrations.placesLeft(edition),
      typeof token === 'string' && token !== '' ? this.waitingList.openOffer(edition, token) : null,
    ]);
    const offer =
      place === null || place.offerExpiresAt === null
        ? null
        : { ...place, token: String(token), expiresAt: place.offerExpiresAt };
    const offerOver = offer === null && token !== undefined && token !== '';
    return { edition, now, placesLeft, form, error: null, team, teamMatches: null, walkers, offer, offerOver };
  }

  /** The team that a link leads into; where it went together with another one, that one. */
  private async teamOf(edition: Edition, slug: unknown): Promise<Named | null> {
    const asked = optionalLine(80).safeParse(slug);
    if (!asked.success || asked.data === null) return null;
    try {
      return await this.teams.withoutMembers(edition, asked.data);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'TEAM_NOT_FOUND') {
        return this.formerTeams.successor(edition, asked.data);
      }
      throw error;
    }
  }
}
