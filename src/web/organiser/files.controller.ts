import { Readable } from 'node:stream';
import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import type { ListExportId } from '../../domain/ids.js';
import { includesRole, type Role } from '../../domain/roles.js';
import { ExportLinks, type ListExport, ListExports } from '../../exports/index.js';
import { EXPORT_FORMATS, listQueryFrom, LISTS } from '../../lists/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { parseInput, rawInput } from '../../platform/http/input.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import type { PageContext } from '../shared/page-context.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage, sendStatus, wantsJson } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { attachedAs, EXPORT_CONTENT_TYPES } from './export-answers.js';
import { wordsToKeep } from './export-words.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { fileStatus, renderFilePage, renderFilesPage } from './pages/files.js';

const HOME = '/organise/files';

const Form = z.object({
  entry: z.uuid({ error: 'CHOICE_INVALID' }),
  list: z.enum(
    LISTS.map(({ name }) => name),
    { error: 'CHOICE_INVALID' },
  ),
  format: z.enum(EXPORT_FORMATS, { error: 'CHOICE_INVALID' }),
  asked: z.string({ error: 'CHARACTERS_INVALID' }).max(4_000, { error: 'TOO_LONG' }),
});

interface Desk extends WorkingOrganiser {
  readonly edition: Edition;
  readonly context: PageContext;
}

/** Lists as files that are made in the background. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/files')
export class FilesController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly files: ListExports,
    private readonly links: ExportLinks,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async list(
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context, role } = await this.desk(request, slug, 'viewer');
    const files = await this.files.list(edition, includesRole(role, 'editor'));
    sendPersonalPage(reply, renderFilesPage({ edition, files, seesLog: includesRole(role, 'admin') }, context));
  }

  /** What somebody may not see on the screen is in no file of theirs either. */
  @Post()
  async order(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    const { edition, context, role, actor, signedIn } = await this.desk(request, input['edition'], 'viewer');
    const { entry, list: name, format, asked } = parseInput(Form, input);
    const list = LISTS.find((it) => it.name === name);
    if (list === undefined) throw new DomainError('PAGE_NOT_FOUND', `No list ${name}`);
    const query = listQueryFrom(list, asked, includesRole(role, 'editor'));
    await this.files.order({
      id: entry as ListExportId,
      edition,
      list,
      query,
      format,
      words: wordsToKeep({ language: context.language, edition, list, query, actor }),
      actor,
      accountId: signedIn?.accountId ?? null,
      apiKeyId: null,
    });
    void reply.redirect(`${HOME}/${entry}?${queryOf(edition, context)}`, 303);
  }

  /** How far a file is, and where it can be fetched. */
  @Get(':file')
  async show(
    @Param('file') id: string,
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context, file } = await this.fileOf(request, slug, id);
    if (wantsJson(request.headers.accept)) {
      sendStatus(reply, fileStatus(file));
      return;
    }
    const signed = file.expiresAt === null ? null : this.links.signed(file.id, file.expiresAt);
    const href = signed === null ? null : `${HOME}/${file.id}/download?${queryOf(edition, context)}&${signed}`;
    sendPersonalPage(reply, renderFilePage({ edition, file, href }, context));
  }

  /** Asks for what is signed and for the role as well: a link that was passed on opens nothing to a stranger. */
  @Get(':file/download')
  async download(
    @Param('file') id: string,
    @Query() asked: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, file, actor } = await this.fileOf(request, asked['edition'], id);
    const now = new Date();
    if (!this.links.holds(file.id, asked['until'], asked['proof'], now)) {
      throw new DomainError('EXPORT_LINK_OVER', 'Not signed by us, or its time is over');
    }
    const pieces = await this.files.fetch(edition, file, actor, now);
    void reply
      .header('content-type', EXPORT_CONTENT_TYPES[file.format])
      .header('content-length', String(file.bytes))
      .header('content-disposition', attachedAs(file.list, edition, file.format, file.createdAt))
      .header('cache-control', 'private, no-store')
      .send(Readable.from(pieces, { objectMode: false }));
  }

  @Post(':file/remove')
  async remove(
    @Param('file') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context, file, actor } = await this.fileOf(request, rawInput(body)['edition'], id);
    await this.files.remove(edition, file.id, actor);
    void reply.redirect(`${HOME}?${queryOf(edition, context)}`, 303);
  }

  /** A file, for whoever may see what is in it. @throws {DomainError} also `EXPORT_NOT_FOUND` */
  private async fileOf(request: FastifyRequest, slug: unknown, id: string): Promise<Desk & { file: ListExport }> {
    const desk = await this.desk(request, slug, 'viewer');
    const file = await this.files.byId(desk.edition, id);
    if (file.personal) await this.organisers.require(request, desk.edition, 'editor');
    return { ...desk, file };
  }

  private async desk(request: FastifyRequest, slug: unknown, needed: Role): Promise<Desk> {
    const edition = await this.editions.named(slug);
    const organiser = await this.organisers.require(request, edition, needed);
    const language = languageOfRequest(request);
    const context = { language, editionSlug: edition.slug, path: HOME, publicUrl: this.config.publicUrl };
    return { edition, context, ...organiser };
  }
}

function queryOf({ slug }: Edition, { language }: PageContext): string {
  return new URLSearchParams({ language, edition: slug }).toString();
}
