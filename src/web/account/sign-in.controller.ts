import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RequestSignIn, SignIn, type SignInOutcome } from '../../accounts/index.js';
import { InputInvalidError } from '../../domain/errors.js';
import { box, email, parseInput, rawInput, type RawInput } from '../../platform/http/input.js';
import { LimitedAs } from '../limits/limited-as.js';
import { type Visit, Visits } from '../public/visits.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { MailedAddress } from '../shared/mailed-address.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { type PageContext, under } from '../shared/page-context.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { SignedInVisitors } from '../shared/signed-in.js';
import { deviceOf } from './device-of.js';
import { renderCheckMailPage, renderSignInPage, renderUnusableLinkPage } from './pages/sign-in.js';

const SignInForm = z.object({ email, ownDevice: box });

/** Signing in by a link from a mail: no password, no account needed before. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/sign-in')
export class SignInController {
  constructor(
    private readonly visits: Visits,
    private readonly visitors: SignedInVisitors,
    private readonly requestSignIn: RequestSignIn,
    private readonly signIn: SignIn,
    private readonly mailedAddress: MailedAddress,
  ) {}

  /** `?to=` is where to go on. Who is signed in already goes on at once. */
  @Get()
  async ask(@Query('to') wanted: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { context } = await this.visits.of(request);
    const to = wayOn(wanted, context);
    if ((await this.visitors.of(request)) !== null) {
      void reply.redirect(to, 303);
      return;
    }
    const form = { ...EMPTY_FORM, values: { email: this.mailedAddress.of(request) ?? '' } };
    sendPersonalPage(reply, renderSignInPage({ form, to, error: null }, context));
  }

  @LimitedAs('signing-in')
  @Post()
  async send(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { context, language, edition } = await this.visits.of(request);
    const input = rawInput(body);
    const to = wayOn(input['to'], context);
    try {
      const given = parseInput(SignInForm, input);
      await this.requestSignIn.execute({
        email: given.email,
        ownDevice: given.ownDevice,
        language,
        editionSlug: edition.slug,
        returnTo: to,
        browser: this.visitors.browserThatAsks(request, reply),
      });
      this.mailedAddress.keep(given.email, reply);
      void reply.redirect(under(context, '/sign-in/sent'), 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      sendPersonalPage(reply.status(status), renderSignInPage({ form, to, error }, context));
    }
  }

  @Get('sent')
  async checkMail(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { context } = await this.visits.of(request);
    const view = { email: this.mailedAddress.of(request), form: EMPTY_FORM, error: null };
    sendPersonalPage(reply, renderCheckMailPage(view, context));
  }

  /** The code from the mail, typed in the browser that asked. */
  @LimitedAs('code')
  @Post('code')
  async enterCode(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.of(request);
    const input = rawInput(body);
    const outcome = await this.signIn.byCode(codeOf(input), this.visitors.browserOf(request), deviceOf(request));
    if (outcome.kind !== 'wrong-code') {
      await this.goOn(outcome, visit, request, reply);
      return;
    }
    const wrong = new InputInvalidError([{ field: 'code', code: 'CODE_WRONG' }]);
    const { status, form, error } = refusedForm(wrong, input, reply);
    const view = { email: this.mailedAddress.of(request), form, error };
    sendPersonalPage(reply.status(status), renderCheckMailPage(view, visit.context));
  }

  /**
   * The link itself. It signs in on a GET, because it opens nothing without the secret of the browser that asked: a
   * mail program that looks into links in advance uses nothing up.
   */
  @Get(':token')
  async enter(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visits.of(request);
    const outcome = await this.signIn.byToken(token, this.visitors.browserOf(request), deviceOf(request));
    await this.goOn(outcome, visit, request, reply);
  }

  private async goOn(
    outcome: SignInOutcome,
    { context }: Visit,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    switch (outcome.kind) {
      case 'signed-in':
        await this.visitors.begin(outcome.session, request, reply);
        this.mailedAddress.forget(reply);
        void reply.header('cache-control', 'no-store').redirect(outcome.returnTo, 303);
        return;
      case 'other-browser':
        sendPersonalPage(reply, renderUnusableLinkPage('other-browser', context));
        return;
      case 'wrong-code':
      case 'over':
        sendPersonalPage(reply.status(410), renderUnusableLinkPage('over', context));
    }
  }
}

/** Where to go on: a page of this edition, or one's own page. Never another site. */
function wayOn(to: unknown, context: PageContext): string {
  const home = under(context);
  const own =
    typeof to === 'string' && to.length <= 500 && to.startsWith(`${home}/`) && !/[\\\s]|\/\.{1,2}(?:\/|$)/.test(to);
  return own && !to.startsWith(`${home}/sign-in`) ? to : `${home}/my`;
}

/** The digits of what was typed, whatever spaces stand between them. */
function codeOf(input: RawInput): string {
  const { code } = input;
  return typeof code === 'string' ? code.slice(0, 50).replace(/\D/g, '') : '';
}
