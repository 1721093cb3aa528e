import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { ReadTotals } from '../../totals/index.js';
import { sendPage } from '../shared/send-page.js';
import { renderHowTheAmountIsMadePage, renderPrivacyPage, renderRulesPage } from './pages/index.js';
import { Visits } from './visits.js';

/** The pages that explain; and the word for an address at which there is no page. */
@ApiExcludeController()
@Controller(':language/:edition')
export class TextPagesController {
  constructor(
    private readonly visits: Visits,
    private readonly totals: ReadTotals,
  ) {}

  @Get('how-the-amount-is-made')
  async howTheAmountIsMade(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    const [parts, { raisedByGroup }] = await Promise.all([
      this.totals.partsOf({ scope: 'edition', scopeId: edition.id }),
      this.totals.ofEdition(edition),
    ]);
    sendPage(reply, renderHowTheAmountIsMadePage({ edition, parts, raisedByGroup }, context));
  }

  @Get('privacy')
  async privacy(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    sendPage(reply, renderPrivacyPage({ edition }, context));
  }

  @Get('rules')
  async rules(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    sendPage(reply, renderRulesPage({ edition }, context));
  }

  /** An unknown page of an edition and an unknown edition are refused apart: only the first can lead back to one. */
  @Get('*')
  async unknown(@Req() request: FastifyRequest): Promise<never> {
    await this.visits.of(request);
    throw new DomainError('PAGE_NOT_FOUND', 'No such page');
  }
}
