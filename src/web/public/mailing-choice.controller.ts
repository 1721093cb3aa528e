import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MailingChoices } from '../../mailings/index.js';
import { rawInput } from '../../platform/http/input.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { under } from '../shared/page-context.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { renderMailingChoicePage } from './pages/mailing-choice.js';
import { Visits } from './visits.js';

/**
 * Whether somebody wants what organisers write to many: by the link of such a mail, without signing in, since donors and
 * guardians have no account. Opening it changes nothing.
 */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/messages/:token')
export class MailingChoiceController {
  constructor(
    private readonly visits: Visits,
    private readonly choices: MailingChoices,
  ) {}

  @Get()
  async show(
    @Param('token') token: string,
    @Query('saved') saved: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { context } = await this.visits.of(request);
    const wanted = await this.choices.wanted(token);
    sendPersonalPage(reply, renderMailingChoicePage({ token, wanted, saved: saved !== undefined }, context));
  }

  @Post()
  async choose(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { context } = await this.visits.of(request);
    await this.choices.choose(token, rawInput(body)['wanted'] === 'yes');
    void reply.redirect(under(context, `/messages/${token}?saved`), 303);
  }
}

/** Ends them with the single POST of a mail program (RFC 8058), which comes from other sites: the token is the permission. */
@ApiExcludeController()
@Controller(':language/:edition/messages/:token/stop')
export class StopMailingsController {
  constructor(
    private readonly visits: Visits,
    private readonly choices: MailingChoices,
  ) {}

  /** A browser that opens the address sees the page of the choice. */
  @Get()
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { context } = await this.visits.of(request);
    void reply.redirect(under(context, `/messages/${encodeURIComponent(token)}`), 303);
  }

  /** Again changes nothing. A mail program gets its answer here and now: RFC 8058 allows no redirect. */
  @Post()
  async stop(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await this.choices.choose(token, false);
    void reply.status(200).header('cache-control', 'no-store').type('text/plain').send('');
  }
}
