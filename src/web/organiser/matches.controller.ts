import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { type FieldError, InputInvalidError } from '../../domain/errors.js';
import { includesRole, type Role } from '../../domain/roles.js';
import type { GiftTo } from '../../donations/index.js';
import { MATCH_BOUNDS, Matches, type MatchOrder } from '../../matching/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import {
  day,
  optionalLine,
  parseEuros,
  parseInput,
  rawInput,
  type RawInput,
  requiredLine,
} from '../../platform/http/input.js';
import { dayInBelgium } from '../../platform/i18n/index.js';
import { ReadTeams } from '../../teams/index.js';
import { ReadWalkers } from '../../walkers/index.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { type MatchPlace, renderMatchesPage } from './pages/matches.js';

/** Of teams and of walkers that a name finds. */
const MOST_FOUND = 8;

const HOME = '/organise/matches';

const Form = z.object({
  entry: z.uuid({ error: 'CHOICE_INVALID' }),
  sponsor: requiredLine(MATCH_BOUNDS.sponsor),
  ratePercent: requiredLine(6),
  cap: requiredLine(30),
  firstDay: day,
  lastDay: day,
  for: optionalLine(100),
  to: optionalLine(120),
});

interface Desk extends WorkingOrganiser {
  readonly edition: Edition;
}

/** A form that was refused, with the places that its name may mean. */
interface Refused extends RefusedForm {
  readonly places: readonly MatchPlace[];
}

/** What sponsors add to gifts. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/matches')
export class MatchesController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly matches: Matches,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async show(
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(await this.desk(request, slug, 'viewer'), request, reply, null);
  }

  @Post()
  async begin(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, input['edition'], 'finance');
    const name = optionalLine(100).safeParse(input['for']);
    const places = name.success && name.data !== null ? await this.places(desk.edition, name.data) : null;
    try {
      await this.matches.begin(desk.edition, orderOf(input, places), desk.actor);
    } catch (thrown) {
      await this.send(desk, request, reply, { ...refusedForm(thrown, input, reply), places: places ?? [] });
      return;
    }
    this.back(desk, request, reply);
  }

  @Post(':match/close')
  async close(
    @Param('match') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, input['edition'], 'finance');
    try {
      await this.matches.close(desk.edition, id, desk.actor);
    } catch (thrown) {
      await this.send(desk, request, reply, { ...refusedForm(thrown, {}, reply), places: [] });
      return;
    }
    this.back(desk, request, reply);
  }

  private back({ edition }: Desk, request: FastifyRequest, reply: FastifyReply): void {
    const query = new URLSearchParams({ language: languageOfRequest(request), edition: edition.slug });
    void reply.redirect(`${HOME}?${query.toString()}`, 303);
  }

  private async desk(request: FastifyRequest, slug: unknown, needed: Role): Promise<Desk> {
    const edition = await this.editions.named(slug);
    return { edition, ...(await this.organisers.require(request, edition, needed)) };
  }

  private async places(edition: Edition, name: string): Promise<MatchPlace[]> {
    const [teams, walkers] = await Promise.all([
      this.teams.search(edition, name, MOST_FOUND),
      this.walkers.search(edition, name, MOST_FOUND),
    ]);
    const places = [
      ...teams.map((it) => ({ kind: 'team' as const, slug: it.slug, name: it.name })),
      ...walkers.map((it) => ({ kind: 'walker' as const, slug: it.slug, name: it.name })),
    ];
    const exact = places.filter((place) => place.name.toLowerCase() === name.toLowerCase());
    return exact.length === 1 ? exact : places;
  }

  private async send(
    { edition, role }: Desk,
    request: FastifyRequest,
    reply: FastifyReply,
    refused: Refused | null,
  ): Promise<void> {
    const now = new Date();
    const today = dayInBelgium(now);
    const fresh = { ratePercent: '100', firstDay: today, lastDay: today };
    const form = refused?.form ?? EMPTY_FORM;
    const matches = await this.matches.list(edition);
    if (refused !== null) void reply.status(refused.status);
    sendPersonalPage(
      reply,
      renderMatchesPage(
        {
          edition,
          now,
          matches,
          mayChange: includesRole(role, 'finance'),
          places: refused?.places ?? [],
          form: { ...form, values: { ...fresh, entry: uuidv7(), ...form.values } },
          error: refused?.error ?? null,
        },
        {
          language: languageOfRequest(request),
          editionSlug: edition.slug,
          path: HOME,
          publicUrl: this.config.publicUrl,
        },
      ),
    );
  }
}

/** @param places what the typed name finds; `null`: none was typed. @throws {InputInvalidError} */
function orderOf(input: RawInput, places: readonly MatchPlace[] | null): MatchOrder {
  const form = parseInput(Form, input);
  const faults: FieldError[] = [];
  const ratePercent = /^\d{1,4}$/.test(form.ratePercent) ? Number(form.ratePercent) : 0;
  if (ratePercent < MATCH_BOUNDS.leastPercent || ratePercent > MATCH_BOUNDS.mostPercent) {
    faults.push({ field: 'ratePercent', code: 'COUNT_INVALID' });
  }
  const capMinor = parseEuros(form.cap);
  if (capMinor === null || capMinor < 1 || capMinor > MATCH_BOUNDS.mostCapMinor) {
    faults.push({ field: 'cap', code: 'AMOUNT_INVALID' });
  }
  if (form.lastDay < form.firstDay) faults.push({ field: 'lastDay', code: 'DATE_INVALID' });
  const to = placeOf(form.to, places);
  if (to === null) faults.push({ field: 'for', code: places?.length === 0 ? 'NOT_FOUND_BY_NAME' : 'SEVERAL_FOUND' });
  if (faults.length > 0 || capMinor === null || to === null) throw new InputInvalidError(faults);
  const { sponsor, firstDay, lastDay } = form;
  return { id: form.entry, to, sponsor, ratePercent, capMinor, firstDay, lastDay };
}

function placeOf(chosen: string | null, places: readonly MatchPlace[] | null): GiftTo | null {
  if (places === null) return { kind: 'edition' };
  const place = places.length === 1 ? places[0] : places.find(({ kind, slug }) => `${kind}/${slug}` === chosen);
  return place === undefined ? null : { kind: place.kind, slug: place.slug };
}
