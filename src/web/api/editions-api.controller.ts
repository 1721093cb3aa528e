import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type FieldError, InputInvalidError } from '../../domain/errors.js';
import { DEFAULT_LANGUAGE, isLanguage, type Language } from '../../domain/language.js';
import { shown } from '../../domain/shown-page.js';
import {
  type DonationOrder,
  parseDonationOrder,
  type PublicGift,
  ReadPublicGifts,
  StartDonation,
} from '../../donations/index.js';
import { ReadEditions } from '../../editions/index.js';
import { parseInput, type RawInput } from '../../platform/http/input.js';
import { onceHash } from '../../platform/http/once-key.js';
import { MOST_WALKERS, parseRegistrationOrder, StartRegistration } from '../../registration/index.js';
import { ReadTeams, TEAM_SORTS, type TeamSummary } from '../../teams/index.js';
import { ReadTotals } from '../../totals/index.js';
import { ReadWalkers } from '../../walkers/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { StartedGifts } from '../limits/started-gifts.js';
import { answers, refuses } from './answers.js';
import { onlyKnown } from './inputs.js';
import * as schemas from './schemas.js';

/** How many of the latest gifts a team or a walker comes with. */
const LATEST_GIFTS = 20;

/** Of the IETF draft on idempotent requests. */
const ONCE_HEADER = 'idempotency-key';
const ONCE_HEADER_DOC = {
  name: 'Idempotency-Key',
  required: false,
  description: 'The same key with the same body starts it once, and is answered alike',
  schema: { type: 'string', maxLength: 200 },
} as const;

const ListQuery = z.object({
  sort: z.enum(TEAM_SORTS, { error: 'CHOICE_INVALID' }).default('raised'),
  limit: z.coerce.number({ error: 'CHOICE_INVALID' }).int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional(),
});

/** The public API: what anybody may read, and what the forms of the site do. */
@ApiTags('editions')
@LimitedAs('api')
@Controller('api/v1/editions/:edition')
export class EditionsApiController {
  constructor(
    private readonly editions: ReadEditions,
    private readonly totals: ReadTotals,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
    private readonly gifts: ReadPublicGifts,
    private readonly startDonation: StartDonation,
    private readonly startedGifts: StartedGifts,
    private readonly startRegistration: StartRegistration,
  ) {}

