import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import {
  CheckInCodes,
  type CheckInResult,
  CheckInWalkers,
  ReadCheckIn,
  type Scanner,
  type StartWalker,
} from '../../check-in/index.js';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import type { Language } from '../../domain/language.js';
import { ReadEditions } from '../../editions/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { optionalLine, parseInput, rawInput, type RawInput, requiredLine } from '../../platform/http/input.js';
import { OrganiserVisitors } from '../organiser/organiser-visitors.js';
import { CheckInLinks } from '../shared/check-in-links.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { checkInDetails, checkInSentence, checkInTone } from './check-in-words.js';
import { type CheckInWay, renderCheckInPage, renderOwnCodePage } from './pages/check-in.js';

const LATEST = 8;
/** Scans that a phone sends at once; it has the rest wait for the next time. */
const MOST_SCANS = 20;
const NAME_CHARACTERS = 60;
/** Cameras are asked for on this page alone; everything else stays closed as everywhere. */
const PERMISSIONS = 'camera=(self), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()';

const ByHand = z.object({ walker: requiredLine(40), scan: z.uuid({ error: 'CHOICE_INVALID' }) });
const FromPhone = z.object({
  scans: z
    .array(
      z.object({
        id: z.uuid({ error: 'CHOICE_INVALID' }),
        code: z.string().max(500),
        agoMs: z.number().min(0),
      }),
    )
    .min(1)
    .max(MOST_SCANS),
});

/** Somebody at the start: an organiser, or a volunteer with a link. */
interface Volunteer {
  readonly edition: Edition;
  readonly language: Language;
  /** `null` for a volunteer who has not said who they are. */
  readonly scanner: Scanner | null;
  readonly way: CheckInWay;
}

