import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type AuditQuery, ReadAudit, type StoredAuditLine, writeAudit } from '../../audit/index.js';
import type { Edition } from '../../domain/edition.js';
import type { Language } from '../../domain/language.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.js';
import { formatDayAndTime } from '../../platform/i18n/index.js';
import { translatorOf } from '../shared/messages/translators.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { CSV_BEGINNING, csvLine } from './csv-line.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { actionName, renderLogPage } from './pages/log.js';

const LINES_PER_PAGE = 50;
const LINES_PER_READ = 1_000;
/** A file holds no more lines than this; whoever needs more narrows the days. */
const MOST_LINES = 1_000_000;

const Position = z.tuple([z.string().regex(/^\d{1,18}$/)]);
const Day = z.iso.date();

interface Asked extends WorkingOrganiser {
  readonly edition: Edition;
  readonly query: AuditQuery;
  readonly language: Language;
}

/** Who changed what, when, from what to what, and why. */
@ApiExcludeController()
@Controller('organise')
export class LogController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly audit: ReadAudit,
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Narrowed by `actor`, `action`, `text`, `from` and `until`; paged by `cursor`. */
  @Get('log')
  async show(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = await this.asked(query, request);
    const { cursor } = query;
    const before = typeof cursor === 'string' && cursor !== '' ? decodeCursor(cursor, Position)[0] : null;
    const [lines, actions] = await Promise.all([
      this.audit.page(asked.query, LINES_PER_PAGE + 1, before),
      this.audit.actions(),
    ]);
    const shown = lines.slice(0, LINES_PER_PAGE);
    const last = shown.at(-1);
    sendPersonalPage(
      reply,
      renderLogPage(
        {
          edition: asked.edition,
          query: asked.query,
          lines: shown,
          actions,
          nextCursor: lines.length > LINES_PER_PAGE && last !== undefined ? encodeCursor([last.id]) : null,
        },
        {
          language: asked.language,
          editionSlug: asked.edition.slug,
          path: '/organise/log',
          publicUrl: this.config.publicUrl,
        },
      ),
    );
  }

  /** The same as a file, which is a line in the log itself. */
  @Get('log.csv')
  async download(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = await this.asked(query, request);
    const { actor, action, text, from, until } = asked.query;
    await writeAudit(this.database, {
      editionId: asked.edition.id,
      actor: asked.actor,
      action: 'export-log',
      subject: { kind: 'list', id: 'log' },
      after: { actor, action, text, from, until },
    });
    void reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="log-${asked.edition.slug}.csv"`)
      .header('cache-control', 'private, no-store')
      .send(Readable.from(this.csv(asked), { objectMode: false }));
  }

  private async *csv({ query, language }: Asked): AsyncGenerator<string> {
    const t = translatorOf(language);
    const lineOf = (cells: readonly string[]): string => csvLine(language, cells);
    const heads = ['when', 'who', 'what', 'about', 'before', 'after', 'why'] as const;
    yield `${CSV_BEGINNING}${lineOf(heads.map((head) => t(`log.${head}`)))}`;
    let cursor: string | null = null;
    let count = 0;
    while (count < MOST_LINES) {
      const lines: StoredAuditLine[] = await this.audit.page(query, LINES_PER_READ, cursor);
      yield lines
        .map((line) =>
          lineOf([
            formatDayAndTime(language, line.at),
            line.actor.name,
            actionName(language, line.action),
            `${line.subject.kind} ${line.subject.id}`,
            line.before === null ? '' : JSON.stringify(line.before),
            line.after === null ? '' : JSON.stringify(line.after),
            line.reason ?? '',
          ]),
        )
        .join('');
      count += lines.length;
      cursor = lines.at(-1)?.id ?? null;
      if (lines.length < LINES_PER_READ) break;
    }
    yield lineOf([t('log.end', { count })]);
  }

  private async asked(query: Readonly<Record<string, unknown>>, request: FastifyRequest): Promise<Asked> {
    const edition = await this.editions.named(query['edition']);
    const organiser = await this.organisers.require(request, edition, 'admin');
    const textOf = (name: string): string | null => {
      const value = query[name];
      const text = typeof value === 'string' ? value.replaceAll('\0', '').trim().slice(0, 200) : '';
      return text === '' ? null : text;
    };
    const dayOf = (name: string): string | null => Day.safeParse(query[name]).data ?? null;
    return {
      ...organiser,
      edition,
      language: languageOfRequest(request),
      query: {
        editionId: edition.id,
        everywhere: organiser.everywhere === 'admin',
        actor: textOf('actor'),
        action: textOf('action'),
        text: textOf('text'),
        from: dayOf('from'),
        until: dayOf('until'),
      },
    };
  }
}
