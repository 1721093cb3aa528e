import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { DomainError, type FieldError, InputInvalidError } from '../../domain/errors.js';
import { type Language, LANGUAGES } from '../../domain/language.js';
import { includesRole, type Role } from '../../domain/roles.js';
import {
  type Mailing,
  MAILING_OUTCOMES,
  Mailings,
  parseMailingOrder,
  ReadMailingResults,
  segmentNamed,
  SEGMENTS,
} from '../../mailings/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { rawInput, type RawInput } from '../../platform/http/input.js';
import { momentOfBelgianClock } from '../../platform/i18n/index.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import type { PageContext } from '../shared/page-context.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { renderMailingPage } from './pages/mailing.js';
import { narrowingValue, renderMailingFormPage } from './pages/mailing-form.js';
import { renderMailingsPage } from './pages/mailings.js';

const HOME = '/organise/mailings';
const RESULTS = 100;

interface Desk extends WorkingOrganiser {
  readonly edition: Edition;
  readonly context: PageContext;
}

/** What organisers write to many. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/mailings')
export class MailingsController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly mailings: Mailings,
    private readonly results: ReadMailingResults,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async list(
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context, role } = await this.desk(request, slug, 'viewer');
    const all = { typeCode: null, slot: null };
    const segments = await Promise.all(
      SEGMENTS.map(async (segment) => ({
        segment,
        count: await this.mailings.count(edition, { segment: segment.name, narrowing: all }),
      })),
    );
    const mailings = await this.mailings.list(edition);
    const view = { edition, mailings, segments, mayChange: includesRole(role, 'editor') };
    sendPersonalPage(reply, renderMailingsPage(view, context));
  }

  @Get('new')
  async begin(
    @Query('edition') slug: unknown,
    @Query('segment') name: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context } = await this.desk(request, slug, 'editor');
    const segment = requiredSegment(name);
    const form = { ...EMPTY_FORM, values: { entry: uuidv7() } };
    sendPersonalPage(reply, renderMailingFormPage({ edition, segment, mailing: null, form, error: null }, context));
  }

  @Post()
  async write(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, input['edition'], 'editor');
    const segment = requiredSegment(input['segment']);
    const id = z.uuid().safeParse(input['entry']);
    if (!id.success) throw new DomainError('MAILING_NOT_FOUND', 'No id');
    try {
      await this.mailings.write(desk.edition, id.data, segment, parseMailingOrder(input), desk.actor);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      void reply.status(status);
      const view = { edition: desk.edition, segment, mailing: null, form, error };
      sendPersonalPage(reply, renderMailingFormPage(view, desk.context));
      return;
    }
    this.goTo(desk, id.data, reply, 'kept');
  }

  @Get(':mailing')
  async show(
    @Param('mailing') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const desk = await this.desk(request, query['edition'], 'viewer');
    await this.sendMailing(desk, await this.mailings.byId(desk.edition, id), query, reply, null);
  }

  @Get(':mailing/text')
  async edit(
    @Param('mailing') id: string,
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context } = await this.desk(request, slug, 'editor');
    const mailing = await this.mailings.byId(edition, id);
    const form = { values: valuesOf(mailing), errors: [] };
    const view = { edition, segment: requiredSegment(mailing.segment), mailing, form, error: null };
    sendPersonalPage(reply, renderMailingFormPage(view, context));
  }

  @Post(':mailing/text')
  async change(
    @Param('mailing') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, input['edition'], 'editor');
    const mailing = await this.mailings.byId(desk.edition, id);
    try {
      await this.mailings.change(desk.edition, id, Number(input['version']), parseMailingOrder(input), desk.actor);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      void reply.status(status);
      const view = { edition: desk.edition, segment: requiredSegment(mailing.segment), mailing, form, error };
      sendPersonalPage(reply, renderMailingFormPage(view, desk.context));
      return;
    }
    this.goTo(desk, id, reply, 'kept');
  }

  @Post(':mailing/test')
  async test(
    @Param('mailing') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const desk = await this.desk(request, rawInput(body)['edition'], 'editor');
    // Whoever holds the organisers' key has told nobody their address.
    if (desk.signedIn === null) throw new DomainError('PAGE_NOT_FOUND', 'Nobody to send it to');
    const { email } = desk.signedIn;
    await this.mailings.test(desk.edition, id, { email, language: desk.context.language });
    this.goTo(desk, id, reply, 'tested');
  }

  @Post(':mailing/schedule')
  async schedule(
    @Param('mailing') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, input['edition'], 'editor');
    const mailing = await this.mailings.byId(desk.edition, id);
    try {
      const now = new Date();
      const order = { version: Number(input['version']), sendAt: sendAtOf(input, now), now };
      await this.mailings.schedule(desk.edition, id, order, desk.actor);
    } catch (thrown) {
      await this.sendMailing(desk, mailing, {}, reply, refusedForm(thrown, input, reply));
      return;
    }
    this.goTo(desk, id, reply, 'scheduled');
  }

  @Post(':mailing/stop')
  async stop(
    @Param('mailing') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const desk = await this.desk(request, rawInput(body)['edition'], 'editor');
    await this.mailings.stop(desk.edition, id, desk.actor);
    this.goTo(desk, id, reply, 'stopped');
  }

  private async sendMailing(
    { edition, context, role, signedIn }: Desk,
    mailing: Mailing,
    query: Readonly<Record<string, unknown>>,
    reply: FastifyReply,
    refused: RefusedForm | null,
  ): Promise<void> {
    const begun = mailing.begunAt !== null;
    const only = MAILING_OUTCOMES.find((outcome) => outcome === query['outcome']) ?? null;
    const after = z.uuid().safeParse(query['after']).data ?? null;
    const [count, person, counts, found] = await Promise.all([
      begun ? null : this.mailings.count(edition, mailing),
      this.mailings.sample(edition, mailing),
      begun ? this.results.counts(mailing.id) : null,
      begun ? this.results.page(mailing.id, { only, after, limit: RESULTS + 1 }) : [],
    ]);
    if (refused !== null) void reply.status(refused.status);
    const results = found.slice(0, RESULTS);
    sendPersonalPage(
      reply,
      renderMailingPage(
        {
          edition,
          mailing,
          segment: requiredSegment(mailing.segment),
          count,
          person: person ?? null,
          counts,
          results,
          only,
          after: found.length > RESULTS ? (results.at(-1)?.id ?? null) : null,
          mayChange: includesRole(role, 'editor'),
          ownEmail: signedIn?.email ?? null,
          form: refused?.form ?? EMPTY_FORM,
          error: refused?.error ?? null,
          done: typeof query['done'] === 'string' ? query['done'] : null,
        },
        context,
      ),
    );
  }

  private goTo({ edition, context }: Desk, id: string, reply: FastifyReply, done: string): void {
    const query = new URLSearchParams({ language: context.language, edition: edition.slug, done });
    void reply.redirect(`${HOME}/${id}?${query.toString()}`, 303);
  }

  private async desk(request: FastifyRequest, slug: unknown, needed: Role): Promise<Desk> {
    const edition = await this.editions.named(slug);
    const organiser = await this.organisers.require(request, edition, needed);
    const language: Language = languageOfRequest(request);
    const context = { language, editionSlug: edition.slug, path: HOME, publicUrl: this.config.publicUrl };
    return { edition, context, ...organiser };
  }
}

/** @throws {DomainError} `PAGE_NOT_FOUND` */
function requiredSegment(name: unknown) {
  const segment = segmentNamed(name);
  if (segment === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No such segment');
  return segment;
}

function valuesOf({ texts, narrowing, version }: Mailing): Record<string, string> {
  return {
    narrowing: narrowingValue(narrowing),
    version: String(version),
    ...Object.fromEntries(
      LANGUAGES.flatMap((language) => [
        [`subject-${language}`, texts[language]?.subject ?? ''],
        [`body-${language}`, texts[language]?.body ?? ''],
      ]),
    ),
  };
}

/** All that is wrong at once. @returns `null` for now @throws {InputInvalidError} */
function sendAtOf(input: RawInput, now: Date): Date | null {
  const faults: FieldError[] = [];
  if (input['sure'] !== 'yes') faults.push({ field: 'sure', code: 'MUST_ACCEPT' });
  const typed = typeof input['sendAt'] === 'string' ? input['sendAt'].trim() : '';
  const sendAt = momentOfBelgianClock(typed);
  if (typed !== '' && sendAt === null) faults.push({ field: 'sendAt', code: 'DATE_INVALID' });
  else if (sendAt !== null && sendAt < now) faults.push({ field: 'sendAt', code: 'MUST_BE_LATER' });
  if (faults.length > 0) throw new InputInvalidError(faults);
  return sendAt;
}