/** Checking walkers in: by camera, by name, and by a phone that has no connection for a while. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('check-in/:edition')
export class CheckInController {
  constructor(
    private readonly editions: ReadEditions,
    private readonly organisers: OrganiserVisitors,
    private readonly links: CheckInLinks,
    private readonly codes: CheckInCodes,
    private readonly checkIn: CheckInWalkers,
    private readonly read: ReadCheckIn,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The page; with a code in the address, what a walker's own camera opened. */
  @Get()
  async show(
    @Param('edition') slug: string,
    @Query() query: RawInput,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { code } = query;
    if (typeof code === 'string' && this.codes.walkerOf(code) !== null && !(await this.mayCheckIn(request, slug))) {
      const edition = await this.editions.bySlug(slug);
      sendPersonalPage(reply, renderOwnCodePage({ edition }, this.contextOf(request, edition)));
      return;
    }
    const volunteer = await this.require(request, slug, query);
    await this.send(volunteer, request, reply, query, null);
  }

  /** The page as a phone keeps it, to be opened without a connection: with nobody's name on it but the volunteer's own. */
  @Get('kept')
  async kept(
    @Param('edition') slug: string,
    @Query() query: RawInput,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, way } = await this.require(request, slug, query);
    const starts = await this.read.starts(edition);
    const view = { edition, way, starts, latest: [], find: '', found: null, result: null, scanIds: [], kept: true };
    void reply.header('permissions-policy', PERMISSIONS);
    sendPersonalPage(reply, renderCheckInPage(view, this.contextOf(request, edition)));
  }

  /** How many are checked in, for a page that stays true. */
  @Get('count')
  async count(
    @Param('edition') slug: string,
    @Query() query: RawInput,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.draftBySlug(slug);
    if (!(await this.links.isGood(edition, query['until'], query['proof'], new Date()))) {
      await this.organisers.require(request, edition, 'viewer');
    }
    void reply.header('cache-control', 'private, no-store').send({ checkedIn: await this.read.count(edition) });
  }

  /** A walker who was found by name: without a script too. */
  @Post()
  @HttpCode(200)
  async byHand(
    @Param('edition') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const volunteer = await this.require(request, slug, input);
    const { walker, scan } = parseInput(ByHand, input);
    const result = await this.checkIn.scan(
      volunteer.edition,
      { id: scan, of: { walkerId: walker }, agoMs: 0 },
      scannerOf(volunteer),
    );
    await this.send(volunteer, request, reply, input, result);
  }

  /** What a phone scanned, some of it a while ago; each is answered, and sent again is answered alike. */
  @Post('scans')
  @HttpCode(200)
  async fromPhone(
    @Param('edition') slug: string,
    @Body() body: unknown,
    @Query() query: RawInput,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const volunteer = await this.require(request, slug, query);
    const { scans } = parseInput(FromPhone, rawInput(body));
    const answers = [];
    for (const { id, code, agoMs } of scans) {
      const result = await this.checkIn.scan(volunteer.edition, { id, of: { code }, agoMs }, scannerOf(volunteer));
      answers.push({
        id,
        outcome: result.outcome,
        tone: checkInTone(result),
        text: checkInSentence(volunteer.language, result),
        details: checkInDetails(volunteer.language, result),
      });
    }
    const checkedIn = await this.read.count(volunteer.edition);
    void reply.header('cache-control', 'private, no-store').send({ answers, checkedIn });
  }

  private async mayCheckIn(request: FastifyRequest, slug: string): Promise<boolean> {
    try {
      await this.organisers.require(request, await this.editions.draftBySlug(slug), 'editor');
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }

  /** @throws {DomainError} as `OrganiserVisitors.require`, for who has neither a good link nor the role */
  private async require(request: FastifyRequest, slug: string, input: RawInput): Promise<Volunteer> {
    const edition = await this.editions.draftBySlug(slug);
    const language = languageOfRequest(request);
    const { until, proof } = input;
    if (await this.links.isGood(edition, until, proof, new Date())) {
      const name = optionalLine(NAME_CHARACTERS).catch(null).parse(input['who']);
      return {
        edition,
        language,
        scanner: name === null ? null : { actor: { kind: 'key', name: `check-in link: ${name}` }, name },
        way: { kind: 'link', until: String(until), proof: String(proof), who: name },
      };
    }
    const { actor } = await this.organisers.require(request, edition, 'editor');
    return { edition, language, scanner: { actor, name: actor.name }, way: { kind: 'organiser' } };
  }

  private async send(
    { edition, scanner, way }: Volunteer,
    request: FastifyRequest,
    reply: FastifyReply,
    asked: RawInput,
    byHand: CheckInResult | null,
  ): Promise<void> {
    const q = optionalLine(100).catch(null).parse(asked['q']) ?? '';
    const [starts, latest, found] = await Promise.all([
      this.read.starts(edition),
      scanner === null ? [] : this.read.latest(edition, LATEST),
      scanner === null ? null : this.foundBy(edition, q, asked['code']),
    ]);
    const result = byHand;
    const scanIds = (found ?? []).map(() => uuidv7());
    const view = { edition, way, starts, latest, find: q, found, result, scanIds, kept: false };
    void reply.header('permissions-policy', PERMISSIONS);
    sendPersonalPage(reply, renderCheckInPage(view, this.contextOf(request, edition)));
  }

  /** By name, or the one whose address an organiser's own camera opened. */
  private async foundBy(edition: Edition, q: string, code: unknown): Promise<StartWalker[] | null> {
    if (typeof code !== 'string') return q === '' ? null : this.read.find(edition, q);
    const walkerId = this.codes.walkerOf(code);
    const walker = walkerId === null ? null : await this.read.ofWalker(edition, walkerId);
    return walker === null ? [] : [walker];
  }

  private contextOf(request: FastifyRequest, { slug }: Edition) {
    return {
      language: languageOfRequest(request),
      editionSlug: slug,
      path: `/check-in/${encodeURIComponent(slug)}`,
      publicUrl: this.config.publicUrl,
    };
  }
}

/** @throws {DomainError} `NOT_ALLOWED` for a volunteer who has not said who they are */
function scannerOf({ scanner }: Volunteer): Scanner {
  if (scanner === null) throw new DomainError('NOT_ALLOWED', 'A volunteer says who they are first');
  return scanner;
}
