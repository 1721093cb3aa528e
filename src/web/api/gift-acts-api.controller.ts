import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HideGiftMessage } from '../../donations/index.js';
import {
  ChangeCertificateWish,
  MoveGift,
  ReadGift,
  RefundGift,
  SplitGift,
  UndoGiftAct,
} from '../../gift-desk/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { acts, AmountMinor, amountOf, bodyOf, type Done, Flag, giftTo, Reason, To } from './act-operation.js';
import { answers, refuses } from './answers.js';
import { KeyHolders } from './key-holders.js';
import { API_KEY_SCHEME } from './list-operation.js';

type Answer = Promise<z.infer<typeof Done>>;

const Move = z.object({ to: To, reason: Reason, tellDonor: Flag });
const Refund = z.object({
  amountMinor: AmountMinor.nullable().default(null).describe('null: all that is left'),
  reason: Reason,
});
const Split = z.object({
  shares: z
    .array(z.object({ to: To, amountMinor: AmountMinor }), { error: 'REQUIRED' })
    .min(2, { error: 'TOO_FEW' })
    .max(10, { error: 'TOO_MANY' }),
  reason: Reason,
  tellDonor: Flag,
});
const Undo = z.object({ reason: Reason, tellDonor: Flag });
const Certificate = z.object({ wanted: z.boolean({ error: 'CHOICE_INVALID' }) });
const Hide = z.object({ hidden: z.boolean({ error: 'CHOICE_INVALID' }) });

const GiftActs = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(['move', 'split']),
      doneBy: z.string(),
      doneAt: z.iso.datetime(),
      undoneAt: z.iso.datetime().nullable(),
      canBeUndone: z.boolean(),
    }),
  ),
});

/** What organisers do with one gift, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/gifts/:gift')
export class GiftActsApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly readGift: ReadGift,
    private readonly moveGift: MoveGift,
    private readonly splitGift: SplitGift,
    private readonly undoGiftAct: UndoGiftAct,
    private readonly refundGift: RefundGift,
    private readonly hideGiftMessage: HideGiftMessage,
    private readonly changeCertificateWish: ChangeCertificateWish,
  ) {}

  @Get('acts')
  @ApiBearerAuth(API_KEY_SCHEME)
  @ApiOperation({
    operationId: 'readGiftActs',
    summary: 'What was done with a gift, the latest first',
    description: 'Scope "move-gifts"',
  })
  @ApiParam({ name: 'edition', schema: { type: 'string' } })
  @ApiParam({ name: 'gift', schema: { type: 'string' } })
  @answers(200, 'Moves and splits', GiftActs)
  @refuses(401, 'No key, or one that does not hold')
  @refuses(403, 'The key is of another edition, or has not the scope')
  @refuses(404, 'No such gift in the edition')
  async read(
    @Param('edition') slug: string,
    @Param('gift') gift: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof GiftActs>> {
    const { edition } = await this.holders.require(request, reply, { slug, scope: 'move-gifts' });
    const { acts: done } = await this.readGift.byId(edition, gift);
    return {
      items: done.map(({ id, kind, doneBy, doneAt, undoneAt, undoing }) => ({
        id,
        kind,
        doneBy,
        doneAt: doneAt.toISOString(),
        undoneAt: undoneAt?.toISOString() ?? null,
        canBeUndone: undoing !== null,
      })),
    };
  }

  @Post('move')
  @acts({
    name: 'moveGift',
    summary: 'Moves a gift, or a part of a split one',
    scope: 'move-gifts',
    body: Move,
    params: ['gift'],
  })
  async move(
    @Param('edition') slug: string,
    @Param('gift') gift: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'move-gifts' });
    const { to, reason, tellDonor } = bodyOf(Move, body);
    return this.holders.once(holder, request, async () => {
      const order = { donationId: gift, to: giftTo(to), reason, tellDonor, actor: holder.actor };
      await this.moveGift.execute(holder.edition, order);
      return gift;
    });
  }

  @Post('split')
  @acts({
    name: 'splitGift',
    summary: 'Divides a gift between pages',
    scope: 'move-gifts',
    body: Split,
    params: ['gift'],
  })
  async split(
    @Param('edition') slug: string,
    @Param('gift') gift: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'move-gifts' });
    const { shares, reason, tellDonor } = bodyOf(Split, body);
    return this.holders.once(holder, request, async () => {
      await this.splitGift.execute(holder.edition, {
        donationId: gift,
        shares: shares.map(({ to, amountMinor }) => ({ to: giftTo(to, 'shares'), amountMinor: amountOf(amountMinor) })),
        reason,
        tellDonor,
        actor: holder.actor,
      });
      return gift;
    });
  }

  @Post('acts/:act/undo')
  @acts({
    name: 'undoGiftAct',
    summary: 'Undoes a move or a split',
    scope: 'move-gifts',
    body: Undo,
    params: ['gift', 'act'],
  })
  async undo(
    @Param('edition') slug: string,
    @Param('gift') gift: string,
    @Param('act') actId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'move-gifts' });
    const { reason, tellDonor } = bodyOf(Undo, body);
    return this.holders.once(holder, request, async () => {
      const order = { donationId: gift, actId, reason, tellDonor, actor: holder.actor };
      return (await this.undoGiftAct.execute(holder.edition, order)).donationId;
    });
  }

  @Post('refund')
  @acts({
    name: 'refundGift',
    summary: 'Has Stripe give back a gift, or some of it',
    scope: 'refund-gifts',
    body: Refund,
    params: ['gift'],
  })
  async refund(
    @Param('edition') slug: string,
    @Param('gift') gift: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'refund-gifts' });
    const { amountMinor, reason } = bodyOf(Refund, body);
    return this.holders.once(holder, request, async (onceKey) => {
      await this.refundGift.execute(holder.edition, {
        donationId: gift,
        amountMinor: amountMinor === null ? null : amountOf(amountMinor),
        reason,
        onceKey,
        actor: holder.actor,
      });
      return gift;
    });
  }

  @Post('certificate')
  @acts({
    name: 'changeCertificateWish',
    summary: 'Says whether the donor wants a tax certificate',
    scope: 'correct-donors',
    body: Certificate,
    params: ['gift'],
  })
  async certificate(
    @Param('edition') slug: string,
    @Param('gift') gift: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'correct-donors' });
    const { wanted } = bodyOf(Certificate, body);
    return this.holders.once(holder, request, async () => {
      await this.changeCertificateWish.execute(holder.edition, gift, wanted, holder.actor);
      return gift;
    });
  }

  @Post('words')
  @acts({
    name: 'hideGiftWords',
    summary: 'Hides name and message of a gift, or shows them again',
    scope: 'hide-words',
    body: Hide,
    params: ['gift'],
  })
  async words(
    @Param('edition') slug: string,
    @Param('gift') gift: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'hide-words' });
    const { hidden } = bodyOf(Hide, body);
    return this.holders.once(holder, request, async () => {
      // Of this edition: the use case knows gifts of all of them.
      const { id } = await this.readGift.byId(holder.edition, gift);
      await this.hideGiftMessage.execute({ kind: 'organiser', actor: holder.actor }, id, hidden);
      return gift;
    });
  }
}
