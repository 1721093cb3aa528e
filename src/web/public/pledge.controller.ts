import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import { pledgesOpen } from '../../domain/pledge.js';
import { shown } from '../../domain/shown-page.js';
import { rawInput } from '../../platform/http/input.js';
import { dayInBelgium, typedMoney } from '../../platform/i18n/index.js';
import {
  ChangePledge,
  MakePledge,
  type OwnPledge,
  parsePledgeOrder,
  parsePledgeTerms,
  PayPledge,
  ReadPledges,
} from '../../pledges/index.js';
import { ReadWalkers } from '../../walkers/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { StartedGifts } from '../limits/started-gifts.js';
import { EMPTY_FORM, type FormState } from '../shared/components/form-fields.js';
import { MailedAddress } from '../shared/mailed-address.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { refusedForm } from '../shared/refused-form.js';
import { translatorOf } from '../shared/messages/translators.js';
import { walkerPath } from '../shared/page-context.js';
import { sendPage, sendPersonalPage } from '../shared/send-page.js';
import {
  type OwnPledgeMoment,
  ownPledgePath,
  renderMailedPage,
  renderOwnPledgePage,
  renderPledgePage,
  under,
} from './pages/index.js';
import { type Visit, Visits } from './visits.js';

/** Promising per kilometre: the form, and what a donor does with a promise of their own by its link. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition')
export class PledgeController {
  constructor(
    private readonly visits: Visits,
    private readonly walkers: ReadWalkers,
    private readonly pledges: ReadPledges,
    private readonly makePledge: MakePledge,
    private readonly changePledge: ChangePledge,
    private readonly payPledge: PayPledge,
    private readonly startedGifts: StartedGifts,
    private readonly mailedAddress: MailedAddress,
  ) {}

  @Get('walkers/:slug/pledge')
  async ask(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context, now } = await this.visitWithPledges(request);
    const walker = shown(await this.walkers.bySlug(edition, slug));
    const view = { edition, walker, open: isOpen(edition, now), changes: null, form: EMPTY_FORM, error: null };
    sendPage(reply, renderPledgePage(view, context));
  }

  /** To the mailbox, where the link to the promise is, or back to the form with all that was typed. */
  @LimitedAs('promising')
  @Post('walkers/:slug/pledge')
  async promise(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, language, context, now } = await this.visitWithPledges(request);
    const walker = shown(await this.walkers.bySlug(edition, slug));
    const input = rawInput(body);
    try {
      const order = parsePledgeOrder(input, language);
      await this.makePledge.execute(edition, slug, order, now);
      this.mailedAddress.keep(order.email, reply);
      void reply.redirect(`${walkerPath(context, slug)}/pledge/sent`, 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      const view = { edition, walker, open: isOpen(edition, now), changes: null, form, error };
      sendPage(reply, renderPledgePage(view, context), status);
    }
  }

  /** The same for an address that promised already: nobody learns here whose it is. */
  @Get('walkers/:slug/pledge/sent')
  async mailed(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context } = await this.visitWithPledges(request);
    const { name } = shown(await this.walkers.bySlug(edition, slug));
    const t = translatorOf(context.language);
    const page = walkerPath(context, slug);
    const view = {
      lead: t('pledge.sent', { email: this.mailedAddress.of(request) ?? t('mailed.yourAddress'), walker: name }),
      before: t('pledge.sentBefore', { walker: name }),
      again: `${page}/pledge`,
      onward: { path: page, label: t('thanks.toPage', { name }) },
    };
    sendPersonalPage(reply, renderMailedPage(view, context));
  }

  @Get('pledges/:token')
  async show(
    @Param('token') token: string,
    @Query('saved') saved: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visits.of(request);
    const pledge = await this.pledges.byToken(visit.edition, token);
    if (!pledge.opened) await this.changePledge.open(visit.edition, token);
    const view = { ...ownView(visit, token, pledge), saved: saved !== undefined, error: null };
    sendPersonalPage(reply, renderOwnPledgePage(view, visit.context));
  }

  @Get('pledges/:token/change')
  async askToChange(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context, now } = await this.visits.of(request);
    const pledge = await this.pledges.byToken(edition, token);
    if (pledge.state !== 'promised' || !isOpen(edition, now)) {
      void reply.redirect(ownPledgePath(context, token), 303);
      return;
    }
    const changes = { path: ownPledgePath(context, token), email: pledge.email };
    const view = {
      edition,
      walker: pledge.walker,
      open: true,
      changes,
      form: formOf(pledge, context.language),
      error: null,
    };
    sendPersonalPage(reply, renderPledgePage(view, context));
  }

  @Post('pledges/:token/change')
  async change(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context, now } = await this.visits.of(request);
    const pledge = await this.pledges.byToken(edition, token);
    const path = ownPledgePath(context, token);
    const input = rawInput(body);
    try {
      await this.changePledge.change(edition, token, parsePledgeTerms(input), now);
      void reply.redirect(`${path}?saved`, 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      const view = { edition, walker: pledge.walker, open: true, changes: { path, email: pledge.email }, form, error };
      sendPersonalPage(reply.status(status), renderPledgePage(view, context));
    }
  }

  @Post('pledges/:token/withdraw')
  async withdraw(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visits.of(request);
    await this.orShowAgain(visit, token, reply, async () => {
      await this.changePledge.withdraw(visit.edition, token, visit.now);
      return ownPledgePath(visit.context, token);
    });
  }

  /** To the payment page, or to the thanks of who has paid. */
  @LimitedAs('giving')
  @Post('pledges/:token/pay')
  async pay(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.of(request);
    await this.orShowAgain(visit, token, reply, async () => {
      const way = await this.payPledge.execute(visit.edition, token, visit.now);
      if (way.kind === 'thanks') return under(visit.context, `/thanks/${way.giftToken}`);
      await this.startedGifts.note(request, way.donationId);
      return way.url;
    });
  }

  /** Goes where `act` says, or shows the promise again with why it could not be done. */
  private async orShowAgain(
    visit: Visit,
    token: string,
    reply: FastifyReply,
    act: () => Promise<string>,
  ): Promise<void> {
    const pledge = await this.pledges.byToken(visit.edition, token);
    try {
      void reply.redirect(await act(), 303);
    } catch (thrown) {
      const { status, error } = refusedForm(thrown, {}, reply);
      const view = { ...ownView(visit, token, pledge), saved: false, error };
      sendPersonalPage(reply.status(status), renderOwnPledgePage(view, visit.context));
    }
  }

  /** @throws {DomainError} `PAGE_NOT_FOUND` in an edition that takes no promises. */
  private async visitWithPledges(request: FastifyRequest): Promise<Visit> {
    const visit = await this.visits.of(request);
    if (!visit.edition.pledgesPerKm) throw new DomainError('PAGE_NOT_FOUND', 'No promises in this edition');
    return visit;
  }
}

function isOpen(edition: Edition, now: Date): boolean {
  return pledgesOpen(edition, dayInBelgium(now));
}

function ownView({ edition, now }: Visit, token: string, pledge: OwnPledge) {
  return { edition, now, token, pledge, moment: momentOf(pledge, edition, now) };
}

function momentOf({ state }: OwnPledge, edition: Edition, now: Date): OwnPledgeMoment {
  return state === 'promised' && !isOpen(edition, now) ? 'awaited' : state;
}

/** A promise as its form shows it. */
function formOf(pledge: OwnPledge, language: Visit['language']): FormState {
  const { perKmMinor, capMinor, name, message, anonymous, certificateWanted } = pledge;
  return {
    values: {
      perKm: typedMoney(language, perKmMinor),
      cap: typedMoney(language, capMinor),
      name,
      message: message ?? '',
      ...(anonymous ? { anonymous: 'yes' } : {}),
      ...(certificateWanted ? { certificateWanted: 'yes' } : {}),
    },
    errors: [],
  };
}
