import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CloneEdition, OpenAndClose, ReadRules, ReminderSchedules } from '../../edition-rules/index.js';
import { TellNextEdition } from '../../next-edition/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { AddressName, InEveryLanguage, Moment } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer, reads, type Reading } from './operation.js';
import { At } from './schemas.js';

const ARCHIVE = {
  name: 'archiveEdition',
  summary: 'Puts a closed edition into the archive, or takes it out again',
  scope: 'open-editions',
  body: z.object({ archived: z.boolean({ error: 'CHOICE_INVALID' }).default(true) }),
} as const satisfies Act<z.ZodObject>;

const CLONE = {
  name: 'cloneEdition',
  summary:
    'Makes the draft of a new edition with the rules of this one; its admins are those of this one, and the key does not open it',
  scope: 'open-editions',
  body: z.object({
    slug: AddressName,
    title: InEveryLanguage(80),
    walkOn: z.iso.date({ error: 'DATE_INVALID' }).describe('Every other date moves by as many days'),
  }),
} as const satisfies Act<z.ZodObject>;

const TELL = {
  name: 'tellNextEdition',
  summary: 'Tells whoever asked for it that registration for this edition is open; each once',
  scope: 'open-editions',
  body: null,
} as const satisfies Act<null>;

const REMINDERS = {
  name: 'readReminders',
  summary: 'When those who are short of the minimum are reminded, at most 50',
  scope: 'open-editions',
  query: null,
  answer: z.strictObject({
    items: z.array(z.strictObject({ id: z.string(), sendAt: At, done: z.boolean().describe('It has left') })),
  }),
} as const satisfies Reading<z.ZodType>;

const REMIND = {
  name: 'scheduleReminder',
  summary: 'Has everybody reminded at a moment who is short of the minimum then; the same moment twice is one',
  scope: 'open-editions',
  body: z.object({ sendAt: Moment.describe('UTC') }),
} as const satisfies Act<z.ZodObject>;

const CANCEL = {
  name: 'cancelReminder',
  summary: 'Takes a reminder back that has not left',
  scope: 'open-editions',
  params: ['reminder'],
  body: null,
} as const satisfies Act<null, string>;

/** What is done with an edition once a year, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition')
export class EditionYearsApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly rules: ReadRules,
    private readonly openAndClose: OpenAndClose,
    private readonly cloneEdition: CloneEdition,
    private readonly tellNextEdition: TellNextEdition,
    private readonly reminders: ReminderSchedules,
  ) {}

  @Post('archive')
  @acts(ARCHIVE)
  archive(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(ARCHIVE, asked, async ({ edition, actor, input: { archived } }) => {
      const { id: editionId, version } = await this.rules.of(edition.slug, new Date());
      if (archived) await this.openAndClose.archive({ editionId, version, actor });
      else await this.openAndClose.unarchive({ editionId, actor });
      return editionId;
    });
  }

  /** A key is nobody's: whoever is admin of this edition is admin of the new one. */
  @Post('clone')
  @acts(CLONE)
  clone(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(CLONE, asked, ({ edition, actor, input }) =>
      this.cloneEdition.execute({ ...input, fromEditionId: edition.id, actor, admins: 'as-before' }),
    );
  }

  @Post('tell')
  @acts(TELL)
  tell(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(TELL, asked, async ({ edition, actor }) => {
      await this.tellNextEdition.execute(edition, actor, new Date());
      return edition.id;
    });
  }

  @Get('reminders')
  @reads(REMINDERS)
  scheduled(@ByMachine() asked: Asked): Promise<z.input<typeof REMINDERS.answer>> {
    return this.holders.read(REMINDERS, asked, async ({ edition }) => ({
      items: (await this.reminders.of(edition.id)).map(({ id, sendAt, done }) => ({
        id,
        sendAt: sendAt.toISOString(),
        done,
      })),
    }));
  }

  @Post('reminders')
  @acts(REMIND)
  remind(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(REMIND, asked, ({ edition, actor, input: { sendAt } }) =>
      this.reminders.add(edition.id, new Date(sendAt), actor),
    );
  }

  @Post('reminders/:reminder/cancel')
  @acts(CANCEL)
  cancel(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(CANCEL, asked, async ({ edition, actor, params }) => {
      await this.reminders.cancel(edition.id, params.reminder, actor);
      return params.reminder;
    });
  }
}
