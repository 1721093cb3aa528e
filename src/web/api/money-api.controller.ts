import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { EURO_PIECES } from '../../domain/cash-count.js';
import { InputInvalidError } from '../../domain/errors.js';
import { LANGUAGES } from '../../domain/language.js';
import { CorrectDonor, MergeDonors, parseDonorCorrection } from '../../donor-desk/index.js';
import { MATCH_BOUNDS, Matches } from '../../matching/index.js';
import {
  DecideOfflineGift,
  EnterOfflineGift,
  OFFLINE_METHODS,
  parseOfflineGiftOrder,
  pieceField,
} from '../../offline-gifts/index.js';
import { rawInput } from '../../platform/http/input.js';
import { LimitedAs } from '../limits/limited-as.js';
import { AmountMinor, amountOf, Because, Flag, giftTo, Line, Reason, Text, To, typedEuros } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer } from './operation.js';

const ENTER = {
  name: 'enterOfflineGift',
  summary: 'Enters a gift that came without Stripe; it counts once it is verified',
  scope: 'enter-offline-gifts',
  body: z.object({
    method: z.enum(OFFLINE_METHODS, { error: 'CHOICE_INVALID' }),
    to: To,
    amountMinor: AmountMinor,
    receivedOn: z.iso.date({ error: 'DATE_INVALID' }).describe('In Belgium'),
    name: Text(100),
    company: Text(100),
    email: Text(254),
    message: Text(500),
    anonymous: Flag,
    certificateWanted: Flag.describe('Wants a tax certificate; never of cash'),
    language: z.enum(LANGUAGES, { error: 'CHOICE_INVALID' }).default('nl'),
    reference: Text(100),
    pieces: z
      .partialRecord(z.enum(EURO_PIECES.map(String)), z.int().min(0).max(9_999), { error: 'COUNT_INVALID' })
      .optional()
      .describe('Of cash: how many of each note and coin, by its cents'),
    counters: z
      .array(z.string().max(100), { error: 'REQUIRED' })
      .length(2, { error: 'REQUIRED' })
      .optional()
      .describe('Of cash: who counted'),
  }),
} as const satisfies Act<z.ZodObject>;

const VERIFY = {
  name: 'verifyOfflineGift',
  summary: 'Lets an entered gift count; answered with the id of the gift',
  scope: 'decide-offline-gifts',
  params: ['gift'],
  body: null,
} as const satisfies Act<null, string>;

const REJECT = {
  name: 'rejectOfflineGift',
  summary: 'Puts away what shall not count',
  scope: 'decide-offline-gifts',
  params: ['gift'],
  body: Because,
} as const satisfies Act<z.ZodObject, string>;

const REVERSE = {
  name: 'reverseOfflineGift',
  summary: 'Takes back a verified gift',
  scope: 'decide-offline-gifts',
  params: ['gift'],
  body: Because,
} as const satisfies Act<z.ZodObject, string>;

const BEGIN_MATCH = {
  name: 'beginMatch',
  summary: 'Begins what a sponsor adds to gifts',
  scope: 'matches',
  body: z.object({
    sponsor: Line(MATCH_BOUNDS.sponsor),
    to: To,
    ratePercent: z
      .int({ error: 'CHOICE_INVALID' })
      .min(MATCH_BOUNDS.leastPercent, { error: 'CHOICE_INVALID' })
      .max(MATCH_BOUNDS.mostPercent, { error: 'CHOICE_INVALID' }),
    capMinor: AmountMinor,
    firstDay: z.iso.date({ error: 'DATE_INVALID' }),
    lastDay: z.iso.date({ error: 'DATE_INVALID' }),
  }),
} as const satisfies Act<z.ZodObject>;

const CLOSE_MATCH = {
  name: 'closeMatch',
  summary: 'Ends a match now',
  scope: 'matches',
  params: ['match'],
  body: null,
} as const satisfies Act<null, string>;

