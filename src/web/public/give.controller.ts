import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type GiftTo, parseDonationOrder, parseGiftAmount, StartDonation } from '../../donations/index.js';
import { rawInput } from '../../platform/http/input.js';
import { ONCE_KEY_FIELD, onceHash } from '../../platform/http/once-key.js';
import { LimitedAs } from '../limits/limited-as.js';
import { StartedGifts } from '../limits/started-gifts.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPage } from '../shared/send-page.js';
import { FormerTeams } from './former-teams.js';
import { EMPTY_FORM, giveFormFromQuery, givePath, renderGiveDetailsPage, renderGivePage } from './pages/index.js';
import { Targets } from './targets.js';
import { Visits } from './visits.js';

/** Whom the forms are for: the whole walk, a team, a walker. */
const PATHS = ['', 'teams/:team/', 'walkers/:walker/'] as const;

interface TargetParams {
  readonly team?: string;
  readonly walker?: string;
}

function giftToOf({ team, walker }: TargetParams): GiftTo {
  if (team !== undefined) return { kind: 'team', slug: team };
  return walker === undefined ? { kind: 'edition' } : { kind: 'walker', slug: walker };
}

/**
 * Giving, in two screens: how much, then who gives, and on to the payment page. To the whole walk, a team, or a walker.
 * A form that posts everything at once is taken just as well.
 */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition')
export class GiveController {
  constructor(
    private readonly visits: Visits,
    private readonly targets: Targets,
    private readonly formerTeams: FormerTeams,
    private readonly startDonation: StartDonation,
    private readonly startedGifts: StartedGifts,
  ) {}

  @Get(PATHS.map((of) => `${of}give`))
  async askHowMuch(
    @Param() params: TargetParams,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.orFormerTeam(params, request, reply, (to) => this.ask(to, query, request, reply));
  }

  @Get(PATHS.map((of) => `${of}give/details`))
  async askWhoGives(
    @Param() params: TargetParams,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.orFormerTeam(params, request, reply, (to) => this.askWho(to, query, request, reply));
  }

  @LimitedAs('giving')
  @Post(PATHS.map((of) => `${of}give`))
  async giveTo(
    @Param() params: TargetParams,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.give(giftToOf(params), body, request, reply);
  }

  /** A team that is no more has a page that says so, where it has no form. */
  private async orFormerTeam(
    params: TargetParams,
    request: FastifyRequest,
    reply: FastifyReply,
    show: (to: GiftTo) => Promise<void>,
  ): Promise<void> {
    const to = giftToOf(params);
    if (to.kind === 'team') await this.formerTeams.orItsPage(to.slug, request, reply, () => show(to));
    else await show(to);
  }

  private async ask(
    to: GiftTo,
    query: Record<string, unknown>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { edition, language, context, now } = await this.visits.of(request);
    const { target, total: progress } = await this.targets.find(edition, to);
    const form = giveFormFromQuery(edition, language, query);
    sendPage(reply, renderGivePage({ edition, now, target, progress, form }, context));
  }

  /** The second screen, or back to the first one when what came is no amount. */
  private async askWho(
    to: GiftTo,
    query: Record<string, unknown>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { edition, context, now } = await this.visits.of(request);
    const { target, total: progress } = await this.targets.find(edition, to);
    const input = rawInput(query);
    // From the card of a page, which has no field for an amount of one's own.
    if (input['choice'] === 'other' && input['amount'] === undefined) {
      void reply.redirect(`${givePath(context, target)}?choice=other`, 303);
      return;
    }
    try {
      const amountMinor = parseGiftAmount(input);
      sendPage(
        reply,
        renderGiveDetailsPage({ edition, now, target, progress, amountMinor, form: EMPTY_FORM, error: null }, context),
      );
    } catch (thrown) {
      const { status, form } = refusedForm(thrown, input, reply);
      sendPage(reply, renderGivePage({ edition, now, target, progress, form }, context), status);
    }
  }

  /** To the payment page, or back to the form with all that was typed. */
  private async give(to: GiftTo, body: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { edition, language, context, now } = await this.visits.of(request);
    const { target, total: progress } = await this.targets.find(edition, to);
    const input = rawInput(body);
    try {
      const order = parseDonationOrder(input, to, language);
      const once = onceHash(input[ONCE_KEY_FIELD], order);
      const { donationId, checkoutUrl } = await this.startDonation.execute(edition, order, now, once);
      await this.startedGifts.note(request, donationId);
      void reply.redirect(checkoutUrl, 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      const amountMinor = form.errors.some(({ field }) => field === 'amount') ? null : parseGiftAmount(input);
      const view = { edition, now, target, progress, amountMinor, form, error };
      sendPage(reply, renderGiveDetailsPage(view, context), status);
    }
  }
}
