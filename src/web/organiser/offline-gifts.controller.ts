import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { InputInvalidError } from '../../domain/errors.js';
import { includesRole, type Role } from '../../domain/roles.js';
import type { GiftTo } from '../../donations/index.js';
import {
  DecideOfflineGift,
  EnterOfflineGift,
  parseOfflineGiftOrder,
  ReadOfflineGifts,
} from '../../offline-gifts/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { optionalLine, parseInput, rawInput, type RawInput, requiredLine } from '../../platform/http/input.js';
import { dayInBelgium } from '../../platform/i18n/index.js';
import { ReadTeams } from '../../teams/index.js';
import { ReadTotals } from '../../totals/index.js';
import { ReadWalkers } from '../../walkers/index.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import type { PageContext } from '../shared/page-context.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { renderOfflineGiftPage } from './pages/offline-gift.js';
import { type OfflineGiftPlace, renderOfflineGiftFormPage } from './pages/offline-gift-form.js';
import { renderOfflineGiftsPage } from './pages/offline-gifts.js';

const PAGE_SIZE = 50;
/** Of teams and of walkers that a name finds. */
const MOST_MATCHES = 8;

const ReasonForm = z.object({ reason: requiredLine(300) });
const PlaceForm = z.object({ for: optionalLine(100), to: optionalLine(120) });

const HOME = '/organise/offline-gifts';

interface Desk extends WorkingOrganiser {
  readonly edition: Edition;
}

/** Where the gift goes, or whom it might be for while that is not clear. */
type Destination =
  | { readonly to: GiftTo }
  | { readonly to: null; readonly error: InputInvalidError; readonly places: readonly OfflineGiftPlace[] };

