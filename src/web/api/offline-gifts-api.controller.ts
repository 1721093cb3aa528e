import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type OfflineGift, OFFLINE_METHODS, OFFLINE_STATES, ReadOfflineGifts } from '../../offline-gifts/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { Paging } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Asked, ByMachine, reads, type Reading } from './operation.js';
import { idIn, NextCursor, pageById } from './paging.js';
import { At, Count, Minor } from './schemas.js';

const Personal = z.string().nullable().describe('Only for keys with the scope "personal"; null without it');

const EnteredGift = z.strictObject({
  id: z.string(),
  method: z.enum(OFFLINE_METHODS),
  state: z.enum(OFFLINE_STATES),
  amountMinor: Minor,
  receivedOn: z.iso.date(),
  target: z.strictObject({
    kind: z.enum(['edition', 'team', 'walker']),
    slug: z.string().nullable(),
    name: z.string().nullable(),
  }),
  anonymous: z.boolean(),
  certificateWanted: z.boolean(),
  enteredBy: z.string(),
  enteredAt: At,
  decidedBy: z.string().nullable(),
  decidedAt: At.nullable(),
  reversedBy: z.string().nullable(),
  reversedAt: At.nullable(),
  reason: z.string().nullable().describe('Why it was rejected or reversed'),
  gift: z.string().nullable().describe('The gift that counts, or counted'),
  pieces: z
    .record(z.string(), Count)
    .nullable()
    .describe('Of an envelope: how many of each coin and note, by its value in minor units (cents)'),
  name: Personal,
  company: Personal,
  email: Personal,
  message: Personal,
  reference: Personal,
  counters: z.array(z.string()).nullable().describe('Who counted; null without the scope "personal"'),
});

const LIST = {
  name: 'readOfflineGifts',
  summary: 'Cash, cheques and transfers that were entered by hand, the latest first',
  scope: 'enter-offline-gifts',
  query: Paging.extend({
    show: z.enum(['waiting', 'all'], { error: 'CHOICE_INVALID' }).default('waiting'),
  }),
  answer: z.strictObject({
    waiting: z.strictObject({ count: Count, sumMinor: Minor }).describe('All that wait for a decision'),
    items: z.array(EnteredGift),
    nextCursor: NextCursor,
  }),
  personal: true,
} as const satisfies Reading<z.ZodType, z.ZodObject>;

const ONE = {
  name: 'readOfflineGift',
  summary: 'A gift that was entered by hand',
  scope: 'enter-offline-gifts',
  params: ['gift'],
  query: null,
  answer: EnteredGift,
  personal: true,
} as const satisfies Reading<z.ZodType, null, string>;

/** What was entered by hand, read by machines that bring a key: the same as on the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/offline-gifts')
export class OfflineGiftsApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly gifts: ReadOfflineGifts,
  ) {}

  @Get()
  @reads(LIST)
  list(@ByMachine() asked: Asked): Promise<z.input<typeof LIST.answer>> {
    return this.holders.read(LIST, asked, async ({ key, edition, input: { limit, cursor, show } }) => {
      const personal = key.scopes.includes('personal');
      const [waiting, rows] = await Promise.all([
        this.gifts.waiting(edition),
        this.gifts.page(edition, { waiting: show === 'waiting', before: idIn(cursor), limit: limit + 1 }),
      ]);
      return { waiting, ...pageById(rows, limit, (gift) => asJson(gift, personal)) };
    });
  }

  @Get(':gift')
  @reads(ONE)
  one(@ByMachine() asked: Asked): Promise<z.input<typeof ONE.answer>> {
    return this.holders.read(ONE, asked, async ({ key, edition, params }) =>
      asJson(await this.gifts.byId(edition, params.gift), key.scopes.includes('personal')),
    );
  }
}

function asJson(gift: OfflineGift, personal: boolean): z.input<typeof EnteredGift> {
  const { donationId, enteredAt, decidedAt, reversedAt, pieces, counters, ...rest } = gift;
  const hidden = { name: null, company: null, email: null, message: null, reference: null };
  return {
    ...rest,
    ...(personal ? {} : hidden),
    counters: personal ? [...counters] : null,
    pieces: pieces === null ? null : { ...pieces },
    gift: donationId,
    enteredAt: enteredAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
    reversedAt: reversedAt?.toISOString() ?? null,
  };
}
