import { Body, Controller, Get, Header, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { PagePhotos, parseCrop } from '../../photos/index.js';
import { rawInput, type RawInput } from '../../platform/http/input.js';
import { LimitedAs } from '../limits/limited-as.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { OwnVisits, type PageInHandVisit } from './own-visits.js';
import { type PhotoNews, partPath, renderPagePhotoPage } from './pages/index.js';
import { withPhotoUpload } from './read-photo-upload.js';

/** The photo of a page, a walker's or a team's: sending one, choosing which part of it shows, taking it away. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller([':language/:edition/my/pages/:walker/photo', ':language/:edition/my/team/:team/photo'])
export class PagePhotoController {
  constructor(
    private readonly visits: OwnVisits,
    private readonly photos: PagePhotos,
  ) {}

  @Get()
  async show(@Query('done') done: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { context, page } = await this.visits.toPageInHand(request);
    const photo = await this.photos.of(page.pageId);
    const news: PhotoNews = done === 'placed' || done === 'cropped' || done === 'removed' ? done : null;
    sendPersonalPage(reply, renderPagePhotoPage({ page, photo, form: EMPTY_FORM, error: null, news }, context));
  }

  /** The whole photo, for choosing a part of it. For its owner alone: what a crop leaves out is nobody's business. */
  @Get('whole')
  @Header('content-type', 'image/webp')
  @Header('cache-control', 'private, no-cache')
  async whole(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { page } = await this.visits.toPageInHand(request);
    const body = await this.photos.whole(page.pageId);
    if (body === null) throw new DomainError('PAGE_NOT_FOUND', 'There is no photo');
    void reply.send(body);
  }

  @LimitedAs('upload')
  @Post()
  async place(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.toPageInHand(request);
    await this.orAgain(visit, {}, reply, async () => {
      await withPhotoUpload(request, (upload) => this.photos.place(visit.page.pageId, upload.file()));
      return 'placed';
    });
  }

  @Post('crop')
  async crop(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.toPageInHand(request);
    const input = rawInput(body);
    await this.orAgain(visit, input, reply, async () => {
      await this.photos.crop(visit.page.pageId, parseCrop(input));
      return 'cropped';
    });
  }

  @Post('remove')
  async remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { context, page } = await this.visits.toPageInHand(request);
    await this.photos.remove(page.pageId);
    void reply.redirect(`${partPath(context, page, '/photo')}?done=removed`, 303);
  }

  /** On to the page of the photo with the news, or the page again with what is wrong. */
  private async orAgain(
    { context, page }: PageInHandVisit,
    input: RawInput,
    reply: FastifyReply,
    work: () => Promise<NonNullable<PhotoNews>>,
  ): Promise<void> {
    try {
      const news = await work();
      void reply.redirect(`${partPath(context, page, '/photo')}?done=${news}`, 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      const photo = await this.photos.of(page.pageId);
      const view = { page, photo, form, error, news: null };
      // The other languages are at the address of the page, not at that of the form that was refused.
      const path = partPath(context, page, '/photo').slice(context.language.length + 1);
      sendPersonalPage(reply.status(status), renderPagePhotoPage(view, { ...context, path }));
    }
  }
}
