import { Body, Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EditPage, parsePageContent } from '../../fundraising-pages/index.js';
import { PagePhotos } from '../../photos/index.js';
import { rawInput } from '../../platform/http/input.js';
import { formValues } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { OwnVisits } from '../own-page/own-visits.js';
import { ownPagePath } from '../own-page/pages/index.js';
import { pageForm, renderPageEditorPage } from './pages/index.js';

/** The editor of a walker's page: the form, beside what it makes of the page. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/my/pages/:walker')
export class PageEditorController {
  constructor(
    private readonly visits: OwnVisits,
    private readonly editPage: EditPage,
    private readonly photos: PagePhotos,
  ) {}

  @Get()
  async show(
    @Query('saved') saved: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, language, context, page } = await this.visits.toPage(request);
    const photo = await this.photos.of(page.pageId);
    const form = pageForm(page, language);
    const view = { edition, page, photo, form, error: null, saved: saved !== undefined };
    sendPersonalPage(reply, renderPageEditorPage(view, context));
  }

  /** Saves; or, asked for a preview, shows what was typed as it would look and saves nothing. */
  @Post()
  async save(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context, page } = await this.visits.toPage(request);
    const input = rawInput(body);
    if (input['preview'] !== undefined) {
      const photo = await this.photos.of(page.pageId);
      const form = { values: formValues(input), errors: [] };
      const view = { edition, page, photo, form, error: null, saved: false };
      sendPersonalPage(reply.status(200), renderPageEditorPage(view, context));
      return;
    }
    try {
      await this.editPage.execute(page.pageId, parsePageContent(input));
      void reply.redirect(`${ownPagePath(context, page.slug)}?saved`, 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      const photo = await this.photos.of(page.pageId);
      const view = { edition, page, photo, form, error, saved: false };
      sendPersonalPage(reply.status(status), renderPageEditorPage(view, context));
    }
  }
}
