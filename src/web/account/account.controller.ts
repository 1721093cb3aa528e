import { Body, Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Sessions } from '../../accounts/index.js';
import { rawInput } from '../../platform/http/input.js';
import { Visits } from '../public/visits.js';
import { MailedAddress } from '../shared/mailed-address.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { under } from '../shared/page-context.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { SignedInVisitors } from '../shared/signed-in.js';
import { renderAccountPage } from './pages/account.js';

/** Where somebody is signed in, and signing out: here, on another device, everywhere. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/my/account')
export class AccountController {
  constructor(
    private readonly visits: Visits,
    private readonly visitors: SignedInVisitors,
    private readonly sessions: Sessions,
    private readonly mailedAddress: MailedAddress,
  ) {}

  @Get()
  async show(
    @Query('ended') ended: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { context } = await this.visits.of(request);
    const signedIn = await this.visitors.require(request);
    const sessions = await this.sessions.list(signedIn.accountId);
    sendPersonalPage(reply, renderAccountPage({ signedIn, sessions, ended: ended !== undefined }, context));
  }

  @Post('end')
  async end(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { context } = await this.visits.of(request);
    const signedIn = await this.visitors.require(request);
    const { session } = rawInput(body);
    if (typeof session === 'string') await this.sessions.end(signedIn, session.slice(0, 50));
    void reply.redirect(under(context, '/my/account?ended'), 303);
  }

  @Post('sign-out')
  async signOut(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { context } = await this.visits.of(request);
    const signedIn = await this.visitors.of(request);
    if (signedIn !== null) {
      if (rawInput(body)['everywhere'] === 'yes') await this.sessions.endAll(signedIn);
      else await this.sessions.end(signedIn, signedIn.sessionId);
    }
    this.visitors.forget(reply);
    this.mailedAddress.forget(reply);
    // Personal pages that the browser keeps go too. Its storage stays: scans of a phone that wait are in it (ADR 65).
    void reply.header('clear-site-data', '"cache"').redirect(under(context), 303);
  }
}
