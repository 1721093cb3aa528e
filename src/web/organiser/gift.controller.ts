import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { InputInvalidError } from '../../domain/errors.js';
import { includesRole, type Role } from '../../domain/roles.js';
import type { GiftTo } from '../../donations/index.js';
import { MoveGift, ReadGift, RefundGift, UndoGiftAct } from '../../gift-desk/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import {
  box,
  optionalLine,
  parseEuros,
  parseInput,
  rawInput,
  type RawInput,
  requiredLine,
} from '../../platform/http/input.js';
import { newToken } from '../../platform/http/token.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { FindGiftPages, giftToOf } from './find-gift-pages.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { renderGiftDeskPage } from './pages/gift-desk.js';

const MOST_REASON = 300;
const DONE = ['moved', 'split', 'undone', 'refunded', 'certificate'] as const;

const MoveForm = z.object({ to: requiredLine(120), reason: requiredLine(MOST_REASON), tellDonor: box });
const UndoForm = z.object({ reason: requiredLine(MOST_REASON), tellDonor: box });
const RefundForm = z.object({ reason: requiredLine(MOST_REASON), once: requiredLine(40), sure: box });

interface Desk extends WorkingOrganiser {
  readonly edition: Edition;
}

/** One gift on the organisers' desk: what it is made of, and what may be done with it. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/gifts/:gift')
export class GiftDeskController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly gifts: ReadGift,
    private readonly moveGift: MoveGift,
    private readonly refundGift: RefundGift,
    private readonly undoGiftAct: UndoGiftAct,
    private readonly places: FindGiftPages,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** `?find=` looks for where the gift should go. */
  @Get()
  async show(
    @Param('gift') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const desk = await this.desk(request, query['edition'], 'editor');
    const find = optionalLine(100).catch(null).parse(query['find']);
    await this.send(desk, id, request, reply, { find });
  }

  @Post('move')
  async move(
    @Param('gift') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, input['edition'], 'editor');
    try {
      const { to, reason, tellDonor } = parseInput(MoveForm, input);
      await this.moveGift.execute(desk.edition, {
        donationId: id,
        to: targetOf(to),
        reason,
        tellDonor,
        actor: desk.actor,
      });
      void reply.redirect(this.addressOf(id, desk, request, 'moved'), 303);
    } catch (thrown) {
      await this.send(desk, id, request, reply, { refused: refusedForm(thrown, input, reply), find: null });
    }
  }

  @Post('refund')
  async refund(
    @Param('gift') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, input['edition'], 'finance');
    try {
      const { reason, once, sure } = parseInput(RefundForm, input);
      if (!sure) throw new InputInvalidError([{ field: 'sure', code: 'MUST_ACCEPT' }]);
      await this.refundGift.execute(desk.edition, {
        donationId: id,
        amountMinor: amountOf(input),
        reason,
        onceKey: once,
        actor: desk.actor,
      });
      void reply.redirect(this.addressOf(id, desk, request, 'refunded'), 303);
    } catch (thrown) {
      await this.send(desk, id, request, reply, { refused: refusedForm(thrown, input, reply), find: null });
    }
  }

  @Post('acts/:act/undo')
  async undo(
    @Param('gift') id: string,
    @Param('act') actId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, input['edition'], 'editor');
    try {
      const { reason, tellDonor } = parseInput(UndoForm, input);
      const { donationId } = await this.undoGiftAct.execute(desk.edition, {
        donationId: id,
        actId,
        reason,
        tellDonor,
        actor: desk.actor,
      });
      void reply.redirect(this.addressOf(donationId, desk, request, 'undone'), 303);
    } catch (thrown) {
      await this.send(desk, id, request, reply, { refused: refusedForm(thrown, input, reply), find: null });
    }
  }

  private addressOf(id: string, { edition }: Desk, request: FastifyRequest, done: string): string {
    const query = new URLSearchParams({ language: languageOfRequest(request), edition: edition.slug, done });
    return `/organise/gifts/${encodeURIComponent(id)}?${query.toString()}`;
  }

  private async desk(request: FastifyRequest, slug: unknown, needed: Role): Promise<Desk> {
    const edition = await this.editions.named(slug);
    return { edition, ...(await this.organisers.require(request, edition, needed)) };
  }

  private async send(
    { edition, role }: Desk,
    id: string,
    request: FastifyRequest,
    reply: FastifyReply,
    { find, refused }: { readonly find: string | null; readonly refused?: RefusedForm },
  ): Promise<void> {
    const gift = await this.gifts.byId(edition, id);
    const wanted = find ?? gift.meantFor;
    const matches = wanted === null ? null : await this.places.named(edition, wanted);
    const { done } = request.query as { done?: unknown };
    if (refused !== undefined) void reply.status(refused.status);
    sendPersonalPage(
      reply,
      renderGiftDeskPage(
        {
          edition,
          gift,
          mayRefund: includesRole(role, 'finance'),
          find: wanted ?? '',
          matches,
          form: refused?.form ?? EMPTY_FORM,
          error: refused?.error ?? null,
          done: DONE.find((it) => it === done) ?? null,
          once: newToken(),
        },
        {
          language: languageOfRequest(request),
          editionSlug: edition.slug,
          path: `/organise/gifts/${encodeURIComponent(id)}`,
          publicUrl: this.config.publicUrl,
        },
      ),
    );
  }
}

/** `edition`, `team/SLUG` or `walker/SLUG`. @throws {InputInvalidError} */
function targetOf(to: string): GiftTo {
  const place = giftToOf(to);
  if (place === null) throw new InputInvalidError([{ field: 'to', code: 'CHOICE_INVALID' }]);
  return place;
}

/** What was typed, or `null` for everything. @throws {InputInvalidError} */
function amountOf({ amount }: RawInput) {
  if (typeof amount !== 'string' || amount.trim() === '') return null;
  const amountMinor = parseEuros(amount);
  if (amountMinor === null || amountMinor < 1)
    throw new InputInvalidError([{ field: 'amount', code: 'AMOUNT_INVALID' }]);
  return amountMinor;
}