const CORRECT = {
  name: 'correctDonor',
  summary: 'Corrects name, address and company of a donor',
  scope: 'correct-donors',
  params: ['donor'],
  body: z.object({ name: Line(100), email: Text(254), company: Text(100), reason: Reason }),
} as const satisfies Act<z.ZodObject, string>;

const MERGE = {
  name: 'mergeDonors',
  summary: 'Gives all gifts of another donor to this one',
  scope: 'correct-donors',
  params: ['donor'],
  body: z.object({
    from: z.string({ error: 'REQUIRED' }).max(40).describe('The donor whose gifts go over'),
    reason: Reason,
  }),
} as const satisfies Act<z.ZodObject, string>;

const UNDO_MERGE = {
  name: 'undoDonorMerge',
  summary: 'Puts exactly the gifts of a merge back',
  scope: 'correct-donors',
  params: ['merge'],
  body: Because,
} as const satisfies Act<z.ZodObject, string>;

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
  ) {}

  @Post('offline-gifts')
  @acts(ENTER)
  enter(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(ENTER, asked, async ({ edition, actor, id, input }) => {
      const { to, amountMinor, pieces = {}, counters, ...rest } = input;
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
      await this.enterOfflineGift.execute(edition, order, actor);
      return id;
    });
  }

  @Post('offline-gifts/:gift/verify')
  @acts(VERIFY)
  verify(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(VERIFY, asked, ({ edition, actor, params }) =>
      this.decideOfflineGift.verify(edition, params.gift, actor),
    );
  }

  @Post('offline-gifts/:gift/reject')
  @acts(REJECT)
  reject(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(REJECT, asked, async ({ edition, actor, params, input }) => {
      await this.decideOfflineGift.reject(edition, params.gift, input.reason, actor);
      return params.gift;
    });
  }

  @Post('offline-gifts/:gift/reverse')
  @acts(REVERSE)
  reverse(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(REVERSE, asked, async ({ edition, actor, params, input }) => {
      await this.decideOfflineGift.reverse(edition, params.gift, input.reason, actor);
      return params.gift;
    });
  }

  @Post('matches')
  @acts(BEGIN_MATCH)
  match(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(BEGIN_MATCH, asked, async ({ edition, actor, id, input: { to, capMinor, ...terms } }) => {
      if (terms.lastDay < terms.firstDay) throw new InputInvalidError([{ field: 'lastDay', code: 'DATE_INVALID' }]);
      await this.matches.begin(edition, { ...terms, id, to: giftTo(to), capMinor: amountOf(capMinor) }, actor);
      return id;
    });
  }

  @Post('matches/:match/close')
  @acts(CLOSE_MATCH)
  closeMatch(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(CLOSE_MATCH, asked, async ({ edition, actor, params }) => {
      await this.matches.close(edition, params.match, actor);
      return params.match;
    });
  }

  @Post('donors/:donor/correct')
  @acts(CORRECT)
  correct(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(CORRECT, asked, async ({ edition, actor, params, input }) => {
      const { name, email, company, reason } = input;
      const correction = parseDonorCorrection(rawInput({ name, email: email ?? '', company: company ?? '', reason }));
      await this.correctDonor.execute(edition, params.donor, correction, actor);
      return params.donor;
    });
  }

  @Post('donors/:donor/merge')
  @acts(MERGE)
  merge(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(MERGE, asked, async ({ edition, actor, params, input: { from, reason } }) => {
      const order = { fromId: from, intoId: params.donor, reason, actor };
      return (await this.mergeDonors.execute(edition, order)).mergeId;
    });
  }

  @Post('donor-merges/:merge/undo')
  @acts(UNDO_MERGE)
  undoMerge(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(UNDO_MERGE, asked, ({ edition, actor, params, input }) =>
      this.mergeDonors.undo(edition, params.merge, input.reason, actor),
    );
  }
}
