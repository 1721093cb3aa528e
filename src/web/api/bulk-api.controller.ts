import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type ApiScope, roleOfScope } from '../../api-keys/index.js';
import { DomainError, ERROR_CODES } from '../../domain/errors.js';
import { includesRole } from '../../domain/roles.js';
import { BULK_ACTIONS, type BulkAction, BulkGifts, MOST_AT_ONCE, ReadBulk } from '../../gift-desk/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { giftTo, Paging, Reason, To } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer, reads, type Reading } from './operation.js';
import { idIn, NextCursor, pageById } from './paging.js';
import { At, Count } from './schemas.js';

/** The scope without which a key does not do to many gifts what it does not do to one; to thank is to write to many. */
const SCOPE_OF: Readonly<Record<BulkAction, ApiScope>> = {
  move: 'move-gifts',
  refund: 'refund-gifts',
  hide: 'hide-words',
  thank: 'mailings',
};

const OUTCOMES = ['waiting', 'done', 'unknown', 'stopped', ...ERROR_CODES] as const;

const BEGIN = {
  name: 'beginBulkAct',
  summary:
    'Has one act done to many gifts in the background; the scope of the act is needed too, and "mailings" to thank',
  scope: 'bulk-acts',
  body: z.object({
    action: z.enum(BULK_ACTIONS, { error: 'CHOICE_INVALID' }),
    gifts: z
      .array(z.uuid({ error: 'CHOICE_INVALID' }), { error: 'REQUIRED' })
      .min(1, { error: 'REQUIRED' })
      .max(MOST_AT_ONCE, { error: 'TOO_MANY' })
      .describe('Those that are not of the edition are left out'),
    to: To.optional().describe('Of a move'),
    reason: Reason,
  }),
} as const satisfies Act<z.ZodObject>;

const ONE = {
  name: 'readBulkAct',
  summary: 'How far an act to many gifts is',
  scope: 'bulk-acts',
  params: ['run'],
  query: null,
  answer: z.strictObject({
    id: z.string(),
    action: z.enum(BULK_ACTIONS),
    doneBy: z.string(),
    begunAt: At,
    busy: z.boolean().describe('Somebody is at it, or soon will be'),
    counts: z.strictObject({
      waiting: Count,
      done: Count,
      refused: Count,
      unknown: Count.describe('Begun by a process that could not say what came of it'),
      stopped: Count,
    }),
  }),
} as const satisfies Reading<z.ZodType, null, string>;

const RESULTS = {
  name: 'readBulkActResults',
  summary: 'What came of each gift',
  scope: 'bulk-acts',
  params: ['run'],
  query: Paging,
  answer: z.strictObject({
    items: z.array(
      z.strictObject({ gift: z.string(), outcome: z.enum(OUTCOMES).describe('A code where it was refused') }),
    ),
    nextCursor: NextCursor,
  }),
} as const satisfies Reading<z.ZodType, z.ZodObject, string>;

const STOP = {
  name: 'stopBulkAct',
  summary: 'Stops it: what is done stays done, what waits is not done',
  scope: 'bulk-acts',
  params: ['run'],
  body: null,
} as const satisfies Act<null, string>;

/** One act to many gifts, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/bulk')
export class BulkApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly bulk: BulkGifts,
    private readonly runs: ReadBulk,
  ) {}

  @Post()
  @acts(BEGIN)
  begin(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(BEGIN, asked, async ({ key, edition, actor, id, input }) => {
      const { action, gifts: giftIds, to, reason } = input;
      const scope = SCOPE_OF[action];
      if (!key.scopes.includes(scope) || !includesRole(key.role, roleOfScope(scope))) {
        throw new DomainError('NOT_ALLOWED', `The key does not allow ${scope}`);
      }
      const place = to === undefined ? null : giftTo(to);
      await this.bulk.order(edition, { runId: id, action, giftIds, to: place, reason, actor });
      return id;
    });
  }

  @Get(':run')
  @reads(ONE)
  one(@ByMachine() asked: Asked): Promise<z.input<typeof ONE.answer>> {
    return this.holders.read(ONE, asked, async ({ edition, params }) => {
      const { id, action, doneBy, begunAt, busy, rows } = await this.runs.run(edition, params.run);
      const count = (outcome: string): number => rows.filter((row) => row.outcome === outcome).length;
      const counts = {
        waiting: count('waiting'),
        done: count('done'),
        unknown: count('unknown'),
        stopped: count('stopped'),
      };
      const refused = rows.length - counts.waiting - counts.done - counts.unknown - counts.stopped;
      return { id, action, doneBy, begunAt: begunAt.toISOString(), busy, counts: { ...counts, refused } };
    });
  }

  @Get(':run/results')
  @reads(RESULTS)
  results(@ByMachine() asked: Asked): Promise<z.input<typeof RESULTS.answer>> {
    return this.holders.read(RESULTS, asked, async ({ edition, params, input: { limit, cursor } }) => {
      const after = idIn(cursor);
      // A run has at most two hundred gifts, in the order of their ids.
      const { rows } = await this.runs.run(edition, params.run);
      const left = rows
        .map(({ gift, outcome }) => ({ id: gift.id, outcome }))
        .filter(({ id }) => after === null || id > after);
      return pageById(left, limit, ({ id, outcome }) => ({ gift: id, outcome }));
    });
  }

  @Post(':run/stop')
  @acts(STOP)
  stop(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(STOP, asked, async ({ edition, actor, params }) => {
      await this.bulk.stop(edition, params.run, actor);
      return params.run;
    });
  }
}
