import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rawInput } from '../../platform/http/input.js';
import { ReadRegistrations } from '../../registration/index.js';
import { JoinWaitingList, LeaveWaitingList, parseWaitingWish, ReadWaitingList } from '../../waiting-list/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPage, sendPersonalPage } from '../shared/send-page.js';
import { renderOwnWaitingPlacePage, renderWaitingListPage, under } from './pages/index.js';
import { Visits } from './visits.js';

/** Waiting for a place where everything is full: joining the line, seeing where one stands, leaving it. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/waiting-list')
export class WaitingListController {
  constructor(
    private readonly visits: Visits,
    private readonly registrations: ReadRegistrations,
    private readonly joinList: JoinWaitingList,
    private readonly leaveList: LeaveWaitingList,
    private readonly waitingList: ReadWaitingList,
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
      const token = await this.joinList.execute(edition, parseWaitingWish(input, language), now);
      void reply.redirect(under(context, `/waiting-list/${token}`), 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      const placesLeft = await this.registrations.placesLeft(edition);
      sendPage(reply, renderWaitingListPage({ edition, placesLeft, form, error }, context), status);
    }
  }

  @Get(':token')
  async own(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    const place = await this.waitingList.byToken(edition, token);
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
