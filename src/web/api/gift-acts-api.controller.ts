import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
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
import { AmountMinor, amountOf, Flag, giftTo, Reason, To } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer, reads, type Reading } from './operation.js';

const READ = {
  name: 'readGiftActs',
  summary: 'What was done with a gift, the latest first',
  scope: 'move-gifts',
  params: ['gift'],
  query: null,
  answer: z.strictObject({
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
  }),
} as const satisfies Reading<z.ZodType, null, string>;

const MOVE = {
  name: 'moveGift',
  summary: 'Moves a gift, or a part of a split one',
  scope: 'move-gifts',
  params: ['gift'],
  body: z.object({ to: To, reason: Reason, tellDonor: Flag }),
} as const satisfies Act<z.ZodObject, string>;

const SPLIT = {
  name: 'splitGift',
  summary: 'Divides a gift between pages',
  scope: 'move-gifts',
  params: ['gift'],
  body: z.object({
    shares: z
      .array(z.object({ to: To, amountMinor: AmountMinor }), { error: 'REQUIRED' })
      .min(2, { error: 'TOO_FEW' })
      .max(10, { error: 'TOO_MANY' }),
    reason: Reason,
    tellDonor: Flag,
  }),
} as const satisfies Act<z.ZodObject, string>;

const UNDO = {
  name: 'undoGiftAct',
  summary: 'Undoes a move or a split',
  scope: 'move-gifts',
  params: ['gift', 'act'],
  body: z.object({ reason: Reason, tellDonor: Flag }),
} as const satisfies Act<z.ZodObject, string>;

const REFUND = {
  name: 'refundGift',
  summary: 'Has Stripe give back a gift, or some of it',
  scope: 'refund-gifts',
  params: ['gift'],
  body: z.object({
    amountMinor: AmountMinor.nullable().default(null).describe('null: all that is left'),
    reason: Reason,
  }),
} as const satisfies Act<z.ZodObject, string>;

const CERTIFICATE = {
  name: 'changeCertificateWish',
  summary: 'Says whether the donor wants a tax certificate',
  scope: 'correct-donors',
  params: ['gift'],
  body: z.object({ wanted: z.boolean({ error: 'CHOICE_INVALID' }) }),
} as const satisfies Act<z.ZodObject, string>;

const WORDS = {
  name: 'hideGiftWords',
  summary: 'Hides name and message of a gift, or shows them again',
  scope: 'hide-words',
  params: ['gift'],
  body: z.object({ hidden: z.boolean({ error: 'CHOICE_INVALID' }) }),
} as const satisfies Act<z.ZodObject, string>;

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
  @reads(READ)
  read(@ByMachine() asked: Asked): Promise<z.input<typeof READ.answer>> {
    return this.holders.read(READ, asked, async ({ edition, params }) => {
      const { acts: done } = await this.readGift.byId(edition, params.gift);
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
    });
  }

  @Post('move')
  @acts(MOVE)
  move(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(MOVE, asked, async ({ edition, actor, params, input: { to, reason, tellDonor } }) => {
      await this.moveGift.execute(edition, { donationId: params.gift, to: giftTo(to), reason, tellDonor, actor });
      return params.gift;
    });
  }

  @Post('split')
  @acts(SPLIT)
  split(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(SPLIT, asked, async ({ edition, actor, params, input: { shares, reason, tellDonor } }) => {
      await this.splitGift.execute(edition, {
        donationId: params.gift,
        shares: shares.map(({ to, amountMinor }) => ({ to: giftTo(to, 'shares'), amountMinor: amountOf(amountMinor) })),
        reason,
        tellDonor,
        actor,
      });
      return params.gift;
    });
  }

  @Post('acts/:act/undo')
  @acts(UNDO)
  undo(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(UNDO, asked, async ({ edition, actor, params, input: { reason, tellDonor } }) => {
      const order = { donationId: params.gift, actId: params.act, reason, tellDonor, actor };
      return (await this.undoGiftAct.execute(edition, order)).donationId;
    });
  }

  @Post('refund')
  @acts(REFUND)
  refund(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(
      REFUND,
      asked,
      async ({ edition, actor, id: onceKey, params, input: { amountMinor, reason } }) => {
        await this.refundGift.execute(edition, {
          donationId: params.gift,
          amountMinor: amountMinor === null ? null : amountOf(amountMinor),
          reason,
          onceKey,
          actor,
        });
        return params.gift;
      },
    );
  }

  @Post('certificate')
  @acts(CERTIFICATE)
  certificate(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(CERTIFICATE, asked, async ({ edition, actor, params, input: { wanted } }) => {
      await this.changeCertificateWish.execute(edition, params.gift, wanted, actor);
      return params.gift;
    });
  }

  @Post('words')
  @acts(WORDS)
  words(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(WORDS, asked, async ({ edition, actor, params, input: { hidden } }) => {
      // Of this edition: the use case knows gifts of all of them.
      const { id } = await this.readGift.byId(edition, params.gift);
      await this.hideGiftMessage.execute({ kind: 'organiser', actor }, id, hidden);
      return params.gift;
    });
  }
}
