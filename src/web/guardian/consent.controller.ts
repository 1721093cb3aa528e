import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GuardianConsents, parseConsentAnswer } from '../../guardian-consents/index.js';
import { rawInput } from '../../platform/http/input.js';
import { Visits } from '../public/visits.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { under } from '../shared/page-context.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { renderConsentPage } from './pages/consent.js';

/** What a guardian is asked, behind the link of their own mail. A link alone agrees to nothing: a form does. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/consent/:token')
export class ConsentController {
  constructor(
    private readonly visits: Visits,
    private readonly consents: GuardianConsents,
  ) {}

  @Get()
  async ask(
    @Param('token') token: string,
    @Query('saved') saved: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    const question = await this.consents.byToken(edition, token);
    const view = { edition, token, question, form: EMPTY_FORM, error: null, saved: saved !== undefined };
    sendPersonalPage(reply, renderConsentPage(view, context));
  }

  @Post()
  async answer(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context, language } = await this.visits.of(request);
    const input = rawInput(body);
    try {
      await this.consents.answer(edition, token, parseConsentAnswer(input), language);
      void reply.redirect(under(context, `/consent/${token}?saved`), 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      const question = await this.consents.byToken(edition, token);
      sendPersonalPage(
        reply.status(status),
        renderConsentPage({ edition, token, question, form, error, saved: false }, context),
      );
    }
  }
}
