import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { EURO_PIECES } from '../../domain/cash-count.js';
import { LANGUAGES } from '../../domain/language.js';
import { CorrectDonor, MergeDonors, parseDonorCorrection } from '../../donor-desk/index.js';
import { OpenAndClose, ReadRules, WINDOWS } from '../../edition-rules/index.js';
import { MATCH_BOUNDS, Matches } from '../../matching/index.js';
import {
  DecideOfflineGift,
  EnterOfflineGift,
  OFFLINE_METHODS,
  parseOfflineGiftOrder,
  pieceField,
} from '../../offline-gifts/index.js';
import { DomainError, InputInvalidError } from '../../domain/errors.js';
import { rawInput } from '../../platform/http/input.js';
import { LimitedAs } from '../limits/limited-as.js';
import { acts, AmountMinor, amountOf, bodyOf, type Done, Flag, giftTo, Line, Reason, To } from './act-operation.js';
import { KeyHolders } from './key-holders.js';

type Answer = Promise<z.infer<typeof Done>>;

const text = (most: number) =>
  z.string({ error: 'CHARACTERS_INVALID' }).max(most, { error: 'TOO_LONG' }).nullable().default(null);

const OfflineGift = z.object({
  method: z.enum(OFFLINE_METHODS, { error: 'CHOICE_INVALID' }),
  to: To,
  amountMinor: AmountMinor,
  receivedOn: z.iso.date({ error: 'DATE_INVALID' }).describe('In Belgium'),
  name: text(100),
  company: text(100),
  email: text(254),
  message: text(500),
  anonymous: Flag,
  certificateWanted: Flag.describe('Wants a tax certificate; never of cash'),
  language: z.enum(LANGUAGES, { error: 'CHOICE_INVALID' }).default('nl'),
  reference: text(100),
  pieces: z
    .partialRecord(z.enum(EURO_PIECES.map(String)), z.int().min(0).max(9_999), { error: 'COUNT_INVALID' })
    .optional()
    .describe('Of cash: how many of each note and coin, by its cents'),
  counters: z
    .array(z.string().max(100), { error: 'REQUIRED' })
    .length(2, { error: 'REQUIRED' })
    .optional()
    .describe('Of cash: who counted'),
});
const Match = z.object({
  sponsor: Line(MATCH_BOUNDS.sponsor),
  to: To,
  ratePercent: z
    .int({ error: 'CHOICE_INVALID' })
    .min(MATCH_BOUNDS.leastPercent, { error: 'CHOICE_INVALID' })
    .max(MATCH_BOUNDS.mostPercent, { error: 'CHOICE_INVALID' }),
  capMinor: AmountMinor,
  firstDay: z.iso.date({ error: 'DATE_INVALID' }),
  lastDay: z.iso.date({ error: 'DATE_INVALID' }),
});
const Because = z.object({ reason: Reason });
const Correction = z.object({ name: Line(100), email: text(254), company: text(100), reason: Reason });
const Merge = z.object({
  from: z.string({ error: 'REQUIRED' }).max(40).describe('The donor whose gifts go over'),
  reason: Reason,
});
const Opening = z.object({
  until: z.iso.datetime({ error: 'DATE_INVALID' }).nullable().default(null).describe('UTC; null: as the rules say'),
});

