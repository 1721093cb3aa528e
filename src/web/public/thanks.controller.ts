import { Controller, Get, Headers, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import { type GiftTarget, ReadOwnGift } from '../../donations/index.js';
import { ReadMonthlyGifts } from '../../monthly-gifts/index.js';
import { sendPersonalPage, sendStatus, wantsJson } from '../shared/send-page.js';
import { renderThanksPage, type ThanksPageView } from './pages/index.js';
import { Targets } from './targets.js';
import { Visits } from './visits.js';

/** What a donor sees after the payment page, and behind the link of their gift from then on. */
@ApiExcludeController()
@Controller(':language/:edition/thanks')
export class ThanksController {
  constructor(
    private readonly visits: Visits,
    private readonly ownGift: ReadOwnGift,
    private readonly targets: Targets,
    private readonly monthlyGifts: ReadMonthlyGifts,
  ) {}

  @Get(':token')
  async thank(
    @Param('token') token: string,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    const gift = await this.ownGift.byToken(edition, token);
    if (wantsJson(accept)) {
      sendStatus(reply, gift.status);
      return;
    }
    const [total, monthlyAmounts] = await Promise.all([
      this.totalOf(edition, gift.target),
      this.monthlyGifts.offeredAmounts(edition),
    ]);
    sendPersonalPage(
      reply,
      renderThanksPage({ edition, token, gift, total, monthlyOffered: monthlyAmounts.length > 0 }, context),
    );
  }

  /** `null` where the page that was given to is not to be seen any more: the thanks stay. */
  private async totalOf(edition: Edition, { kind, slug }: GiftTarget): Promise<ThanksPageView['total']> {
    try {
      const { total } = await this.targets.find(
        edition,
        kind === 'edition' || slug === null ? { kind: 'edition' } : { kind, slug },
      );
      return total;
    } catch (error) {
      if (error instanceof DomainError && (error.code === 'TEAM_NOT_FOUND' || error.code === 'WALKER_NOT_FOUND')) {
        return null;
      }
      throw error;
    }
  }
}
