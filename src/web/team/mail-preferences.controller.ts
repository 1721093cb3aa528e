import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { isMailTopic, MailPreferences, type MailTopic } from '../../mail-preferences/index.js';
import { rawInput } from '../../platform/http/input.js';
import { LimitedAs } from '../limits/limited-as.js';
import { Visits } from '../public/visits.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { under } from '../shared/page-context.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { renderMailPreferencesPage } from './pages/mail-preferences.js';

/** Which mails somebody wants: by a link of their own, without signing in. Opening it changes nothing. */
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
    const wishes = await this.preferences.wishes(token);
    const view = { token, wishes, saved: saved !== undefined, stopping: null };
    sendPersonalPage(reply, renderMailPreferencesPage(view, context));
  }

  @Post()
  async change(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { context } = await this.visits.of(request);
    const input = rawInput(body);
    const wants = (topic: MailTopic): boolean => input[topic] === 'yes';
    await this.preferences.set(token, {
      reminders: wants('reminders'),
      milestones: wants('milestones'),
      'next-edition': wants('next-edition'),
    });
    void reply.redirect(under(context, `/mails/${token}?saved`), 303);
  }
}

/**
 * Ends one kind of mail with a single POST, as mail programs send it (RFC 8058). It comes from wherever the mail is read,
 * so from other sites too: the token in the address is the permission. A browser that opens the address sees a page and
 * changes nothing, since programs that look into every link do so as well.
 */
@ApiExcludeController()
@Controller(':language/:edition/mails/:token/stop/:topic')
export class StopMailsController {
  constructor(
    private readonly visits: Visits,
    private readonly preferences: MailPreferences,
  ) {}

  @Get()
  async show(
    @Param('token') token: string,
    @Param('topic') topic: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { context } = await this.visits.of(request);
    const view = { token, wishes: await this.preferences.wishes(token), saved: false, stopping: topicOf(topic) };
    sendPersonalPage(reply, renderMailPreferencesPage(view, context));
  }

  /** Again changes nothing. A mail program gets its answer here and now: RFC 8058 allows no redirect. */
  // Providers of mail send them for all of their users from a handful of addresses.
  @LimitedAs('unlimited')
  @Post()
  async stop(
    @Param('token') token: string,
    @Param('topic') topic: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { context } = await this.visits.of(request);
    await this.preferences.stop(token, topicOf(topic));
    const byProgram = request.isMultipart() || rawInput(body)['List-Unsubscribe'] !== undefined;
    if (byProgram) void reply.status(200).header('cache-control', 'no-store').type('text/plain').send('');
    else void reply.redirect(under(context, `/mails/${token}?saved`), 303);
  }
}

/** @throws {DomainError} `PAGE_NOT_FOUND` */
function topicOf(word: string): MailTopic {
  if (!isMailTopic(word)) throw new DomainError('PAGE_NOT_FOUND', 'No mails of this kind');
  return word;
}
