import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type GiftTo, parseDonationOrder, parseGiftAmount, StartDonation } from '../../donations/index.js';
import { rawInput } from '../../platform/http/input.js';
import { ONCE_KEY_FIELD, onceHash } from '../../platform/http/once-key.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPage } from '../shared/send-page.js';
import { FormerTeams } from './former-teams.js';
import { EMPTY_FORM, giveFormFromQuery, givePath, renderGiveDetailsPage, renderGivePage } from './pages/index.js';
import { Targets } from './targets.js';
import { Visits } from './visits.js';

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
  ) {}

  @Get('give')
  async askForWalk(
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.ask({ kind: 'edition' }, query, request, reply);
  }

  @Get('teams/:slug/give')
  async askForTeam(
    @Param('slug') slug: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.formerTeams.orItsPage(slug, request, reply, () =>
      this.ask({ kind: 'team', slug }, query, request, reply),
    );
  }

  @Get('walkers/:slug/give')
  async askForWalker(
    @Param('slug') slug: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.ask({ kind: 'walker', slug }, query, request, reply);
  }

  @Get('give/details')
  async askWhoForWalk(
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.askWho({ kind: 'edition' }, query, request, reply);
  }

  @Get('teams/:slug/give/details')
  async askWhoForTeam(
    @Param('slug') slug: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.formerTeams.orItsPage(slug, request, reply, () =>
      this.askWho({ kind: 'team', slug }, query, request, reply),
    );
  }

  @Get('walkers/:slug/give/details')
  async askWhoForWalker(
    @Param('slug') slug: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.askWho({ kind: 'walker', slug }, query, request, reply);
  }

  @Post('give')
  async giveToWalk(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.give({ kind: 'edition' }, body, request, reply);
  }

  @Post('teams/:slug/give')
  async giveToTeam(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.give({ kind: 'team', slug }, body, request, reply);
  }

  @Post('walkers/:slug/give')
  async giveToWalker(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.give({ kind: 'walker', slug }, body, request, reply);
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
      const { checkoutUrl } = await this.startDonation.execute(edition, order, now, once);
      void reply.redirect(checkoutUrl, 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      const amountMinor = form.errors.some(({ field }) => field === 'amount') ? null : parseGiftAmount(input);
      const view = { edition, now, target, progress, amountMinor, form, error };
      sendPage(reply, renderGiveDetailsPage(view, context), status);
    }
  }
}
