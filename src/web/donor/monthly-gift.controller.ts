import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import type { Minor } from '../../domain/money.js';
import { ReadOwnGift } from '../../donations/index.js';
import {
  EndMonthlyGift,
  parseMonthlyGiftOrder,
  ReadMonthlyGifts,
  StartMonthlyGift,
} from '../../monthly-gifts/index.js';
import { rawInput } from '../../platform/http/input.js';
import { typedMoney } from '../../platform/i18n/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { StartedGifts } from '../limits/started-gifts.js';
import { type Visit, Visits } from '../public/visits.js';
import type { FormState } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { under } from '../shared/page-context.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPersonalPage, sendStatus, wantsJson } from '../shared/send-page.js';
import { renderMonthlyPage } from './pages/monthly.js';
import { renderOwnMonthlyPage } from './pages/own-monthly.js';

/** Giving every month to the organisation: the form, and the donor's own page of it by its link. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/monthly')
export class MonthlyGiftController {
  constructor(
    private readonly visits: Visits,
    private readonly gifts: ReadOwnGift,
    private readonly monthlyGifts: ReadMonthlyGifts,
    private readonly startMonthlyGift: StartMonthlyGift,
    private readonly endMonthlyGift: EndMonthlyGift,
    private readonly startedGifts: StartedGifts,
  ) {}

  /** The form; filled in for who comes from a gift of their own (`?gift=`) or back from the payment page (`?choice=`). */
  @Get()
  async ask(
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visits.of(request);
    const amounts = await this.offered(visit);
    const values = { ...(await this.donorOf(visit, query['gift'])), ...amountFrom(visit, amounts, query['choice']) };
    const view = { edition: visit.edition, amounts, form: { values, errors: [] }, error: null };
    sendPersonalPage(reply, renderMonthlyPage(view, visit.context));
  }

  /** On to the payment page, or back to the form with all that was typed. */
  @LimitedAs('giving')
  @Post()
  async start(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, language, context, ...visit } = await this.visits.of(request);
    const amounts = await this.offered({ edition, language, context, ...visit });
    const input = rawInput(body);
    try {
      const order = parseMonthlyGiftOrder(input, amounts, language);
      const { monthlyGiftId, checkoutUrl } = await this.startMonthlyGift.execute(edition, order);
      await this.startedGifts.note(request, monthlyGiftId);
      void reply.redirect(checkoutUrl, 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      sendPersonalPage(reply.status(status), renderMonthlyPage({ edition, amounts, form, error }, context));
    }
  }

  @Get(':token')
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    const gift = await this.monthlyGifts.byToken(edition, token);
    if (wantsJson(request.headers.accept)) sendStatus(reply, gift.state);
    else sendPersonalPage(reply, renderOwnMonthlyPage({ edition, token, gift, error: null }, context));
  }

  @Post(':token/end')
  async end(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    try {
      await this.endMonthlyGift.execute(edition, token);
      void reply.redirect(under(context, `/monthly/${encodeURIComponent(token)}`), 303);
    } catch (thrown) {
      const { status, error } = refusedForm(thrown, {}, reply);
      const gift = await this.monthlyGifts.byToken(edition, token);
      sendPersonalPage(reply.status(status), renderOwnMonthlyPage({ edition, token, gift, error }, context));
    }
  }

  /** @throws {DomainError} `PAGE_NOT_FOUND` in an edition that offers no monthly gifts. */
  private async offered({ edition }: Visit): Promise<readonly Minor[]> {
    const amounts = await this.monthlyGifts.offeredAmounts(edition);
    if (amounts.length === 0) throw new DomainError('PAGE_NOT_FOUND', 'No monthly gifts in this edition');
    return amounts;
  }

  /** Who has just given need not type their name again. A link that is cut fills in nothing. */
  private async donorOf({ edition }: Visit, token: unknown): Promise<FormState['values']> {
    if (typeof token !== 'string') return {};
    try {
      const { name, email, certificateWanted } = await this.gifts.byToken(edition, token);
      return {
        name,
        ...(email === null ? {} : { email }),
        ...(certificateWanted ? { certificateWanted: 'yes' } : {}),
      };
    } catch (error) {
      if (error instanceof DomainError && error.code === 'DONATION_NOT_FOUND') return {};
      throw error;
    }
  }
}

/** What `?choice=1500` fills in: an amount that is offered is chosen, any other is typed. */
function amountFrom({ language }: Visit, amounts: readonly Minor[], choice: unknown): FormState['values'] {
  if (typeof choice !== 'string' || !/^[1-9]\d{1,6}$/.test(choice)) return {};
  if (amounts.some((amount) => String(amount) === choice)) return { choice };
  return { choice: 'other', amount: typedMoney(language, Number(choice)) };
}
