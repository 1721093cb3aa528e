import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import type { ExportWords } from './export-words.js';
import type { FileNews, FileWanted } from './list-file-messages.js';
import type { ExportFormat, ExportWatch } from './list-file.js';
import { askedText, type ListDefinition, type ListQuery } from './list.js';

/** Files that one process has made at the same moment; each is a process with a connection as long as it lasts. */
const MOST_AT_ONCE = 2;
/** Rows become bytes and are forgotten: a small nursery is swept often, and what comes through never piles up. */
const MEMORY = ['--max-semi-space-size=2', '--max-old-space-size=128'];
/** The built program, by the same way from the sources and from what is built of them. */
const PROGRAM = fileURLToPath(new URL('../../dist/lists/list-file-program.js', import.meta.url));

/** What is exported, for whom it is written. */
export interface ExportOrder {
  readonly list: ListDefinition;
  readonly query: ListQuery;
  readonly edition: Edition;
  readonly format: ExportFormat;
  readonly words: ExportWords;
  readonly watch?: ExportWatch;
}

/** The process that made the file ended before it was whole; `code` is Postgres' own where that was the reason. */
export class FileNotMadeError extends Error {
  override readonly name = 'FileNotMadeError';

  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

/**
 * Has lists written to files, each by a process of its own: pages and payments are answered while a workbook is packed, and
 * what a file takes of memory is given back with its process. See docs/adr/0068.
 */
@Injectable()
export class ExportList implements OnModuleDestroy {
  private readonly running = new Set<ChildProcess>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
  ) {}

  onModuleDestroy(): void {
    for (const program of this.running) program.kill('SIGKILL');
  }

  /**
   * The file in pieces. Reading on is what makes it; whoever stops reading ends it.
   * @throws {DomainError} `SERVICE_UNAVAILABLE` when enough exports are being made already, `EXPORT_TOO_LARGE` for more
   *   rows than a workbook can hold
   * @throws {FileNotMadeError}
   */
  async *pieces({ list, query, edition, format, words, watch }: ExportOrder): AsyncGenerator<Uint8Array> {
    if (this.running.size >= MOST_AT_ONCE)
      throw new DomainError('SERVICE_UNAVAILABLE', 'Enough exports are being made');
    const program = fork(PROGRAM, { execArgv: MEMORY, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    this.running.add(program);
    let end: FileNews | undefined;
    program.on('message', (said) => {
      const news = said as FileNews;
      switch (news.kind) {
        case 'summary':
          watch?.summary(news.summary);
          break;
        case 'rows':
          watch?.rows(news.count);
          break;
        case 'refused':
        case 'failed':
        case 'whole':
          end = news;
      }
    });
    // What it said is heard, and what it wrote is there, once it is closed.
    const ended = new Promise<void>((resolve) => {
      program.once('close', () => resolve());
      program.on('error', ({ message }) => {
        end ??= { kind: 'failed', message, postgresCode: undefined };
        resolve();
      });
    });
    try {
      const wanted: FileWanted = {
        databaseUrl: (await this.database.readingUrl()) ?? this.config.databaseUrl,
        list: list.name,
        asked: askedText(query),
        editionId: edition.id,
        format,
        words,
      };
      program.send(wanted);
      for await (const piece of program.stdout ?? []) yield piece as Uint8Array;
      await ended;
      orThrow(end);
    } finally {
      program.kill('SIGKILL');
      this.running.delete(program);
    }
  }
}

/** @throws {DomainError} @throws {FileNotMadeError} unless the file is whole */
function orThrow(end: FileNews | undefined): void {
  if (end?.kind === 'whole') return;
  if (end?.kind === 'refused') throw new DomainError(end.code, end.message);
  if (end?.kind === 'failed') throw new FileNotMadeError(end.message, end.postgresCode);
  throw new FileNotMadeError('The process that made the file ended');
}
