import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { PageUpdates, parsePageNews } from '../../fundraising-pages/index.js';
import { rawInput } from '../../platform/http/input.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { OwnVisits } from './own-visits.js';
import { partPath, renderPageNewsPage } from './pages/index.js';

/** The news of a page, a walker's or a team's: writing, changing and taking away. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller([':language/:edition/my/pages/:walker/updates', ':language/:edition/my/team/:team/updates'])
export class PageUpdatesController {
  constructor(
    private readonly visits: OwnVisits,
    private readonly updates: PageUpdates,
  ) {}

  @Get()
  async list(
    @Query('saved') saved: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { context, page } = await this.visits.toPageInHand(request);
    const updates = await this.updates.latest(page.pageId);
    const view = { page, updates, editing: null, form: EMPTY_FORM, error: null, saved: saved !== undefined };
    sendPersonalPage(reply, renderPageNewsPage(view, context));
  }

  @Post()
  async publish(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.write(null, body, request, reply);
  }

  @Get(':update')
  async ask(@Param('update') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { context, page } = await this.visits.toPageInHand(request);
    const updates = await this.updates.latest(page.pageId);
    const update = updates.find((it) => it.id === id);
    if (update === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No such news');
    const form = { values: { title: update.title, text: update.text }, errors: [] };
    sendPersonalPage(
      reply,
      renderPageNewsPage({ page, updates, editing: id, form, error: null, saved: false }, context),
    );
  }

  @Post(':update')
  async rewrite(
    @Param('update') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.write(id, body, request, reply);
  }

  @Post(':update/remove')
  async remove(@Param('update') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { context, page } = await this.visits.toPageInHand(request);
    await this.updates.remove(page.pageId, id);
    void reply.redirect(`${partPath(context, page, '/updates')}?saved`, 303);
  }

  /** @param id what is changed; `null` for news */
  private async write(id: string | null, body: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { context, page } = await this.visits.toPageInHand(request);
    const input = rawInput(body);
    try {
      const news = parsePageNews(input);
      if (id === null) await this.updates.publish(page.pageId, news);
      else await this.updates.rewrite(page.pageId, id, news);
      void reply.redirect(`${partPath(context, page, '/updates')}?saved`, 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      const updates = await this.updates.latest(page.pageId);
      sendPersonalPage(
        reply.status(status),
        renderPageNewsPage({ page, updates, editing: id, form, error, saved: false }, context),
      );
    }
  }
}