/** Cash, cheques and transfers: entered by one person, verified by another. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/offline-gifts')
export class OfflineGiftsController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly gifts: ReadOfflineGifts,
    private readonly enter: EnterOfflineGift,
    private readonly decide: DecideOfflineGift,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
    private readonly totals: ReadTotals,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** `?all=yes` shows what was decided as well; `?before=` goes on where the page before ended. */
  @Get()
  async list(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, role } = await this.desk(request, query['edition'], 'viewer');
    const all = query['all'] === 'yes';
    const before = z.uuid().safeParse(query['before']);
    const [found, waiting] = await Promise.all([
      this.gifts.page(edition, {
        waiting: !all,
        before: before.success ? before.data : null,
        limit: PAGE_SIZE + 1,
      }),
      this.gifts.waiting(edition),
    ]);
    const gifts = found.slice(0, PAGE_SIZE);
    sendPersonalPage(
      reply,
      renderOfflineGiftsPage(
        {
          edition,
          all,
          waiting,
          gifts,
          mayEnter: includesRole(role, 'editor'),
          done: query['done'] === 'entered',
          next: found.length > PAGE_SIZE ? (gifts.at(-1)?.id ?? null) : null,
        },
        this.context(request, edition, HOME),
      ),
    );
  }

  @Get('new')
  async form(
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition } = await this.desk(request, slug, 'editor');
    const values = {
      entry: uuidv7(),
      method: 'cash',
      receivedOn: dayInBelgium(new Date()),
      language: languageOfRequest(request),
    };
    sendPersonalPage(
      reply,
      renderOfflineGiftFormPage(
        { edition, places: [], form: { ...EMPTY_FORM, values }, error: null },
        this.context(request, edition, `${HOME}/new`),
      ),
    );
  }

  @Post('new')
  async store(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    const { edition, actor } = await this.desk(request, input['edition'], 'editor');
    const destination = await this.destinationOf(edition, input);
    try {
      const order = orderOf(input, destination);
      await this.enter.execute(edition, order, actor);
      void reply.redirect(`${HOME}?${this.query(request, edition, 'entered')}`, 303);
    } catch (thrown) {
      const refused = refusedForm(thrown, input, reply);
      void reply.status(refused.status);
      sendPersonalPage(
        reply,
        renderOfflineGiftFormPage(
          { edition, places: 'places' in destination ? destination.places : [], ...refused },
          this.context(request, edition, `${HOME}/new`),
        ),
      );
    }
  }

  @Get(':gift')
  async show(
    @Param('gift') id: string,
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(await this.desk(request, slug, 'viewer'), id, request, reply, null);
  }

  @Post(':gift/verify')
  async verify(
    @Param('gift') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act('verified', id, rawInput(body), request, reply, async ({ edition, actor }) => {
      await this.decide.verify(edition, id, actor);
    });
  }

  @Post(':gift/reject')
  async reject(
    @Param('gift') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    await this.act('rejected', id, input, request, reply, async ({ edition, actor }) => {
      await this.decide.reject(edition, id, parseInput(ReasonForm, input).reason, actor);
    });
  }

  @Post(':gift/reverse')
  async reverse(
    @Param('gift') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    await this.act('reversed', id, input, request, reply, async ({ edition, actor }) => {
      await this.decide.reverse(edition, id, parseInput(ReasonForm, input).reason, actor);
    });
  }

  /** What finance decides: done, and back to the gift; or the page again with what was in the way. */
  private async act(
    done: string,
    id: string,
    input: RawInput,
    request: FastifyRequest,
    reply: FastifyReply,
    deed: (desk: Desk) => Promise<void>,
  ): Promise<void> {
    const desk = await this.desk(request, input['edition'], 'finance');
    try {
      await deed(desk);
      void reply.redirect(`${HOME}/${encodeURIComponent(id)}?${this.query(request, desk.edition, done)}`, 303);
    } catch (thrown) {
      await this.send(desk, id, request, reply, refusedForm(thrown, input, reply));
    }
  }

  /** A chosen place, else the only one that the typed name finds; nothing typed is the whole walk. */
  private async destinationOf(edition: Edition, input: RawInput): Promise<Destination> {
    const typed = PlaceForm.safeParse(input);
    const { for: name, to } = typed.success ? typed.data : { for: null, to: null };
    if (to === 'edition' || (name === null && to === null)) return { to: { kind: 'edition' } };
    const places = name === null ? [] : await this.places(edition, name);
    const [kind, slug] = to?.split('/', 2) ?? [];
    if (to !== null && (kind === 'team' || kind === 'walker') && slug !== undefined && slug !== '') {
      // The name may have been corrected after the choice: what is typed now decides.
      if (name === null || places.some((place) => place.kind === kind && place.slug === slug)) {
        return { to: { kind, slug } };
      }
    }
    const [first, second] = places;
    if (first !== undefined && second === undefined) return { to: { kind: first.kind, slug: first.slug } };
    const code = first === undefined ? 'NOT_FOUND_BY_NAME' : 'SEVERAL_FOUND';
    return { to: null, error: new InputInvalidError([{ field: 'for', code }]), places };
  }

  private async places(edition: Edition, name: string): Promise<OfflineGiftPlace[]> {
    const [teams, walkers] = await Promise.all([
      this.teams.search(edition, name, MOST_MATCHES),
      this.walkers.search(edition, name, MOST_MATCHES),
    ]);
    const places = [
      ...walkers.map((it) => ({ kind: 'walker' as const, slug: it.slug, name: it.name })),
      ...teams.map((it) => ({ kind: 'team' as const, slug: it.slug, name: it.name })),
    ];
    const exact = places.filter((place) => place.name.toLowerCase() === name.toLowerCase());
    return exact.length === 1 ? exact : places;
  }

  private async desk(request: FastifyRequest, slug: unknown, needed: Role): Promise<Desk> {
    const edition = await this.editions.named(slug);
    return { edition, ...(await this.organisers.require(request, edition, needed)) };
  }

  private query(request: FastifyRequest, edition: Edition, done: string): string {
    return new URLSearchParams({ language: languageOfRequest(request), edition: edition.slug, done }).toString();
  }

  private context(request: FastifyRequest, edition: Edition, path: string): PageContext {
    return {
      language: languageOfRequest(request),
      editionSlug: edition.slug,
      path,
      publicUrl: this.config.publicUrl,
    };
  }

  private async send(
    { edition, role }: Desk,
    id: string,
    request: FastifyRequest,
    reply: FastifyReply,
    refused: RefusedForm | null,
  ): Promise<void> {
    const [gift, total] = await Promise.all([this.gifts.byId(edition, id), this.totals.ofEdition(edition)]);
    const { done } = request.query as { done?: unknown };
    if (refused !== null) void reply.status(refused.status);
    sendPersonalPage(
      reply,
      renderOfflineGiftPage(
        {
          edition,
          gift,
          raisedMinor: total.raisedMinor,
          mayDecide: includesRole(role, 'finance'),
          form: refused?.form ?? EMPTY_FORM,
          error: refused?.error ?? null,
          done: done === gift.state && gift.state !== 'entered' ? gift.state : null,
        },
        this.context(request, edition, `${HOME}/${encodeURIComponent(gift.id)}`),
      ),
    );
  }
}

/** All faults of the form at once, whom it is for among them. */
function orderOf(input: RawInput, destination: Destination) {
  if (destination.to !== null) return parseOfflineGiftOrder(input, destination.to, new Date());
  try {
    parseOfflineGiftOrder(input, { kind: 'edition' }, new Date());
  } catch (error) {
    if (!(error instanceof InputInvalidError)) throw error;
    throw new InputInvalidError([...destination.error.fields, ...error.fields]);
  }
  throw destination.error;
}
