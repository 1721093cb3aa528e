import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  ATTENTION_KINDS,
  MOST_NOTE_CHARACTERS,
  type OpenAttentionItem,
  ReadAttention,
  ResolveAttentionItem,
} from '../../attention/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { refuses } from './answers.js';
import { Line, Paging } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer, reads, type Reading } from './operation.js';
import { NextCursor, pageOf, positionIn } from './paging.js';
import { At } from './schemas.js';

const Item = z.strictObject({
  id: z.string(),
  kind: z.enum(ATTENTION_KINDS),
  reference: z.string().describe('What it is about, such as a payment of Stripe'),
  gift: z.string().nullable(),
  registration: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()).describe('All that is known of it'),
  openedAt: At,
});

const LIST = {
  name: 'readAttention',
  summary: 'What needs a person, in this edition or in none, that which waits longest first',
  scope: 'attention',
  query: Paging,
  answer: z.strictObject({ items: z.array(Item), nextCursor: NextCursor }),
  personal: true,
} as const satisfies Reading<z.ZodType, z.ZodObject>;

const ONE = {
  name: 'readAttentionItem',
  summary: 'One thing that needs a person',
  scope: 'attention',
  params: ['item'],
  query: null,
  answer: Item,
  personal: true,
} as const satisfies Reading<z.ZodType, null, string>;

const RESOLVE = {
  name: 'resolveAttentionItem',
  summary: 'Puts away what was looked after',
  scope: 'attention',
  params: ['item'],
  body: z.object({ note: Line(MOST_NOTE_CHARACTERS).describe('What was found or done, for the audit log') }),
} as const satisfies Act<z.ZodObject, string>;

/** The number of an item. */
const Position = z.tuple([z.string().regex(/^\d{1,18}$/)]);

/** What needs a person, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/attention')
export class AttentionApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly items: ReadAttention,
    private readonly resolveItem: ResolveAttentionItem,
  ) {}

  @Get()
  @reads(LIST)
  list(@ByMachine() asked: Asked): Promise<z.input<typeof LIST.answer>> {
    return this.holders.read(LIST, asked, async ({ edition, input: { limit, cursor } }) => {
      const after = positionIn(cursor, Position)?.[0] ?? null;
      const rows = await this.items.open({ editionId: edition.id, limit: limit + 1, after });
      return pageOf(rows, limit, { positionOf: ({ id }) => [id], itemOf: asJson });
    });
  }

  @Get(':item')
  @reads(ONE)
  @refuses(409, 'It is not open (any more)')
  one(@ByMachine() asked: Asked): Promise<z.input<typeof ONE.answer>> {
    return this.holders.read(ONE, asked, async ({ edition, params }) =>
      asJson(await this.items.byId(params.item, edition.id)),
    );
  }

  @Post(':item/resolve')
  @acts(RESOLVE)
  resolve(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(RESOLVE, asked, async ({ edition, actor, params, input: { note } }) => {
      await this.resolveItem.execute({ itemId: params.item, editionId: edition.id, note, actor });
      return params.item;
    });
  }
}

function asJson({
  id,
  kind,
  reference,
  donationId,
  registrationId,
  detail,
  openedAt,
}: OpenAttentionItem): z.input<typeof Item> {
  return {
    id,
    kind,
    reference,
    gift: donationId,
    registration: registrationId,
    detail: { ...detail },
    openedAt: openedAt.toISOString(),
  };
}
