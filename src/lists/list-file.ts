import Cursor from 'pg-cursor';
import { to as copyTo } from 'pg-copy-streams';
import type { ClientBase } from 'pg';
import { DomainError } from '../domain/errors.js';
import type { Parameter, Queryable } from '../platform/database/database.js';
import { copySelect, csvHeader, csvClosing, jsonLinesSelect } from './copy-formats.js';
import type { ExportWords } from './export-words.js';
import { type Bind, fromAndWhere, type ListDefinition, type ListQuery, numberedBind, orderBy } from './list.js';
import { type ListSummary, readSummary } from './list-summary.js';
import { lookFor } from './look-for.js';
import type { WorkbookRow } from './write-workbook.js';

export const EXPORT_FORMATS = ['csv', 'xlsx', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** How large the pieces of a file are at least, but for the last. */
const PIECE_BYTES = 128 * 1_024;
/** Rows that are read for a workbook at a time. */
const WORKBOOK_BATCH = 1_000;
/** What an Excel sheet can hold, its header and closing lines included. */
const MOST_SHEET_ROWS = 1_048_000;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What is written to a file, and in whose words. */
export interface ListFileOrder {
  readonly list: ListDefinition;
  readonly query: ListQuery;
  readonly editionId: string;
  readonly format: ExportFormat;
  readonly words: ExportWords;
  readonly watch: ExportWatch;
}

/** Somebody who follows how far a file is. */
export interface ExportWatch {
  /** What its last line says, before the first row. */
  summary(summary: ListSummary): void;
  /** How many rows were read since; with CSV and JSON lines about so many. */
  rows(count: number): void;
}

/**
 * Writes a list to a file, a piece at a time: what is not read yet is not in memory. Count, sum and rows come from one
 * snapshot of the database, so that the closing line tells whether the file is whole. It begins and ends a transaction of
 * its own; a connection that was left in the middle of one is of no use to anybody else.
 * @throws {DomainError} `EXPORT_TOO_LARGE` for more rows than a workbook can hold
 */
export async function* listFile(client: ClientBase, asked: ListFileOrder): AsyncGenerator<Uint8Array | string> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(`SET LOCAL datestyle = 'ISO'`);
  const { list, query, editionId } = asked;
  const order = { ...asked, query: await lookFor(databaseOf(client), list, query, { id: editionId }) };
  switch (order.format) {
    case 'csv':
      yield* csv(client, order);
      break;
    case 'jsonl':
      yield* jsonLines(client, order);
      break;
    case 'xlsx':
      yield* workbook(client, order);
  }
  await client.query('COMMIT');
}

async function* csv(client: ClientBase, order: ListFileOrder): AsyncGenerator<Uint8Array | string> {
  const { query, words } = order;
  const { count, sumMinor } = await summaryOf(client, order);
  yield csvHeader(query, words);
  yield* copy(client, order, copySelect(query, words), csvOptions(words));
  yield csvClosing(words, count, sumMinor);
}

/** JSON escapes every control character, so that Postgres' CSV has nothing left to quote with these for its marks. */
async function* jsonLines(client: ClientBase, order: ListFileOrder): AsyncGenerator<Uint8Array | string> {
  const { count, sumMinor } = await summaryOf(client, order);
  yield* copy(client, order, jsonLinesSelect(order.query), `FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02'`);
  yield `${JSON.stringify({ end: { count, sumMinor } })}\n`;
}

async function* workbook(client: ClientBase, order: ListFileOrder): AsyncGenerator<Uint8Array> {
  const { list, query, editionId, words, watch } = order;
  const { count, sumMinor } = await summaryOf(client, order);
  if (count > MOST_SHEET_ROWS) throw new DomainError('EXPORT_TOO_LARGE', `${String(count)} rows for a workbook`);
  const { bind, parameters } = numberedBind();
  const from = fromAndWhere(list, query, editionId, bind);
  const cells = query.columns.map(({ sql }, index) => `${sql} AS c${String(index)}`);
  const cursor = client.query(
    new Cursor<WorkbookRow>(`SELECT ${cells.join(', ')} ${from} ORDER BY ${orderBy(query.sort)}`, [...parameters], {
      rowMode: 'array',
    }),
  );
  try {
    const read = async (): Promise<readonly WorkbookRow[]> => {
      const batch = await cursor.read(WORKBOOK_BATCH);
      watch.rows(batch.length);
      return batch;
    };
    const { writeWorkbook } = await import('./write-workbook.js');
    yield* writeWorkbook(read, { query, words, count, sumMinor });
  } finally {
    await cursor.close();
  }
}

/** In the transaction of the export itself. */
async function summaryOf(client: ClientBase, { list, query, editionId, watch }: ListFileOrder): Promise<ListSummary> {
  const summary = await readSummary(databaseOf(client), list, query, editionId);
  watch.summary(summary);
  return summary;
}

function databaseOf(client: ClientBase): Queryable {
  return {
    rows: async <Row>(sql: string, parameters: readonly Parameter[] = []): Promise<Row[]> => {
      const { rows } = await client.query(sql, [...parameters]);
      return rows as Row[];
    },
  };
}

/**
 * COPY takes no parameters. Texts become settings of the transaction, and the statement names those: what somebody typed
 * is data on this way too. Ids and numbers are checked for what they are and stand in the statement, so that the planner
 * knows them and no row asks for them again.
 */
async function* copy(
  client: ClientBase,
  { list, query, editionId, watch }: ListFileOrder,
  selected: string,
  options: string,
): AsyncGenerator<Uint8Array> {
  const values: Parameter[] = [];
  const bind: Bind = (value, type) => {
    if (type === 'uuid' && typeof value === 'string' && UUID.test(value)) return `'${value}'::uuid`;
    if (type === 'uuid[]' && Array.isArray(value) && value.every((id) => UUID.test(String(id))))
      return `'{${value.join(',')}}'::uuid[]`;
    if (type === 'bigint' && Number.isSafeInteger(value)) return `${String(value)}::bigint`;
    values.push(value);
    return `current_setting('list.p${String(values.length)}')::${type}`;
  };
  const from = fromAndWhere(list, query, editionId, bind);
  for (const [index, value] of values.entries()) {
    await client.query(`SELECT set_config($1, $2, true)`, [`list.p${String(index + 1)}`, settingOf(value)]);
  }
  const stream = client.query(
    copyTo(`COPY (SELECT ${selected} ${from} ORDER BY ${orderBy(query.sort)}) TO STDOUT (${options})`),
  );
  // Postgres sends a row at a time, and each piece costs whoever passes it on the same; so they travel together.
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of stream as AsyncIterable<Uint8Array>) {
    waiting.push(piece);
    bytes += piece.byteLength;
    if (bytes < PIECE_BYTES) continue;
    watch.rows(waiting.length);
    yield Buffer.concat(waiting, bytes);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(waiting, bytes);
}

function settingOf(value: Parameter): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new RangeError('A list is narrowed by single values only');
}

function csvOptions({ language }: ExportWords): string {
  return `FORMAT csv, DELIMITER '${language === 'en' ? ',' : ';'}'`;
}
