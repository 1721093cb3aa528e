import { Body, Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { HideGiftMessage } from '../../donations/index.js';
import { ReadGift } from '../../gift-desk/index.js';
import { rawInput } from '../../platform/http/input.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { languageOfRequest } from '../shared/request-language.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors } from './organiser-visitors.js';

/** Name and message of a gift: hidden from everybody, or shown again, by an organiser. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/gifts/:gift/texts')
export class HideGiftController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly gifts: ReadGift,
    private readonly hideGiftMessage: HideGiftMessage,
  ) {}

  @Post()
  async decide(
    @Param('gift') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition: slug, hidden } = rawInput(body);
    if (typeof slug !== 'string') throw new DomainError('EDITION_NOT_FOUND', 'The form names no edition');
    const edition = await this.editions.named(slug);
    const { actor } = await this.organisers.require(request, edition, 'editor');
    // An organiser of one edition changes nothing of another.
    const gift = await this.gifts.byId(edition, id);
    await this.hideGiftMessage.execute({ kind: 'organiser', actor }, gift.id, hidden === 'yes');
    const query = new URLSearchParams({ language: languageOfRequest(request), edition: edition.slug });
    void reply.redirect(`/organise/gifts/${encodeURIComponent(gift.id)}?${query.toString()}`, 303);
  }
}
