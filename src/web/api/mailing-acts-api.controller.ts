import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { LANGUAGES } from '../../domain/language.js';
import {
  MAILING_BOUNDS,
  type MailingOrder,
  Mailings,
  parseMailingOrder,
  SEGMENT_NAMES,
  segmentOf,
} from '../../mailings/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { KeyHolders } from './key-holders.js';
import { Moment, Version } from './inputs.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer } from './operation.js';

const Said = z
  .strictObject({
    subject: z.string({ error: 'REQUIRED' }).max(MAILING_BOUNDS.subject, { error: 'TOO_LONG' }),
    body: z.string({ error: 'REQUIRED' }).max(MAILING_BOUNDS.body, { error: 'TOO_LONG' }),
  })
  .optional();

const Written = z.object({
  texts: z
    .strictObject({ nl: Said, fr: Said, en: Said }, { error: 'REQUIRED' })
    .describe('At least one; `{name}` and so on between braces, as the segment allows'),
  participationType: z
    .string({ error: 'CHOICE_INVALID' })
    .max(63, { error: 'CHOICE_INVALID' })
    .nullable()
    .default(null)
    .describe('Only walkers of this type, where the segment can be narrowed'),
  startSlot: Moment.nullable().default(null).describe('UTC; only those who start then, of a type'),
});

const WRITE = {
  name: 'writeMailing',
  summary: 'Makes a draft of a mailing; nobody gets it before it is scheduled',
  scope: 'mailings',
  body: Written.extend({ segment: z.enum(SEGMENT_NAMES, { error: 'CHOICE_INVALID' }) }),
} as const satisfies Act<z.ZodObject>;

const CHANGE = {
  name: 'changeMailing',
  summary: 'Writes a draft anew',
  scope: 'mailings',
  params: ['mailing'],
  body: Written.extend({ version: Version }),
} as const satisfies Act<z.ZodObject, string>;

const SCHEDULE = {
  name: 'scheduleMailing',
  summary: 'Has a draft sent to whoever is of its segment when it begins',
  scope: 'mailings',
  params: ['mailing'],
  body: z.object({ version: Version, sendAt: Moment.nullable().default(null).describe('UTC; null is now') }),
} as const satisfies Act<z.ZodObject, string>;

const STOP = {
  name: 'stopMailing',
  summary: 'Makes one that has not begun a draft again; of one under way, the rest is not sent',
  scope: 'mailings',
  params: ['mailing'],
  body: null,
} as const satisfies Act<null, string>;

/** Organisers write to many by machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/mailings')
export class MailingActsApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly mailings: Mailings,
  ) {}

  @Post()
  @acts(WRITE)
  write(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(WRITE, asked, async ({ edition, actor, id, input }) => {
      await this.mailings.write(edition, id, segmentOf(input.segment), orderOf(input), actor);
      return id;
    });
  }

  @Post(':mailing/text')
  @acts(CHANGE)
  change(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(CHANGE, asked, async ({ edition, actor, params, input }) => {
      await this.mailings.change(edition, params.mailing, input.version, orderOf(input), actor);
      return params.mailing;
    });
  }

  @Post(':mailing/schedule')
  @acts(SCHEDULE)
  schedule(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(SCHEDULE, asked, async ({ edition, actor, params, input: { version, sendAt } }) => {
      const order = { version, sendAt: sendAt === null ? null : new Date(sendAt), now: new Date() };
      await this.mailings.schedule(edition, params.mailing, order, actor);
      return params.mailing;
    });
  }

  @Post(':mailing/stop')
  @acts(STOP)
  stop(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(STOP, asked, async ({ edition, actor, params }) => {
      await this.mailings.stop(edition, params.mailing, actor);
      return params.mailing;
    });
  }
}

/** Through the checks of the form. @throws {InputInvalidError} */
function orderOf({ texts, participationType, startSlot }: z.infer<typeof Written>): MailingOrder {
  return parseMailingOrder({
    ...Object.fromEntries(
      LANGUAGES.flatMap((language) => [
        [`subject-${language}`, texts[language]?.subject],
        [`body-${language}`, texts[language]?.body],
      ]),
    ),
    narrowing: `${participationType ?? ''}${startSlot === null ? '' : `@${startSlot}`}`,
  });
}
