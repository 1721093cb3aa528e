import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { PLACEHOLDERS } from '../../domain/mailing-text.js';
import {
  type Mailing,
  MAILING_OUTCOMES,
  MAILING_STATES,
  Mailings,
  ReadMailingResults,
  SEGMENT_NAMES,
  SEGMENTS,
} from '../../mailings/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { Paging } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Asked, ByMachine, reads, type Reading } from './operation.js';
import { idIn, NextCursor, pageById } from './paging.js';
import { At, Count } from './schemas.js';

const Reach = z.strictObject({
  people: Count.describe('Addresses'),
  unwanted: Count.describe('Of them, those who chose to get no such mails, and will get none'),
});

const MailingLine = z.strictObject({
  id: z.string(),
  segment: z.enum(SEGMENT_NAMES),
  participationType: z.string().nullable().describe('Only walkers of this type'),
  startSlot: At.nullable().describe('Only those who start then'),
  state: z.enum(MAILING_STATES),
  sendAt: At.nullable().describe('null: a draft'),
  version: z.int().describe('Rises with each change of a draft; who changes or schedules it names the one they saw'),
  writtenBy: z.string(),
  createdAt: At,
  begunAt: At.nullable(),
  stoppedAt: At.nullable(),
});

const WrittenText = z.strictObject({ subject: z.string(), body: z.string() });

const LIST = {
  name: 'readMailings',
  summary: 'What is written to many, the newest first',
  scope: 'mailings',
  query: Paging,
  answer: z.strictObject({ items: z.array(MailingLine), nextCursor: NextCursor }),
} as const satisfies Reading<z.ZodType, z.ZodObject>;

const ONE = {
  name: 'readMailing',
  summary: 'A mailing: what it says, whom it would reach now, and once it has begun what became of it',
  scope: 'mailings',
  params: ['mailing'],
  query: null,
  answer: MailingLine.extend({
    texts: z
      .strictObject({ nl: WrittenText.optional(), fr: WrittenText.optional(), en: WrittenText.optional() })
      .describe('Who reads a language in which there is none gets another one'),
    reaches: Reach.nullable().describe('null: it has begun'),
    counts: z
      .strictObject(Object.fromEntries(MAILING_OUTCOMES.map((outcome) => [outcome, Count])))
      .nullable()
      .describe('Addresses by what became of them; null: it has not begun'),
  }),
} as const satisfies Reading<z.ZodType, null, string>;

const RESULTS = {
  name: 'readMailingResults',
  summary: 'What became of a mailing at each address, in the alphabet of the addresses',
  scope: 'mailings',
  params: ['mailing'],
  query: Paging.extend({ outcome: z.enum(MAILING_OUTCOMES, { error: 'CHOICE_INVALID' }).optional() }),
  answer: z.strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        email: z.string().nullable().describe('Only for keys with the scope "personal"; null without it'),
        name: z.string().nullable().describe('Only for keys with the scope "personal"; null without it'),
        outcome: z.enum(MAILING_OUTCOMES),
        at: At.nullable().describe('When it was sent'),
      }),
    ),
    nextCursor: NextCursor,
  }),
  personal: true,
} as const satisfies Reading<z.ZodType, z.ZodObject, string>;

const SEGMENTS_NOW = {
  name: 'readSegments',
  summary: 'Whom a mailing can go to, how many they are now, and what a text can name of each',
  scope: 'mailings',
  query: null,
  answer: z.strictObject({
    items: z.array(
      z.strictObject({
        name: z.enum(SEGMENT_NAMES),
        ...Reach.shape,
        needed: z.boolean().describe('About their own place: it comes whatever they chose'),
        placeholders: z.array(z.enum(PLACEHOLDERS)),
        byType: z.boolean().describe('It can be narrowed to a participation type and a start slot'),
      }),
    ),
  }),
} as const satisfies Reading<z.ZodType>;

/** What organisers write to many, read by machines that bring a key: the same as on the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition')
export class MailingsApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly mailings: Mailings,
    private readonly resultsOf: ReadMailingResults,
  ) {}

  @Get('mailings')
  @reads(LIST)
  list(@ByMachine() asked: Asked): Promise<z.input<typeof LIST.answer>> {
    return this.holders.read(LIST, asked, async ({ edition, input: { limit, cursor } }) => {
      const rows = await this.mailings.page(edition, { before: idIn(cursor), limit: limit + 1 });
      return pageById(rows, limit, lineOf);
    });
  }

  @Get('mailings/:mailing')
  @reads(ONE)
  one(@ByMachine() asked: Asked): Promise<z.input<typeof ONE.answer>> {
    return this.holders.read(ONE, asked, async ({ edition, params }) => {
      const mailing = await this.mailings.byId(edition, params.mailing);
      const begun = mailing.begunAt !== null;
      const [reaches, counts] = await Promise.all([
        begun ? null : this.mailings.count(edition, mailing),
        begun ? this.resultsOf.counts(mailing.id) : null,
      ]);
      return { ...lineOf(mailing), texts: mailing.texts, reaches, counts };
    });
  }

  @Get('mailings/:mailing/results')
  @reads(RESULTS)
  results(@ByMachine() asked: Asked): Promise<z.input<typeof RESULTS.answer>> {
    return this.holders.read(RESULTS, asked, async ({ key, edition, params, input: { limit, cursor, outcome } }) => {
      const { id } = await this.mailings.byId(edition, params.mailing);
      const order = { only: outcome ?? null, after: idIn(cursor), limit: limit + 1 };
      const personal = key.scopes.includes('personal');
      // The cursor is the id of a row: it tells nobody an address.
      return pageById(await this.resultsOf.page(id, order), limit, ({ email, name, at, ...row }) => ({
        id: row.id,
        email: personal ? email : null,
        name: personal ? name : null,
        outcome: row.outcome,
        at: at?.toISOString() ?? null,
      }));
    });
  }

  @Get('segments')
  @reads(SEGMENTS_NOW)
  segments(@ByMachine() asked: Asked): Promise<z.input<typeof SEGMENTS_NOW.answer>> {
    return this.holders.read(SEGMENTS_NOW, asked, async ({ edition }) => ({
      items: await Promise.all(
        SEGMENTS.map(async ({ name, needed, placeholders, byType }) => ({
          name,
          ...(await this.mailings.count(edition, { segment: name, narrowing: { typeCode: null, slot: null } })),
          needed,
          placeholders: [...placeholders],
          byType,
        })),
      ),
    }));
  }
}

function lineOf({ narrowing, ...mailing }: Mailing): z.input<typeof MailingLine> {
  return {
    id: mailing.id,
    segment: mailing.segment,
    participationType: narrowing.typeCode,
    startSlot: narrowing.slot?.toISOString() ?? null,
    state: mailing.state,
    sendAt: mailing.sendAt?.toISOString() ?? null,
    version: mailing.version,
    writtenBy: mailing.writtenBy,
    createdAt: mailing.createdAt.toISOString(),
    begunAt: mailing.begunAt?.toISOString() ?? null,
    stoppedAt: mailing.stoppedAt?.toISOString() ?? null,
  };
}
