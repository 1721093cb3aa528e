import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ACTOR_KINDS, ReadAudit } from '../../audit/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { Paging } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Asked, ByMachine, reads, type Reading } from './operation.js';
import { NextCursor, pageOf, positionIn } from './paging.js';
import { At } from './schemas.js';

const Words = z.string({ error: 'CHOICE_INVALID' }).trim().max(200, { error: 'TOO_LONG' }).optional();
const Day = z.iso.date({ error: 'DATE_INVALID' }).optional();
const Values = z.record(z.string(), z.unknown()).nullable();

const READ = {
  name: 'readLog',
  summary: 'Who changed what in the edition, when, from what to what, and why, the newest line first',
  scope: 'log',
  query: Paging.extend({
    actor: Words.describe('A part of the name'),
    action: Words.describe('By its name, or "exports" for all that was taken out'),
    text: Words.describe('Anywhere in the line'),
    from: Day.describe('The first day in Belgium'),
    until: Day.describe('The last day in Belgium'),
  }),
  answer: z.strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        at: At,
        actor: z.strictObject({ kind: z.enum(ACTOR_KINDS), name: z.string() }),
        action: z.string(),
        subject: z.strictObject({ kind: z.string(), id: z.string() }),
        before: Values,
        after: Values,
        reason: z.string().nullable(),
      }),
    ),
    nextCursor: NextCursor,
  }),
  personal: true,
} as const satisfies Reading<z.ZodType, z.ZodObject>;

/** The number of a line. */
const Position = z.tuple([z.string().regex(/^\d{1,18}$/)]);

/** The audit log, for machines that bring a key: the same lines as on the page of an admin of the edition. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/log')
export class LogApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly audit: ReadAudit,
  ) {}

  @Get()
  @reads(READ)
  read(@ByMachine() asked: Asked): Promise<z.input<typeof READ.answer>> {
    return this.holders.read(READ, asked, async ({ edition, input: { limit, cursor, from, until, ...words } }) => {
      const query = {
        editionId: edition.id,
        everywhere: false,
        actor: asFilter(words.actor),
        action: asFilter(words.action),
        text: asFilter(words.text),
        from: from ?? null,
        until: until ?? null,
      };
      const rows = await this.audit.page(query, limit + 1, positionIn(cursor, Position)?.[0] ?? null);
      return pageOf(rows, limit, {
        positionOf: ({ id }) => [id],
        itemOf: ({ at, before, after, ...line }) => ({
          ...line,
          at: at.toISOString(),
          before: before === null ? null : { ...before },
          after: after === null ? null : { ...after },
        }),
      });
    });
  }
}

function asFilter(words: string | undefined): string | null {
  return words === undefined || words === '' ? null : words;
}
