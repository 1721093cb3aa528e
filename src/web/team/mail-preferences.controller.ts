import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MailPreferences } from '../../minimum-reminders/index.js';
import { rawInput } from '../../platform/http/input.js';
import { Visits } from '../public/visits.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { under } from '../shared/page-context.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { renderMailPreferencesPage } from './pages/mail-preferences.js';

/** Whether somebody wants reminders: by a link of their own, without signing in. Opening it changes nothing. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/mails/:token')
export class MailPreferencesController {
  constructor(
    private readonly visits: Visits,
    private readonly preferences: MailPreferences,
  ) {}

  @Get()
  async show(
    @Param('token') token: string,
    @Query('saved') saved: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { context } = await this.visits.of(request);
    const wanted = await this.preferences.wantsReminders(token);
    sendPersonalPage(reply, renderMailPreferencesPage({ token, wanted, saved: saved !== undefined }, context));
  }

  @Post()
  async change(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { context } = await this.visits.of(request);
    await this.preferences.setReminders(token, rawInput(body)['wanted'] === 'yes');
    void reply.redirect(under(context, `/mails/${token}?saved`), 303);
  }
}