/** What organisers do with money and donors of an edition, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition')
export class MoneyApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly enterOfflineGift: EnterOfflineGift,
    private readonly decideOfflineGift: DecideOfflineGift,
    private readonly matches: Matches,
    private readonly correctDonor: CorrectDonor,
    private readonly mergeDonors: MergeDonors,
    private readonly rules: ReadRules,
    private readonly openAndClose: OpenAndClose,
  ) {}

  @Post('offline-gifts')
  @acts({
    name: 'enterOfflineGift',
    summary: 'Enters a gift that came without Stripe; it counts once it is verified',
    scope: 'enter-offline-gifts',
    body: OfflineGift,
  })
  async enter(
    @Param('edition') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'enter-offline-gifts' });
    const { to, amountMinor, pieces = {}, counters, ...rest } = bodyOf(OfflineGift, body);
    return this.holders.once(holder, request, async (id) => {
      // Through the checks of the form: an envelope is counted by two, and comes to its amount.
      const order = parseOfflineGiftOrder(
        {
          ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, value ?? ''])),
          entry: id,
          offlineAmount: typedEuros(amountMinor),
          counterOne: counters?.[0] ?? '',
          counterTwo: counters?.[1] ?? '',
          ...Object.fromEntries(
            Object.entries(pieces).map(([piece, count]) => [pieceField(Number(piece)), String(count)]),
          ),
        },
        giftTo(to),
        new Date(),
      );
      await this.enterOfflineGift.execute(holder.edition, order, holder.actor);
      return id;
    });
  }

  @Post('offline-gifts/:gift/verify')
  @acts({
    name: 'verifyOfflineGift',
    summary: 'Lets an entered gift count; answered with the id of the gift',
    scope: 'decide-offline-gifts',
    body: null,
    params: ['gift'],
  })
  async verify(
    @Param('edition') slug: string,
    @Param('gift') gift: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'decide-offline-gifts' });
    return this.holders.once(holder, request, () => this.decideOfflineGift.verify(holder.edition, gift, holder.actor));
  }

  @Post('offline-gifts/:gift/reject')
  @acts({
    name: 'rejectOfflineGift',
    summary: 'Puts away what shall not count',
    scope: 'decide-offline-gifts',
    body: Because,
    params: ['gift'],
  })
  async reject(
    @Param('edition') slug: string,
    @Param('gift') gift: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'decide-offline-gifts' });
    const { reason } = bodyOf(Because, body);
    return this.holders.once(holder, request, async () => {
      await this.decideOfflineGift.reject(holder.edition, gift, reason, holder.actor);
      return gift;
    });
  }

  @Post('offline-gifts/:gift/reverse')
  @acts({
    name: 'reverseOfflineGift',
    summary: 'Takes back a verified gift',
    scope: 'decide-offline-gifts',
    body: Because,
    params: ['gift'],
  })
  async reverse(
    @Param('edition') slug: string,
    @Param('gift') gift: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'decide-offline-gifts' });
    const { reason } = bodyOf(Because, body);
    return this.holders.once(holder, request, async () => {
      await this.decideOfflineGift.reverse(holder.edition, gift, reason, holder.actor);
      return gift;
    });
  }

  @Post('matches')
  @acts({ name: 'beginMatch', summary: 'Begins what a sponsor adds to gifts', scope: 'matches', body: Match })
  async match(
    @Param('edition') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'matches' });
    const { to, capMinor, ...terms } = bodyOf(Match, body);
    if (terms.lastDay < terms.firstDay) throw new InputInvalidError([{ field: 'lastDay', code: 'DATE_INVALID' }]);
    return this.holders.once(holder, request, async (id) => {
      await this.matches.begin(
        holder.edition,
        { ...terms, id, to: giftTo(to), capMinor: amountOf(capMinor) },
        holder.actor,
      );
      return id;
    });
  }

  @Post('matches/:match/close')
  @acts({ name: 'closeMatch', summary: 'Ends a match now', scope: 'matches', body: null, params: ['match'] })
  async closeMatch(
    @Param('edition') slug: string,
    @Param('match') match: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'matches' });
    return this.holders.once(holder, request, async () => {
      await this.matches.close(holder.edition, match, holder.actor);
      return match;
    });
  }

  @Post('donors/:donor/correct')
  @acts({
    name: 'correctDonor',
    summary: 'Corrects name, address and company of a donor',
    scope: 'correct-donors',
    body: Correction,
    params: ['donor'],
  })
  async correct(
    @Param('edition') slug: string,
    @Param('donor') donor: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'correct-donors' });
    const { name, email, company, reason } = bodyOf(Correction, body);
    const correction = parseDonorCorrection(rawInput({ name, email: email ?? '', company: company ?? '', reason }));
    return this.holders.once(holder, request, async () => {
      await this.correctDonor.execute(holder.edition, donor, correction, holder.actor);
      return donor;
    });
  }

  @Post('donors/:donor/merge')
  @acts({
    name: 'mergeDonors',
    summary: 'Gives all gifts of another donor to this one',
    scope: 'correct-donors',
    body: Merge,
    params: ['donor'],
  })
  async merge(
    @Param('edition') slug: string,
    @Param('donor') donor: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'correct-donors' });
    const { from, reason } = bodyOf(Merge, body);
    return this.holders.once(holder, request, async () => {
      const order = { fromId: from, intoId: donor, reason, actor: holder.actor };
      return (await this.mergeDonors.execute(holder.edition, order)).mergeId;
    });
  }

  @Post('donor-merges/:merge/undo')
  @acts({
    name: 'undoDonorMerge',
    summary: 'Puts exactly the gifts of a merge back',
    scope: 'correct-donors',
    body: Because,
    params: ['merge'],
  })
  async undoMerge(
    @Param('edition') slug: string,
    @Param('merge') merge: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'correct-donors' });
    const { reason } = bodyOf(Because, body);
    return this.holders.once(holder, request, () => this.mergeDonors.undo(holder.edition, merge, reason, holder.actor));
  }

  @Post('windows/:window/open')
  @acts({
    name: 'openWindow',
    summary: 'Opens registration or giving now',
    scope: 'open-editions',
    body: Opening,
    params: ['window'],
  })
  async open(
    @Param('edition') slug: string,
    @Param('window') window: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'open-editions' });
    const { until } = bodyOf(Opening, body);
    return this.holders.once(holder, request, async () => {
      const { id: editionId, version } = await this.rules.of(slug, new Date());
      await this.openAndClose.open(windowOf(window), until === null ? null : new Date(until), {
        editionId,
        version,
        actor: holder.actor,
      });
      return editionId;
    });
  }

  @Post('windows/:window/close')
  @acts({
    name: 'closeWindow',
    summary: 'Closes registration or giving now',
    scope: 'open-editions',
    body: null,
    params: ['window'],
  })
  async close(
    @Param('edition') slug: string,
    @Param('window') window: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const holder = await this.holders.require(request, reply, { slug, scope: 'open-editions' });
    return this.holders.once(holder, request, async () => {
      const { id: editionId, version } = await this.rules.of(slug, new Date());
      await this.openAndClose.close(windowOf(window), { editionId, version, actor: holder.actor });
      return editionId;
    });
  }
}

/** @throws {DomainError} `PAGE_NOT_FOUND` */
function windowOf(name: string): (typeof WINDOWS)[number] {
  const window = WINDOWS.find((it) => it === name);
  if (window === undefined) throw new DomainError('PAGE_NOT_FOUND', `Nothing opens as ${name}`);
  return window;
}

/** Cents as the form has them: `12.50`. */
function typedEuros(amountMinor: number): string {
  const digits = String(amountMinor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
