import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rawInput } from '../../platform/http/input.js';
import { ReadRegistrations } from '../../registration/index.js';
import {
  JoinWaitingList,
  LeaveWaitingList,
  parseWaitingWish,
  ReadWaitingList,
  TakePlaceInLine,
} from '../../waiting-list/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { MailedAddress } from '../shared/mailed-address.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { refusedForm } from '../shared/refused-form.js';
import { translatorOf } from '../shared/messages/translators.js';
import { sendPage, sendPersonalPage } from '../shared/send-page.js';
import { renderMailedPage, renderOwnWaitingPlacePage, renderWaitingListPage, under } from './pages/index.js';
import { Visits } from './visits.js';

/** Waiting for a place where everything is full: asking for the link, taking a place in line by it, leaving it. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/waiting-list')
export class WaitingListController {
  constructor(
    private readonly visits: Visits,
    private readonly registrations: ReadRegistrations,
    private readonly joinList: JoinWaitingList,
    private readonly takePlace: TakePlaceInLine,
    private readonly leaveList: LeaveWaitingList,
    private readonly waitingList: ReadWaitingList,
    private readonly mailedAddress: MailedAddress,
  ) {}

  /** `?type=CODE` chooses what to wait for. */
  @Get()
  async ask(@Query('type') type: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    const placesLeft = await this.registrations.placesLeft(edition);
    const form = { values: typeof type === 'string' ? { participationType: type } : {}, errors: [] };
    sendPage(reply, renderWaitingListPage({ edition, placesLeft, form, error: null }, context));
  }

  @LimitedAs('joining')
  @Post()
  async join(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context, language, now } = await this.visits.of(request);
    const input = rawInput(body);
    try {
      const wish = parseWaitingWish(input, language);
      await this.joinList.execute(edition, wish, now);
      this.mailedAddress.keep(wish.email, reply);
      void reply.redirect(under(context, '/waiting-list/sent'), 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      const placesLeft = await this.registrations.placesLeft(edition);
      sendPage(reply, renderWaitingListPage({ edition, placesLeft, form, error }, context), status);
    }
  }

  /** The same for an address that waits already: nobody learns here whose it is. */
  @Get('sent')
  async mailed(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { context } = await this.visits.of(request);
    const t = translatorOf(context.language);
    const view = {
      lead: t('waiting.sent', { email: this.mailedAddress.of(request) ?? t('mailed.yourAddress') }),
      before: t('waiting.sentBefore'),
      again: under(context, '/waiting-list'),
      onward: null,
    };
    sendPersonalPage(reply, renderMailedPage(view, context));
  }

  /** The link of the mail: opening it the first time takes the place in line, and again it changes nothing. */
  @Get(':token')
  async own(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    let place = await this.waitingList.byToken(edition, token);
    if (!place.opened) {
      await this.takePlace.execute(edition, token);
      place = await this.waitingList.byToken(edition, token);
    }
    sendPersonalPage(reply, renderOwnWaitingPlacePage({ edition, token, place }, context));
  }

  @Post(':token/leave')
  async leave(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    await this.leaveList.execute(edition, token);
    void reply.redirect(under(context, `/waiting-list/${token}`), 303);
  }
}
