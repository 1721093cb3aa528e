import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { PARTICIPATION_GROUPS } from '../../domain/edition.js';
import { ReadDisputes } from '../../disputes/index.js';
import { ReadRules } from '../../edition-rules/index.js';
import { Matches } from '../../matching/index.js';
import { ChangeMilestones, MILESTONE_KINDS, MILESTONE_SCOPES } from '../../milestones/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { Paging } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Asked, ByMachine, reads, type Reading } from './operation.js';
import { NextCursor, pageOf, positionIn } from './paging.js';
import { At, Count, Minor } from './schemas.js';

const InThreeLanguages = z.strictObject({ nl: z.string(), fr: z.string(), en: z.string() });
const Window = z.strictObject({ state: z.enum(['not-yet', 'open', 'over']), opensAt: At, closesAt: At });

const EDITION = {
  name: 'readEditionAtWork',
  summary: 'Where an edition stands: its windows, its ways to take part and who is in them',
  scope: 'figures',
  query: null,
  answer: z.strictObject({
    edition: z.string(),
    title: InThreeLanguages,
    walkOn: z.iso.date(),
    state: z.enum(['draft', 'public', 'archived']),
    registration: Window,
    giving: Window,
    walkers: Count,
    version: z.int().describe('Rises with each change of a rule'),
    participationTypes: z.array(
      z.strictObject({
        code: z.string(),
        group: z.enum(PARTICIPATION_GROUPS),
        title: InThreeLanguages,
        feeMinor: Minor,
        capacity: Count.nullable().describe('Places; null is no limit'),
        walkers: Count.describe('Who have or hold a place'),
        startsAt: At.nullable(),
        startSlots: z.array(At),
      }),
    ),
  }),
} as const satisfies Reading<z.ZodType>;

const MILESTONES = {
  name: 'readMilestones',
  summary: 'What the edition celebrates, at most 200: of pages, of teams and of itself',
  scope: 'figures',
  query: null,
  answer: z.strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        scope: z.enum(MILESTONE_SCOPES),
        kind: z.enum(MILESTONE_KINDS),
        threshold: z.int().describe('In the unit of its kind: gifts, donors, minor units (cents), percent'),
        label: InThreeLanguages,
        reachedBy: Count.describe('Pages or teams that were noticed to have reached it'),
      }),
    ),
  }),
} as const satisfies Reading<z.ZodType>;

const MATCHES = {
  name: 'readMatches',
  summary: 'What sponsors add to gifts, the latest first, at most 200',
  scope: 'figures',
  query: null,
  answer: z.strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        sponsor: z.string(),
        ratePercent: z.int(),
        capMinor: Minor,
        matchedMinor: Minor,
        startsAt: At,
        endsAt: At.describe('The first moment that is not matched any more'),
        closedAt: At.nullable(),
        target: z.strictObject({
          kind: z.enum(['edition', 'team', 'walker']),
          slug: z.string().nullable(),
          name: z.string().nullable(),
        }),
      }),
    ),
  }),
} as const satisfies Reading<z.ZodType>;

const DISPUTES = {
  name: 'readDisputes',
  summary: 'Payments that donors dispute with their bank, the one told of last first; they are answered at Stripe',
  scope: 'figures',
  query: Paging,
  answer: z.strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        paymentIntent: z.string(),
        status: z.string().describe("Stripe's own word"),
        reason: z.string().nullable().describe("Stripe's own word"),
        amountMinor: Minor,
        currency: z.string(),
        evidenceDueBy: At.nullable(),
        toldAt: At,
        live: z.boolean(),
        gift: z.string().nullable().describe('null: a fee is disputed'),
      }),
    ),
    nextCursor: NextCursor,
  }),
} as const satisfies Reading<z.ZodType, z.ZodObject>;

/** Milliseconds and the id of a dispute. */
const DisputePosition = z.tuple([z.string().regex(/^\d{1,14}$/), z.string().max(255)]);

/** What organisers read of an edition as a whole, for machines that bring a key: the same as on the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition')
export class EditionReadingsApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly rules: ReadRules,
    private readonly milestonesOf: ChangeMilestones,
    private readonly matchesOf: Matches,
    private readonly disputesOf: ReadDisputes,
  ) {}

  @Get('edition')
  @reads(EDITION)
  edition(@ByMachine() asked: Asked): Promise<z.input<typeof EDITION.answer>> {
    return this.holders.read(EDITION, asked, async ({ edition }) => {
      const rules = await this.rules.of(edition.slug, new Date());
      const window = (state: typeof rules.giving, opensAt: Date, closesAt: Date): z.input<typeof Window> => ({
        state,
        opensAt: opensAt.toISOString(),
        closesAt: closesAt.toISOString(),
      });
      return {
        edition: rules.slug,
        title: rules.title,
        walkOn: rules.walkOn,
        state: rules.state,
        registration: window(rules.registration, edition.registrationOpensAt, edition.registrationClosesAt),
        giving: window(rules.giving, edition.givingOpensAt, edition.givingClosesAt),
        walkers: rules.walkers,
        version: rules.version,
        participationTypes: edition.participationTypes.map((type) => ({
          code: type.code,
          group: type.group,
          title: type.title,
          feeMinor: type.feeMinor,
          capacity: type.capacity,
          walkers: rules.types.find(({ id }) => id === type.id)?.walkers ?? 0,
          startsAt: type.startsAt?.toISOString() ?? null,
          startSlots: type.startSlots.map((slot) => slot.toISOString()),
        })),
      };
    });
  }

  @Get('milestones')
  @reads(MILESTONES)
  milestones(@ByMachine() asked: Asked): Promise<z.input<typeof MILESTONES.answer>> {
    return this.holders.read(MILESTONES, asked, async ({ edition }) => ({
      items: await this.milestonesOf.of(edition.id),
    }));
  }

  @Get('matches')
  @reads(MATCHES)
  matches(@ByMachine() asked: Asked): Promise<z.input<typeof MATCHES.answer>> {
    return this.holders.read(MATCHES, asked, async ({ edition }) => ({
      items: (await this.matchesOf.list(edition)).map(({ startsAt, endsAt, closedAt, ...match }) => ({
        ...match,
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        closedAt: closedAt?.toISOString() ?? null,
      })),
    }));
  }

  @Get('disputes')
  @reads(DISPUTES)
  disputes(@ByMachine() asked: Asked): Promise<z.input<typeof DISPUTES.answer>> {
    return this.holders.read(DISPUTES, asked, async ({ edition, input: { limit, cursor } }) => {
      const position = positionIn(cursor, DisputePosition);
      const before = position === null ? null : { toldAt: new Date(Number(position[0])), id: position[1] };
      const rows = await this.disputesOf.page(edition, before, limit + 1);
      return pageOf(rows, limit, {
        positionOf: ({ toldAt, id }) => [String(toldAt.getTime()), id],
        itemOf: ({ paymentIntentId, donationId, evidenceDueBy, toldAt, ...dispute }) => ({
          ...dispute,
          paymentIntent: paymentIntentId,
          gift: donationId,
          evidenceDueBy: evidenceDueBy?.toISOString() ?? null,
          toldAt: toldAt.toISOString(),
        }),
      });
    });
  }
}
