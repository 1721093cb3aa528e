import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { registrationState } from '../../domain/edition.js';
import { InputInvalidError } from '../../domain/errors.js';
import { includesRole } from '../../domain/roles.js';
import {
  CloneEdition,
  type EditionRules,
  OpenAndClose,
  ReadRules,
  ReminderSchedules,
  WINDOWS,
} from '../../edition-rules/index.js';
import { TellNextEdition } from '../../next-edition/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { day, optionalLine, parseInput, rawInput, type RawInput, requiredLine } from '../../platform/http/input.js';
import { momentOfBelgianClock } from '../../platform/i18n/index.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import type { PageContext } from '../shared/page-context.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { cloneValues, renderClonePage } from './pages/clone-edition.js';
import { renderEditionPage } from './pages/edition.js';
import { renderEditionsPage } from './pages/editions.js';

const version = z.coerce.number().int().min(1).max(1_000_000_000).catch(0);
const WindowForm = z.object({
  act: z.enum(['open', 'close'], { error: 'CHOICE_INVALID' }),
  window: z.enum(WINDOWS, { error: 'CHOICE_INVALID' }),
  until: optionalLine(30),
  version,
});
const CloneForm = z.object({
  slug: requiredLine(63).pipe(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, { error: 'ADDRESS_INVALID' })),
  walkOn: day,
  'title.nl': requiredLine(80),
  'title.fr': requiredLine(80),
  'title.en': requiredLine(80),
});
const ReminderForm = z.object({ sendAt: requiredLine(30) });

interface Desk extends WorkingOrganiser {
  readonly rules: EditionRules;
  readonly context: PageContext;
}

