import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { DomainError, InputInvalidError } from '../../domain/errors.js';
import type { AccountId } from '../../domain/ids.js';
import type { Language } from '../../domain/language.js';
import { includesRole } from '../../domain/roles.js';
import { ExportSchedules, type PlanOwner, SCHEDULE_TARGETS } from '../../exports/index.js';
import { EXPORT_FORMATS, listQueryFrom, LISTS, PRESETS, SavedViews } from '../../lists/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { parseInput, rawInput, type RawInput } from '../../platform/http/input.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { translatorOf } from '../shared/messages/translators.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { wordsToKeep } from './export-words.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { renderExportSchedulesPage, type ViewChoice } from './pages/export-schedules.js';

const HOME = '/organise/export-schedules';

const Form = z.object({
  entry: z.uuid({ error: 'CHOICE_INVALID' }),
  view: z.string({ error: 'REQUIRED' }).min(1, { error: 'REQUIRED' }).max(100, { error: 'CHOICE_INVALID' }),
  format: z.enum(EXPORT_FORMATS, { error: 'CHOICE_INVALID' }),
  /** `daily`, or a weekday from 1, which is Monday. */
  rhythm: z.union([z.literal('daily'), z.coerce.number().int().min(1).max(7)], { error: 'CHOICE_INVALID' }),
  hour: z.coerce.number({ error: 'CHOICE_INVALID' }).int({ error: 'CHOICE_INVALID' }).min(0).max(23),
  goesTo: z.enum(SCHEDULE_TARGETS, { error: 'CHOICE_INVALID' }),
});

/** A choice with what it asks of its list. */
interface KnownView extends ViewChoice {
  readonly asked: string;
}

interface Desk extends WorkingOrganiser {
  readonly edition: Edition;
  readonly language: Language;
}

/** Files of lists that are made by the day or the week. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/export-schedules')
export class ExportSchedulesController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly schedules: ExportSchedules,
    private readonly views: SavedViews,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async show(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(await this.desk(query['edition'], request), reply);
  }

  /** The file goes to whoever plans it, and has what their role may see on the day when it is made. */
  @Post()
  async plan(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(input['edition'], request);
    const { edition, language, actor, role } = desk;
    try {
      const { entry, view, format, rhythm, hour, goesTo } = parseInput(Form, input);
      const chosen = (await this.choices(desk)).find(({ value }) => value === view);
      const list = LISTS.find(({ name }) => name === chosen?.list);
      if (chosen === undefined || list === undefined) throw invalid('view');
      const query = listQueryFrom(list, chosen.asked, includesRole(role, 'editor'));
      await this.schedules.plan(
        edition,
        {
          id: entry,
          name: chosen.name,
          list,
          query,
          format,
          words: wordsToKeep({ language, edition, list, query, actor }),
          weekday: rhythm === 'daily' ? null : rhythm,
          hour,
          goesTo,
          owner: { accountId: accountOf(desk) },
        },
        actor,
        new Date(),
      );
    } catch (thrown) {
      await this.send(desk, reply, { refused: refusedForm(thrown, input, reply), input });
      return;
    }
    this.back(desk, reply);
  }

  /** One's own, and for editors anybody's. */
  @Post(':schedule/stop')
  async stop(
    @Param('schedule') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const desk = await this.desk(rawInput(body)['edition'], request);
    await this.schedules.stop(desk.edition, id, this.whose(desk), desk.actor);
    this.back(desk, reply);
  }

  private async send(
    desk: Desk,
    reply: FastifyReply,
    again?: { readonly refused: RefusedForm; readonly input: RawInput },
  ): Promise<void> {
    const { edition, language, signedIn } = desk;
    if (again !== undefined) void reply.status(again.refused.status);
    sendPersonalPage(
      reply,
      renderExportSchedulesPage(
        {
          edition,
          schedules: await this.schedules.list(edition, this.whose(desk)),
          choices: await this.choices(desk),
          mayPlan: signedIn !== null,
          hasBucket: this.schedules.hasBucket(),
          entry: again?.refused.form.values['entry'] ?? uuidv7(),
          form: again?.refused.form ?? EMPTY_FORM,
          error: again?.refused.error ?? null,
        },
        { language, editionSlug: edition.slug, path: HOME, publicUrl: this.config.publicUrl },
      ),
    );
  }

  private async choices({ edition, actor, language }: Desk): Promise<KnownView[]> {
    const t = translatorOf(language);
    const saved = await this.views.visibleTo(actor, edition);
    return [
      ...PRESETS.map(({ name, list, asked }) => ({
        value: `preset:${name}`,
        name: t(`views.preset.${name}`),
        list,
        asked: new URLSearchParams(asked.map(([key, value]) => [key, value])).toString(),
      })),
      ...saved.map(({ id, name, list, asked }) => ({ value: `saved:${id}`, name, list, asked })),
    ];
  }

  private whose({ role, signedIn }: Desk): PlanOwner | 'everybody' {
    return includesRole(role, 'editor') || signedIn === null ? 'everybody' : { accountId: signedIn.accountId };
  }

  private async desk(slug: unknown, request: FastifyRequest): Promise<Desk> {
    const edition = await this.editions.named(slug);
    const organiser = await this.organisers.require(request, edition, 'viewer');
    return { edition, language: languageOfRequest(request), ...organiser };
  }

  private back({ edition, language }: Desk, reply: FastifyReply): void {
    const query = new URLSearchParams({ language, edition: edition.slug });
    void reply.redirect(`${HOME}?${query.toString()}`, 303);
  }
}

/** Whose role is looked up on the day; the key of the first day is nobody's. */
function accountOf({ signedIn }: Desk): AccountId {
  if (signedIn === null) throw new DomainError('SIGN_IN_REQUIRED', 'A plan is somebody’s');
  return signedIn.accountId;
}

function invalid(field: string): InputInvalidError {
  return new InputInvalidError([{ field, code: 'CHOICE_INVALID' }]);
}
