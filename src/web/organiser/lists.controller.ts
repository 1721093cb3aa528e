import { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { DomainError } from '../../domain/errors.js';
import { includesRole } from '../../domain/roles.js';
import { noteExport } from '../../exports/index.js';
import {
  EXPORT_FORMATS,
  ExportList,
  type ListDefinition,
  listQueryOf,
  LISTS,
  ReadList,
  SearchEverything,
} from '../../lists/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { optionalLine } from '../../platform/http/input.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage, sendStatus, wantsJson } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { attachedAs, EXPORT_CONTENT_TYPES } from './export-answers.js';
import { exportWords } from './export-words.js';
import { OrganiserVisitors } from './organiser-visitors.js';
import { renderFindPage } from './pages/find.js';
import { renderListPage, summaryText } from './pages/list.js';

const ROWS_PER_PAGE = 50;

type Asked = Readonly<Record<string, unknown>>;

/** The organisers' lists, and the same as files. What narrows and orders a list stands in its address. */
@ApiExcludeController()
@Controller('organise')
export class ListsController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly lists: ReadList,
    private readonly exports: ExportList,
    private readonly search: SearchEverything,
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * `?edition=` names another edition than the current one. A long list is counted only where `?count=all` asks for it: as
   * a page, or as nothing but the words of it, for the script of the page.
   */
  @Get('lists/:list')
  async show(
    @Param('list') name: string,
    @Query() asked: Asked,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const list = listOf(name);
    const edition = await this.editions.named(asked['edition']);
    const { role } = await this.organisers.require(request, edition, 'viewer');
    const query = listQueryOf(list, asked, includesRole(role, 'editor'));
    const cursor = typeof asked['cursor'] === 'string' && asked['cursor'] !== '' ? asked['cursor'] : null;
    const language = languageOfRequest(request);
    const all = asked['count'] === 'all';
    const looked = await this.lists.lookFor(list, query, edition);
    if (all && wantsJson(request.headers.accept)) {
      sendStatus(reply, summaryText(language, edition, await this.lists.summary(list, looked, edition)));
      return;
    }
    const [page, summary] = await Promise.all([
      this.lists.page(list, looked, edition, { limit: ROWS_PER_PAGE, cursor }),
      all ? this.lists.summary(list, looked, edition) : this.lists.summaryAtOnce(list, looked, edition),
    ]);
    const allowed = list.columns.filter(({ personal }) => !personal || includesRole(role, 'editor'));
    sendPersonalPage(
      reply,
      renderListPage(
        {
          edition,
          list,
          query: looked,
          page,
          summary,
          allowed,
          first: cursor === null,
          mayAct: includesRole(role, 'editor'),
          entry: uuidv7(),
        },
        { language, editionSlug: edition.slug, path: `/organise/lists/${list.name}`, publicUrl: this.config.publicUrl },
      ),
    );
  }

  /** One question to donors, gifts, teams and walkers. */
  @Get('find')
  async find(@Query() asked: Asked, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const edition = await this.editions.named(asked['edition']);
    const { role } = await this.organisers.require(request, edition, 'viewer');
    const typed = optionalLine(200).catch(null).parse(asked['q']) ?? '';
    const language = languageOfRequest(request);
    sendPersonalPage(
      reply,
      renderFindPage(
        { edition, typed, findings: await this.search.execute(edition, typed, includesRole(role, 'editor')) },
        { language, editionSlug: edition.slug, path: '/organise/find', publicUrl: this.config.publicUrl },
      ),
    );
  }

  /** The list as a file, narrowed and ordered as the address says; each is written into the audit log first. */
  @Get('exports/:file')
  async download(
    @Param('file') file: string,
    @Query() asked: Asked,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [name = '', extension = ''] = file.split('.', 2);
    const list = listOf(name);
    const format = EXPORT_FORMATS.find((it) => it === extension);
    if (format === undefined) throw new DomainError('PAGE_NOT_FOUND', `No export as ${extension}`);
    const edition = await this.editions.named(asked['edition']);
    const { role, actor } = await this.organisers.require(request, edition, 'viewer');
    const query = listQueryOf(list, asked, includesRole(role, 'editor'));
    const now = new Date();
    await noteExport(this.database, { edition, list, query, format, actor });
    const language = languageOfRequest(request);
    const words = exportWords({ language, edition, list, query, now, actor });
    const pieces = this.exports.pieces({ list, query, edition, format, words });
    // The first piece is made before anything is sent, so that a refusal is still an answer of its own.
    const first = await pieces.next();
    void reply
      .header('content-type', EXPORT_CONTENT_TYPES[format])
      .header('content-disposition', attachedAs(list, edition, format, now))
      .header('cache-control', 'private, no-store')
      .send(Readable.from(withFirst(first, pieces), { objectMode: false, highWaterMark: 256 * 1_024 }));
  }
}

function listOf(name: string): ListDefinition {
  const list = LISTS.find((it) => it.name === name);
  if (list === undefined) throw new DomainError('PAGE_NOT_FOUND', `No list ${name}`);
  return list;
}

async function* withFirst<Piece>(first: IteratorResult<Piece>, rest: AsyncGenerator<Piece>): AsyncGenerator<Piece> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
