import { Body, Controller, Get, Inject, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { rawInput } from '../../platform/http/input.js';
import { parseWalkedMetres, WalkedKilometres } from '../../walkers/index.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { renderCertificate } from './certificate.js';
import { OwnVisits } from '../own-page/own-visits.js';
import { ownPagePath, walkIsOver } from '../own-page/pages/index.js';
import { renderAfterTheWalkPage } from './pages/index.js';

/** After the walk: how far it was. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/my/pages/:walker/walked')
export class AfterTheWalkController {
  constructor(
    private readonly visits: OwnVisits,
    private readonly kilometres: WalkedKilometres,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async show(
    @Query('saved') saved: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context, page, now } = await this.visits.toPage(request);
    const walked = await this.kilometres.of(page.walkerId);
    const over = walkIsOver(edition, now);
    const view = { edition, page, walked, over, form: EMPTY_FORM, error: null, saved: saved !== undefined };
    sendPersonalPage(reply, renderAfterTheWalkPage(view, context));
  }

  /** The certificate of participation, once the day of the walk has come. */
  @Get('certificate.pdf')
  async certificate(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, language, page, now } = await this.visits.toPage(request);
    if (!walkIsOver(edition, now)) throw new DomainError('PAGE_NOT_FOUND', 'The walk is still to come');
    const walked = await this.kilometres.of(page.walkerId);
    const pdf = await renderCertificate({
      edition,
      language,
      name: page.name,
      raisedMinor: page.raisedMinor,
      walkedMetres: walked === null ? null : (walked.confirmedMetres ?? walked.walkedMetres),
      organisation: this.config.organisation,
    });
    void reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `inline; filename="${page.slug}-${edition.slug}.pdf"`)
      .header('cache-control', 'private, no-store')
      .send(pdf);
  }

  @Post()
  async log(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context, page, now } = await this.visits.toPage(request);
    if (!walkIsOver(edition, now)) throw new DomainError('NOT_ALLOWED', 'The walk is still to come');
    const input = rawInput(body);
    try {
      await this.kilometres.log(page.walkerId, parseWalkedMetres(input));
      void reply.redirect(`${ownPagePath(context, page.slug, '/walked')}?saved`, 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      const walked = await this.kilometres.of(page.walkerId);
      const view = { edition, page, walked, over: true, form, error, saved: false };
      sendPersonalPage(reply.status(status), renderAfterTheWalkPage(view, context));
    }
  }
}
