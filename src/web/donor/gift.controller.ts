import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { CorrectGift, type OwnGift, parseGiftCorrection, ReadOwnGift } from '../../donations/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { rawInput } from '../../platform/http/input.js';
import { type Visit, Visits } from '../public/visits.js';
import type { FormState } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { under } from '../shared/page-context.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { isReceiptDue, renderReceipt } from './receipt.js';
import { renderGiftPage } from './pages/gift.js';

/** What a page may say was done a moment ago. */
const DONE = ['corrected', 'asked'] as const;

/** A donor's own gift, behind the link that only they have: its life, its receipt, and what they may change. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/gifts/:token')
export class GiftController {
  constructor(
    private readonly visits: Visits,
    private readonly gifts: ReadOwnGift,
    private readonly correctGift: CorrectGift,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async show(
    @Param('token') token: string,
    @Query('done') asked: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visits.of(request);
    const gift = await this.gifts.byToken(visit.edition, token);
    await this.send(visit, token, gift, reply, { done: DONE.find((it) => it === asked) ?? null });
  }

  @Post('correct')
  async correct(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visits.of(request);
    const input = rawInput(body);
    try {
      await this.correctGift.execute(visit.edition, token, parseGiftCorrection(input));
      void reply.redirect(under(visit.context, `/gifts/${token}?done=corrected`), 303);
    } catch (thrown) {
      await this.again(visit, token, refusedForm(thrown, input, reply), reply);
    }
  }

  /** The receipt, as long as something of the gift is here. */
  @Get('receipt.pdf')
  async receipt(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, language } = await this.visits.of(request);
    const gift = await this.gifts.byToken(edition, token);
    if (!isReceiptDue(gift)) throw new DomainError('PAGE_NOT_FOUND', 'Nothing of this gift is here');
    const pdf = await renderReceipt({ gift, edition, language, organisation: this.config.organisation });
    void reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `inline; filename="refugee-walk-${edition.slug}-${gift.id}.pdf"`)
      .header('cache-control', 'private, no-store')
      .header('referrer-policy', 'same-origin')
      .send(pdf);
  }

  private async again(
    visit: Visit,
    token: string,
    { status, form, error }: RefusedForm,
    reply: FastifyReply,
  ): Promise<void> {
    const gift = await this.gifts.byToken(visit.edition, token);
    await this.send(visit, token, gift, reply.status(status), { form, error });
  }

  private async send(
    { edition, context }: Visit,
    token: string,
    gift: OwnGift,
    reply: FastifyReply,
    told: {
      readonly done?: (typeof DONE)[number] | null;
      readonly form?: FormState;
      readonly error?: RefusedForm['error'];
    },
  ): Promise<void> {
    const life = await this.gifts.life(gift);
    const correction: FormState = {
      values: {
        name: gift.name,
        message: gift.message ?? '',
        anonymous: gift.anonymous ? 'yes' : '',
        certificateWanted: gift.certificateWanted ? 'yes' : '',
      },
      errors: [],
    };
    sendPersonalPage(
      reply,
      renderGiftPage(
        {
          edition,
          token,
          gift,
          life,
          form: told.form ?? correction,
          error: told.error ?? null,
          done: told.done ?? null,
        },
        context,
      ),
    );
  }
}