  @Get('totals')
  @ApiOperation({ operationId: 'readTotals', summary: 'The running totals of an edition; poll with If-None-Match' })
  @ApiParam({ name: 'edition', schema: { type: 'string' } })
  @answers(200, 'The totals', schemas.EditionTotals)
  @ApiResponse({ status: 304, description: 'Nothing has changed since the ETag given' })
  @refuses(404, 'No such edition')
  async readTotals(
    @Param('edition') slug: string,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof schemas.EditionTotals> | undefined> {
    const edition = await this.editions.bySlug(slug);
    const total = await this.totals.ofEdition(edition);
    if (unchanged(reply, known, total.revision)) return undefined;
    return {
      edition: edition.slug,
      currency: edition.currency,
      raisedMinor: total.raisedMinor,
      onItsWayMinor: total.onItsWayMinor,
      gifts: total.gifts,
      donors: total.donors,
      teams: total.teams,
      walkers: total.walkers,
      byParticipation: total.walkersByGroup,
      raisedByParticipation: total.raisedByGroup,
      goalMinor: edition.goalMinor,
      revision: total.revision,
      asOf: total.asOf.toISOString(),
    };
  }

  @Get('teams')
  @ApiOperation({ operationId: 'listTeams', summary: 'The teams of an edition, a page at a time' })
  @ApiParam({ name: 'edition', schema: { type: 'string' } })
  @ApiQuery({ name: 'sort', required: false, schema: { type: 'string', enum: [...TEAM_SORTS], default: 'raised' } })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 } })
  @ApiQuery({ name: 'cursor', required: false, schema: { type: 'string', maxLength: 500 } })
  @answers(200, 'A page of teams', schemas.TeamList)
  @refuses(404, 'No such edition')
  @refuses(422, 'A parameter is wrong')
  async listTeams(
    @Param('edition') slug: string,
    @Query() query: Record<string, unknown>,
  ): Promise<z.infer<typeof schemas.TeamList>> {
    const { sort, limit, cursor } = parseInput(ListQuery, query);
    const edition = await this.editions.bySlug(slug);
    const page = await this.teams.list(edition, { sort, limit, cursor: cursor ?? null });
    return { items: page.items.map(teamSummary), nextCursor: page.nextCursor };
  }

  @Get('teams/:team')
  @ApiOperation({ operationId: 'readTeam', summary: 'A team with its members and latest public gifts' })
  @ApiParam({ name: 'edition', schema: { type: 'string' } })
  @ApiParam({ name: 'team', schema: { type: 'string' } })
  @answers(200, 'The team', schemas.Team)
  @ApiResponse({ status: 304, description: 'Nothing has changed since the ETag given' })
  @refuses(404, 'No such edition or team')
  async readTeam(
    @Param('edition') slug: string,
    @Param('team') teamSlug: string,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof schemas.Team> | undefined> {
    const edition = await this.editions.bySlug(slug);
    const team = shown(await this.teams.bySlug(edition, teamSlug));
    const [total, gifts] = await Promise.all([
      this.totals.ofKey({ scope: 'team', scopeId: team.id }),
      this.gifts.latest({ kind: 'team', id: team.id }, LATEST_GIFTS),
    ]);
    if (unchanged(reply, known, total.revision)) return undefined;
    return {
      ...teamSummary(team),
      edition: edition.slug,
      currency: edition.currency,
      raisedMinor: total.raisedMinor,
      gifts: total.gifts,
      onItsWayMinor: total.onItsWayMinor,
      story: team.story,
      members: team.members.map(({ slug: memberSlug, name, captain, raisedMinor }) => ({
        slug: memberSlug,
        name,
        captain,
        raisedMinor,
      })),
      latestGifts: gifts.map(publicGift),
      revision: total.revision,
      asOf: total.asOf.toISOString(),
    };
  }

  @Get('walkers/:walker')
  @ApiOperation({ operationId: 'readWalker', summary: 'A walker with the latest public gifts' })
  @ApiParam({ name: 'edition', schema: { type: 'string' } })
  @ApiParam({ name: 'walker', schema: { type: 'string' } })
  @answers(200, 'The walker', schemas.Walker)
  @ApiResponse({ status: 304, description: 'Nothing has changed since the ETag given' })
  @refuses(404, 'No such edition or walker')
  async readWalker(
    @Param('edition') slug: string,
    @Param('walker') walkerSlug: string,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof schemas.Walker> | undefined> {
    const edition = await this.editions.bySlug(slug);
    const walker = shown(await this.walkers.bySlug(edition, walkerSlug));
    const [total, gifts] = await Promise.all([
      this.totals.ofKey({ scope: 'page', scopeId: walker.pageId }),
      this.gifts.latest({ kind: 'page', id: walker.pageId }, LATEST_GIFTS),
    ]);
    if (unchanged(reply, known, total.revision)) return undefined;
    return {
      edition: edition.slug,
      slug: walker.slug,
      name: walker.name,
      team: walker.team,
      participationType: walker.participationTypeCode,
      currency: edition.currency,
      raisedMinor: total.raisedMinor,
      onItsWayMinor: total.onItsWayMinor,
      goalMinor: walker.goalMinor,
      gifts: total.gifts,
      story: walker.story,
      latestGifts: gifts.map(publicGift),
      revision: total.revision,
      asOf: total.asOf.toISOString(),
    };
  }

  @LimitedAs('giving')
  @Post('donations')
  @HttpCode(201)
  @ApiOperation({ operationId: 'startDonation', summary: "Takes a gift as far as Stripe's page" })
  @ApiParam({ name: 'edition', schema: { type: 'string' } })
  @ApiHeader(ONCE_HEADER_DOC)
  @ApiBody({ schema: schemas.openApiSchema(schemas.DonationBody) })
  @answers(201, 'The gift waits to be paid', schemas.StartedDonation)
  @refuses(404, 'No such edition, team or walker')
  @refuses(409, 'Giving is closed')
  @refuses(422, 'A field is wrong')
  @refuses(503, 'Stripe cannot be reached')
  async donate(
    @Param('edition') slug: string,
    @Body() body: unknown,
    @Headers(ONCE_HEADER) onceKey: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<z.infer<typeof schemas.StartedDonation>> {
    const edition = await this.editions.bySlug(slug);
    const input = onlyKnown(schemas.DonationBody, body);
    const order = giftOf(input);
    const { donationId, checkoutUrl } = await this.startDonation.execute(
      edition,
      order,
      new Date(),
      onceHash(onceKey, order),
    );
    await this.startedGifts.note(request, donationId);
    return { donationId, checkoutUrl };
  }

  @LimitedAs('registering')
  @Post('registrations')
  @HttpCode(201)
  @ApiOperation({
    operationId: 'startRegistration',
    summary: "Registers a walker, as far as Stripe's page for the fee",
  })
  @ApiParam({ name: 'edition', schema: { type: 'string' } })
  @ApiHeader(ONCE_HEADER_DOC)
  @ApiBody({ schema: schemas.openApiSchema(schemas.RegistrationBody) })
  @answers(201, 'The place is held, or valid when nothing is to be paid', schemas.StartedRegistration)
  @refuses(404, 'No such edition')
  @refuses(409, 'Registration is closed, or no place is left')
  @refuses(422, 'A field is wrong')
  @refuses(503, 'Stripe cannot be reached')
  async register(
    @Param('edition') slug: string,
    @Body() body: unknown,
    @Headers(ONCE_HEADER) onceKey: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<z.infer<typeof schemas.StartedRegistration>> {
    const edition = await this.editions.bySlug(slug);
    const input = knownRegistration(body);
    const order = parseRegistrationOrder(input, languageOf(input));
    const started = await this.startRegistration.execute(edition, order, new Date(), onceHash(onceKey, order));
    if (started.checkoutUrl !== null) await this.startedGifts.note(request, started.registrationId);
    return {
      registrationId: started.registrationId,
      walkerSlug: started.walkerSlug,
      teamSlug: started.teamSlug,
      checkoutUrl: started.checkoutUrl,
    };
  }
}

/** Sets the ETag; true when the client has this very revision, and is told so by 304. */
function unchanged(reply: FastifyReply, known: string | undefined, revision: number): boolean {
  const etag = `W/"${String(revision)}"`;
  void reply.header('etag', etag).header('cache-control', 'no-cache');
  const same = known?.split(',').some((tag) => tag.trim() === etag) ?? false;
  if (same) void reply.status(304);
  return same;
}

function teamSummary({
  slug,
  name,
  walkers,
  raisedMinor,
  goalMinor,
  gifts,
}: TeamSummary): z.infer<typeof schemas.TeamSummary> {
  return { slug, name, walkers, raisedMinor, goalMinor, gifts };
}

function publicGift(gift: PublicGift): z.infer<typeof schemas.PublicGift> {
  return { ...gift, paidAt: gift.paidAt.toISOString() };
}

function languageOf(input: RawInput): Language {
  return isLanguage(input['language']) ? input['language'] : DEFAULT_LANGUAGE;
}

/** A registration whose every property is known, those of the further walkers of its list included. */
function knownRegistration(body: unknown): RawInput {
  const input = onlyKnown(schemas.RegistrationBody, body);
  const more = input['moreWalkers'];
  if (Array.isArray(more)) {
    for (const walker of more.slice(0, MOST_WALKERS)) onlyKnown(schemas.FurtherWalker, walker);
  }
  return input;
}

const Target = z.object({
  target: z.union(
    [
      z.strictObject({ kind: z.literal('edition') }),
      z.strictObject({ kind: z.enum(['team', 'walker']), slug: z.string().min(1).max(100) }),
    ],
    { error: (issue) => (issue.input === undefined ? 'REQUIRED' : 'CHOICE_INVALID') },
  ),
});

/** @throws {InputInvalidError} naming every faulty field, whom it is for included */
function giftOf(input: RawInput): DonationOrder {
  const target = Target.safeParse(input);
  if (target.success) return parseDonationOrder(input, target.data.target, languageOf(input));
  const faults = faultsOf(() => parseInput(Target, input));
  throw new InputInvalidError([
    ...faults,
    ...faultsOf(() => parseDonationOrder(input, { kind: 'edition' }, languageOf(input))),
  ]);
}

function faultsOf(read: () => unknown): readonly FieldError[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof InputInvalidError) return error.fields;
    throw error;
  }
}
