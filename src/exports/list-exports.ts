import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { AccountId, EditionId, ListExportId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import {
  askedText,
  type ExportFormat,
  type ListDefinition,
  type ListQuery,
  listQueryFrom,
  LISTS,
} from '../lists/index.js';
import { Database, type PreparingQueryable, type Queryable } from '../platform/database/database.js';
import { ExportFiles, type FileParts } from './export-files.js';
import { ExportsBell } from './exports-bell.js';
import { noteExport } from './note-export.js';
import { type StoredWords, storedWords } from './stored-words.js';

export type ListExportState = 'waiting' | 'making' | 'ready' | 'failed' | 'gone';

/** Files of one edition that wait, are being made or can be fetched; together they bound what the store holds. */
export const MOST_FILES = 20;
/** A page shows no more. */
const MOST_SHOWN = 100;

/** A file of a list that is made in the background. */
export interface ListExport extends FileParts {
  readonly editionId: EditionId;
  readonly accountId: AccountId | null;
  readonly apiKeyId: string | null;
  readonly askedBy: string;
  readonly list: ListDefinition;
  readonly query: ListQuery;
  readonly format: ExportFormat;
  /** It tells who people are: only for roles that may. */
  readonly personal: boolean;
  readonly words: StoredWords;
  readonly state: ListExportState;
  readonly rowsDone: number;
  /** `null` until it is known. */
  readonly rowCount: number | null;
  readonly sumMinor: Minor | null;
  readonly bytes: number;
  /** A code, of one that failed. */
  readonly error: string | null;
  readonly createdAt: Date;
  readonly readyAt: Date | null;
  readonly expiresAt: Date | null;
  /** Under which key of the bucket it is kept whole as well; `null`: nowhere. */
  readonly keepAs: string | null;
}

/** Who asks for which file. */
export interface ListExportOrder {
  /** Of the form: sent twice, it is one file. */
  readonly id: ListExportId;
  readonly edition: Edition;
  readonly list: ListDefinition;
  readonly query: ListQuery;
  readonly format: ExportFormat;
  readonly words: StoredWords;
  readonly actor: Actor;
  /** Who is told by mail; `null`: nobody. */
  readonly accountId: AccountId | null;
  readonly apiKeyId: string | null;
  /** Of a file that nobody asks for now: which plan orders it, and under which key of the bucket it is kept as well. */
  readonly planned?: { readonly scheduleId: string; readonly keepAs: string | null };
}

interface Row {
  readonly id: ListExportId;
  readonly edition_id: EditionId;
  readonly account_id: AccountId | null;
  readonly api_key_id: string | null;
  readonly asked_by: string;
  readonly list: string;
  readonly format: ExportFormat;
  readonly asked: string;
  readonly personal: boolean;
  readonly words: unknown;
  readonly state: ListExportState;
  readonly attempt: number;
  readonly parts: number[];
  readonly rows_done: string;
  readonly row_count: string | null;
  readonly sum_minor: string | null;
  readonly bytes: string;
  readonly error: string | null;
  readonly created_at: Date;
  readonly ready_at: Date | null;
  readonly expires_at: Date | null;
  readonly keep_as: string | null;
}

export const LIST_EXPORT_COLUMNS = `id, edition_id, account_id, api_key_id, asked_by, list, format, asked, personal, words,
  state, attempt, parts, rows_done, row_count, sum_minor, bytes, error, created_at, ready_at, expires_at, keep_as`;

/** Asks for files of lists, finds them and takes them away. Who may was decided before. */
@Injectable()
export class ListExports {
  constructor(
    private readonly database: Database,
    private readonly files: ExportFiles,
    private readonly bell: ExportsBell,
  ) {}

  /**
   * Has a file made in the background. The line in the audit log is written with it.
   * @throws {DomainError} `TOO_MANY_EXPORTS` where the edition has as many as it may
   */
  async order(order: ListExportOrder): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (await orderExport(tx, order)) {
        tx.onceCommitted(() => {
          this.bell.ring();
        });
      }
    });
  }

  /** The newest first, at most a hundred; without those that tell who people are, for who may not see that. */
  async list(edition: Edition, personal: boolean): Promise<ListExport[]> {
    const rows = await this.database.rows<Row>(
      `SELECT ${LIST_EXPORT_COLUMNS} FROM list_export WHERE edition_id = $1 AND (NOT personal OR $2)
        ORDER BY created_at DESC, id DESC LIMIT $3`,
      [edition.id, personal, MOST_SHOWN],
    );
    return rows.map(listExportOf);
  }

  /** Those that a key ordered, the newest first. @param before the id that the page before ended with; `null`: the newest */
  async ofKey(
    edition: Edition,
    apiKeyId: string,
    { before, limit }: { readonly before: string | null; readonly limit: number },
  ): Promise<ListExport[]> {
    const rows = await this.database.rows<Row>(
      `SELECT ${LIST_EXPORT_COLUMNS} FROM list_export
        WHERE edition_id = $1 AND api_key_id = $2
          AND ($3::uuid IS NULL OR (created_at, id) < (SELECT b.created_at, b.id FROM list_export b WHERE b.id = $3))
        ORDER BY created_at DESC, id DESC LIMIT $4`,
      [edition.id, apiKeyId, before, limit],
    );
    return rows.map(listExportOf);
  }

  /** @throws {DomainError} `EXPORT_NOT_FOUND` */
  async byId(edition: Edition, id: string): Promise<ListExport> {
    return find(this.database, edition, id);
  }

  /**
   * Notes in the audit log that somebody fetches a file, and gives its bytes a piece at a time.
   * @throws {DomainError} `EXPORT_LINK_OVER` for one that is not there
   */
  async fetch(edition: Edition, file: ListExport, actor: Actor, now: Date): Promise<AsyncGenerator<Buffer>> {
    if (file.state !== 'ready' || file.expiresAt === null || file.expiresAt <= now) {
      throw new DomainError('EXPORT_LINK_OVER', file.state);
    }
    await writeAudit(this.database, {
      editionId: edition.id,
      actor,
      action: 'fetch-export',
      subject: { kind: 'list-export', id: file.id },
      after: { list: file.list.name, format: file.format, rows: file.rowCount },
    });
    return this.files.read(file);
  }

  /** Ends a file, or its making, before its time. Again changes nothing. @throws {DomainError} `EXPORT_NOT_FOUND` */
  async remove(edition: Edition, id: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const file = await find(tx, edition, id, 'FOR UPDATE');
      if (file.state === 'gone' || file.state === 'failed') return;
      await tx.rows(`UPDATE list_export SET state = 'gone' WHERE id = $1`, [file.id]);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'remove-export',
        subject: { kind: 'list-export', id: file.id },
        before: { list: file.list.name, format: file.format, state: file.state },
      });
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    });
  }
}

