import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { writeAudit } from '../../audit/index.js';
import type { Edition } from '../../domain/edition.js';
import type { Language } from '../../domain/language.js';
import { includesRole, type Role } from '../../domain/roles.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { parseInput, rawInput, requiredLine } from '../../platform/http/input.js';
import { FIGURES, type PressSnapshot, PressSnapshots, SNAPSHOT_BOUNDS } from '../../press-snapshots/index.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { translatorOf } from '../shared/messages/translators.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import type { PageContext } from '../shared/page-context.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { CSV_BEGINNING, csvAmount, csvLine } from './csv-line.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { renderPressSnapshotPage, renderPressSnapshotsPage } from './pages/press-snapshots.js';

const HOME = '/organise/snapshots';

const Form = z.object({
  entry: z.uuid({ error: 'CHOICE_INVALID' }),
  title: requiredLine(SNAPSHOT_BOUNDS.title),
});

interface Desk extends WorkingOrganiser {
  readonly edition: Edition;
}

/** Which number is told to the press: freezing it, finding it again, comparing it. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/snapshots')
export class PressSnapshotsController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly snapshots: PressSnapshots,
    private readonly database: Database,
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
  async freeze(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, input['edition'], 'editor');
    let id: string;
    try {
      const { entry, title } = parseInput(Form, input);
      await this.snapshots.freeze(desk.edition, { id: entry, title }, desk.actor);
      id = entry;
    } catch (thrown) {
      await this.send(desk, request, reply, refusedForm(thrown, input, reply));
      return;
    }
    const query = new URLSearchParams({ language: languageOfRequest(request), edition: desk.edition.slug });
    void reply.redirect(`${HOME}/${id}?${query.toString()}`, 303);
  }

  /** `?with=` the id of another one, or `now`. */
  @Get(':snapshot')
  async open(
    @Param('snapshot') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition } = await this.desk(request, query['edition'], 'viewer');
    const [snapshot, all] = await Promise.all([this.snapshots.byId(edition, id), this.snapshots.list(edition)]);
    const wanted = query['with'];
    const beside =
      wanted === 'now'
        ? await this.snapshots.now(edition)
        : typeof wanted === 'string' && wanted !== ''
          ? await this.snapshots.byId(edition, wanted)
          : null;
    const others = all.filter((it) => it.id !== snapshot.id);
    sendPersonalPage(
      reply,
      renderPressSnapshotPage({ edition, snapshot, others, beside }, this.context(request, edition)),
    );
  }

  /** The same as a file, which is a line in the log. */
  @Get(':snapshot/figures.csv')
  async download(
    @Param('snapshot') id: string,
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, actor } = await this.desk(request, slug, 'viewer');
    const snapshot = await this.snapshots.byId(edition, id);
    await writeAudit(this.database, {
      editionId: edition.id,
      actor,
      action: 'export-snapshot',
      subject: { kind: 'snapshot', id: snapshot.id },
    });
    void reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="figures-${snapshot.id}.csv"`)
      .header('cache-control', 'private, no-store')
      .send(fileOf(snapshot, languageOfRequest(request)));
  }

  private async desk(request: FastifyRequest, slug: unknown, needed: Role): Promise<Desk> {
    const edition = await this.editions.named(slug);
    return { edition, ...(await this.organisers.require(request, edition, needed)) };
  }

  private async send(
    { edition, role }: Desk,
    request: FastifyRequest,
    reply: FastifyReply,
    refused: RefusedForm | null,
  ): Promise<void> {
    const [now, snapshots] = await Promise.all([this.snapshots.now(edition), this.snapshots.list(edition)]);
    const form = refused?.form ?? EMPTY_FORM;
    if (refused !== null) void reply.status(refused.status);
    sendPersonalPage(
      reply,
      renderPressSnapshotsPage(
        {
          edition,
          now,
          snapshots,
          mayFreeze: includesRole(role, 'editor'),
          form: { ...form, values: { entry: uuidv7(), ...form.values } },
          error: refused?.error ?? null,
        },
        this.context(request, edition),
      ),
    );
  }

  private context(request: FastifyRequest, edition: Edition): PageContext {
    return {
      language: languageOfRequest(request),
      editionSlug: edition.slug,
      path: HOME,
      publicUrl: this.config.publicUrl,
    };
  }
}

/** A line for each figure; amounts as plain numbers, the time in UTC. */
function fileOf({ title, takenAt, figures }: PressSnapshot, language: Language): string {
  const t = translatorOf(language);
  return [
    CSV_BEGINNING,
    csvLine(language, [title, takenAt.toISOString()]),
    csvLine(language, [t('snapshot.figure'), t('snapshot.amount')]),
    ...FIGURES.map(({ key, kind }) =>
      csvLine(language, [
        t(`snapshot.figure.${key}`),
        kind === 'money' ? csvAmount(language, figures[key]) : String(figures[key]),
      ]),
    ),
  ].join('');
}