/** The editions: what there is, next year's from this year's, opening, closing, and the archive. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/editions')
export class EditionsController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly rules: ReadRules,
    private readonly cloneEdition: CloneEdition,
    private readonly openAndClose: OpenAndClose,
    private readonly reminders: ReminderSchedules,
    private readonly tellNextEdition: TellNextEdition,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async list(
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.named(slug);
    await this.organisers.require(request, edition, 'viewer');
    const editions = await this.rules.list(new Date());
    sendPersonalPage(
      reply,
      renderEditionsPage(
        { editions, heading: edition.title },
        {
          language: languageOfRequest(request),
          editionSlug: edition.slug,
          path: '/organise/editions',
          publicUrl: this.config.publicUrl,
        },
      ),
    );
  }

  @Get(':slug')
  async show(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.send(await this.desk(request, slug, 'viewer'), request, reply, null);
  }

  /** Opens or closes registration or giving, as of now. */
  @Post(':slug/windows')
  async window(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    await this.act(slug, input, request, reply, async ({ rules, actor }) => {
      const form = parseInput(WindowForm, input);
      const order = { editionId: rules.id, version: form.version, actor };
      if (form.act === 'close') await this.openAndClose.close(form.window, order);
      else await this.openAndClose.open(form.window, momentIn(form.until, 'until'), order);
      return form.act === 'close' ? 'closed' : 'opened';
    });
  }

  /** Into the archive, and out of it. */
  @Post(':slug/archive')
  async archive(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    await this.act(slug, input, request, reply, async ({ rules, actor }) => {
      const order = { editionId: rules.id, version: version.parse(input['version']), actor };
      if (rules.state === 'archived') await this.openAndClose.unarchive(order);
      else await this.openAndClose.archive(order);
      return rules.state === 'archived' ? 'unarchived' : 'archived';
    });
  }

  /** Tells whoever asked for it that this edition is open; each once. */
  @Post(':slug/tell')
  async tell(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act(slug, rawInput(body), request, reply, async ({ actor }) => {
      await this.tellNextEdition.execute(await this.editions.named(slug), actor, new Date());
      return 'told';
    });
  }

  @Post(':slug/reminders')
  async remind(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    await this.act(slug, input, request, reply, async ({ rules, actor }) => {
      const { sendAt } = parseInput(ReminderForm, input);
      const moment = momentIn(sendAt, 'sendAt');
      if (moment !== null) await this.reminders.add(rules.id, moment, actor);
      return 'scheduled';
    });
  }

  @Post(':slug/reminders/:schedule/cancel')
  async cancelReminder(
    @Param('slug') slug: string,
    @Param('schedule') schedule: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act(slug, rawInput(body), request, reply, async ({ rules, actor }) => {
      await this.reminders.cancel(rules.id, schedule, actor);
      return 'cancelled';
    });
  }

  @Get(':slug/clone')
  async askClone(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { rules, context } = await this.desk(request, slug, 'admin');
    const form = { ...EMPTY_FORM, values: cloneValues(rules) };
    sendPersonalPage(
      reply,
      renderClonePage({ rules, form, error: null }, { ...context, path: `${context.path}/clone` }),
    );
  }

  /** Who makes an edition from one of which they are admin is admin of the new one as well. */
  @Post(':slug/clone')
  async clone(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const { rules, context, everywhere, actor, signedIn } = await this.desk(request, slug, 'admin');
    try {
      const form = parseInput(CloneForm, input);
      await this.cloneEdition.execute({
        fromEditionId: rules.id,
        slug: form.slug,
        title: { nl: form['title.nl'], fr: form['title.fr'], en: form['title.en'] },
        walkOn: form.walkOn,
        actor,
        admins: everywhere === 'admin' ? null : (signedIn?.accountId ?? null),
      });
      void reply.redirect(addressOf(form.slug, context, 'cloned'), 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      sendPersonalPage(
        reply.status(status),
        renderClonePage({ rules, form, error }, { ...context, path: `${context.path}/clone` }),
      );
    }
  }

  /** An admin's act on an edition, after which its page is shown: with what was done, or with what is wrong. */
  private async act(
    slug: string,
    input: RawInput,
    request: FastifyRequest,
    reply: FastifyReply,
    work: (desk: Desk) => Promise<string>,
  ): Promise<void> {
    const desk = await this.desk(request, slug, 'admin');
    try {
      void reply.redirect(addressOf(slug, desk.context, await work(desk)), 303);
    } catch (thrown) {
      const refused = refusedForm(thrown, input, reply);
      await this.send({ ...desk, rules: await this.rules.of(slug, new Date()) }, request, reply, refused);
    }
  }

  private async desk(request: FastifyRequest, slug: string, needed: 'viewer' | 'admin'): Promise<Desk> {
    const edition = await this.editions.named(slug);
    const organiser = await this.organisers.require(request, edition, needed);
    return {
      ...organiser,
      rules: await this.rules.of(edition.slug, new Date()),
      context: {
        language: languageOfRequest(request),
        editionSlug: edition.slug,
        path: `/organise/editions/${edition.slug}`,
        publicUrl: this.config.publicUrl,
      },
    };
  }

  private async send(
    { rules, role, context }: Desk,
    request: FastifyRequest,
    reply: FastifyReply,
    refused: RefusedForm | null,
  ): Promise<void> {
    const edition = await this.editions.named(rules.slug);
    const open = rules.state === 'public' && registrationState(edition, new Date()) === 'open';
    const [schedules, waiting] = await Promise.all([
      this.reminders.of(rules.id),
      open ? this.tellNextEdition.waiting(edition) : 0,
    ]);
    const { done } = request.query as { done?: unknown };
    if (refused !== null) void reply.status(refused.status);
    sendPersonalPage(
      reply,
      renderEditionPage(
        {
          rules,
          edition,
          schedules,
          waiting,
          mayChange: includesRole(role, 'admin'),
          form: refused?.form ?? EMPTY_FORM,
          error: refused?.error ?? null,
          done: typeof done === 'string' ? done : null,
        },
        context,
      ),
    );
  }
}

function addressOf(slug: string, { language }: PageContext, done: string): string {
  return `/organise/editions/${slug}?${new URLSearchParams({ language, edition: slug, done }).toString()}`;
}

/** A moment on the clock of Belgium; `null` where nothing was typed. @throws {InputInvalidError} */
function momentIn(typed: string | null, field: string): Date | null {
  if (typed === null) return null;
  const moment = momentOfBelgianClock(typed.slice(0, 16));
  if (moment === null) throw new InputInvalidError([{ field, code: 'TIME_INVALID' }]);
  return moment;
}