/**
 * Writes down that a file is asked for, in the transaction of whoever asks.
 * @returns whether it is new
 * @throws {DomainError} `TOO_MANY_EXPORTS`
 */
export async function orderExport(tx: PreparingQueryable, order: ListExportOrder): Promise<boolean> {
  const { id, edition, list, query, format, words, actor, accountId, apiKeyId, planned } = order;
  await tx.rows(`SELECT 1 FROM edition WHERE id = $1 FOR NO KEY UPDATE`, [edition.id]);
  const [there] = await tx.rows<{ known: boolean; live: number }>(
    `SELECT count(*) FILTER (WHERE id = $2) > 0 AS known,
            (count(*) FILTER (WHERE state IN ('waiting', 'making', 'ready')))::int AS live
       FROM list_export WHERE edition_id = $1`,
    [edition.id, id],
  );
  if (there?.known === true) return false;
  if ((there?.live ?? 0) >= MOST_FILES) throw new DomainError('TOO_MANY_EXPORTS', `${String(MOST_FILES)} files`);
  const personal = query.columns.some((column) => column.personal);
  const rows = await tx.rows(
    `INSERT INTO list_export (id, edition_id, account_id, api_key_id, asked_by, list, format, asked, personal, words, keep_as)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11)
     ON CONFLICT ON CONSTRAINT list_export_pk DO NOTHING RETURNING id`,
    [
      id,
      edition.id,
      accountId,
      apiKeyId,
      actor.name,
      list.name,
      format,
      askedText(query),
      personal,
      JSON.stringify(words),
      planned?.keepAs ?? null,
    ],
  );
  if (rows.length === 0) return false;
  await noteExport(tx, order, {
    file: id,
    ...(planned === undefined ? {} : { plan: planned.scheduleId, keptAs: planned.keepAs }),
  });
  return true;
}

async function find(
  database: Queryable,
  edition: Edition,
  id: string,
  lock: '' | 'FOR UPDATE' = '',
): Promise<ListExport> {
  const [row] = await database.rows<Row>(
    `SELECT ${LIST_EXPORT_COLUMNS} FROM list_export WHERE id::text = $1 AND edition_id = $2 ${lock}`,
    [id, edition.id],
  );
  if (row === undefined) throw new DomainError('EXPORT_NOT_FOUND', id);
  return listExportOf(row);
}

/** @throws {Error} where the database holds a list that this release does not know */
export function listExportOf(row: unknown): ListExport {
  // The statements that read it name LIST_EXPORT_COLUMNS.
  const kept = row as Row;
  const list = LISTS.find(({ name }) => name === kept.list);
  if (list === undefined) throw new Error(`No list ${kept.list}`);
  return {
    id: kept.id,
    editionId: kept.edition_id,
    accountId: kept.account_id,
    apiKeyId: kept.api_key_id,
    askedBy: kept.asked_by,
    list,
    query: listQueryFrom(list, kept.asked, kept.personal),
    format: kept.format,
    personal: kept.personal,
    words: storedWords(kept.words),
    state: kept.state,
    attempt: kept.attempt,
    parts: kept.parts,
    rowsDone: Number(kept.rows_done),
    rowCount: kept.row_count === null ? null : Number(kept.row_count),
    sumMinor: kept.sum_minor === null ? null : minor(Number(kept.sum_minor)),
    bytes: Number(kept.bytes),
    error: kept.error,
    createdAt: kept.created_at,
    readyAt: kept.ready_at,
    expiresAt: kept.expires_at,
    keepAs: kept.keep_as,
  };
}
