import { Body, Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChangeCertificateWish } from '../../gift-desk/index.js';
import { rawInput } from '../../platform/http/input.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { languageOfRequest } from '../shared/request-language.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors } from './organiser-visitors.js';

/** Whether the donor of a gift wants a tax certificate, as they told an organiser. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/gifts/:gift/certificate')
export class GiftCertificateController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly changeCertificateWish: ChangeCertificateWish,
  ) {}

  @Post()
  async change(
    @Param('gift') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition: slug, wanted } = rawInput(body);
    const edition = await this.editions.named(slug);
    const { actor } = await this.organisers.require(request, edition, 'editor');
    await this.changeCertificateWish.execute(edition, id, wanted === 'yes', actor);
    const query = new URLSearchParams({
      language: languageOfRequest(request),
      edition: edition.slug,
      done: 'certificate',
    });
    void reply.redirect(`/organise/gifts/${encodeURIComponent(id)}?${query.toString()}`, 303);
  }
}
