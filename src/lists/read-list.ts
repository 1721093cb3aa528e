import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Edition } from '../domain/edition.js';
import { Database } from '../platform/database/database.js';
import { decodeCursor, encodeCursor } from '../platform/http/cursor.js';
import {
  type Bind,
  fromAndWhere,
  type ListDefinition,
  type ListQuery,
  type ListSort,
  numberedBind,
  orderBy,
} from './list.js';
import { type ListSummary, readSummary } from './list-summary.js';

/** The value of a cell: text and words as they are, money in minor units; `null` is empty. */
export type Cell = string | number | boolean | Date | null;

/** A page of a list. */
export interface ListPage {
  readonly rows: readonly { readonly id: string; readonly cells: readonly Cell[] }[];
  readonly nextCursor: string | null;
}

/** So many rows are counted and added up while somebody waits for the page; all of an edition such as that of 2023. */
export const COUNTED_AT_ONCE = 20_000;

/** So few rows are found faster one by one than by going through the list in its order, in which they may be the last. */
const FEW_FOUND = 1_000;

/** Text of fewer characters is in no index of three letters each. */
const INDEXED_FROM = 3;

const Position = z.array(z.string().max(200)).min(1).max(5);

/** Reads lists for the screen. */
@Injectable()
export class ReadList {
  constructor(private readonly database: Database) {}

  /**
   * Looks for what a search asks before the list is read, and keeps the ids where they are few: the page, the count and
   * whatever else is read of the same query need not look again. Where they are many, every stretch of the list holds some.
   */
  async lookFor(list: ListDefinition, query: ListQuery, edition: Edition): Promise<ListQuery> {
    if (query.found !== undefined) return query;
    const found = new Map<string, readonly string[]>();
    for (const { key, search } of list.filters) {
      const value = query.filters.get(key);
      if (search === undefined || value === undefined) continue;
      const { bind, parameters } = numberedBind();
      const { ids } = search(value, bind, () => bind(edition.id, 'uuid'));
      const sql = `SELECT found.id FROM (${ids}) AS found (id) LIMIT ${bind(FEW_FOUND + 1, 'bigint')}`;
      const rows = await this.database.transaction(async (tx) => {
        // The planner takes half of all names for alike, and would read them all to find that none is.
        if (value.length >= INDEXED_FROM) await tx.rows('SET LOCAL enable_seqscan = off');
        return tx.rows<{ id: string }>(sql, parameters);
      });
      if (rows.length <= FEW_FOUND) found.set(key, [...new Set(rows.map(({ id }) => id))]);
    }
    return { ...query, found };
  }

  /**
   * One page, after the position of `cursor`. As fast on the last page as on the first: it goes on from where the page
   * before ended, and counts no rows away.
   * @throws {InputInvalidError} for a cursor that is not ours
   */
  async page(
    list: ListDefinition,
    asked: ListQuery,
    edition: Edition,
    { limit, cursor }: { readonly limit: number; readonly cursor: string | null },
  ): Promise<ListPage> {
    const query = await this.lookFor(list, asked, edition);
    const { bind, parameters } = numberedBind();
    const from = fromAndWhere(list, query, edition.id, bind);
    const after = cursor === null ? '' : `AND ${afterPosition(query.sort, decodeCursor(cursor, Position), bind)}`;
    const cells = query.columns.map(({ sql }, index) => `${sql} AS c${String(index)}`);
    const positions = query.sort.columns.map(({ sql }, index) => `(${sql})::text AS p${String(index)}`);
    const rows = await this.database.rows<Record<string, Cell>>(
      `SELECT ${[...cells, ...positions].join(', ')} ${from} ${after} ORDER BY ${orderBy(query.sort)} LIMIT ${bind(limit + 1, 'bigint')}`,
      parameters,
    );
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const positionOf = (row: Record<string, Cell>): string[] =>
      query.sort.columns.map((_, index) => String(row[`p${String(index)}`] ?? ''));
    return {
      rows: shown.map((row) => ({
        id: positionOf(row).at(-1) ?? '',
        cells: query.columns.map(({ kind }, index) => cellOf(kind, row[`c${String(index)}`] ?? null)),
      })),
      nextCursor: rows.length > limit && last !== undefined ? encodeCursor(positionOf(last)) : null,
    };
  }

  /** How many rows, and what they come to, from the same condition as the page and the files. */
  summary(list: ListDefinition, query: ListQuery, edition: Edition): Promise<ListSummary> {
    return readSummary(this.database, list, query, edition.id);
  }

  /** The same where the list has at most {@link COUNTED_AT_ONCE} rows; `null` where it has more, after having counted so many. */
  async summaryAtOnce(list: ListDefinition, query: ListQuery, edition: Edition): Promise<ListSummary | null> {
    const looked = await this.lookFor(list, query, edition);
    const summary = await readSummary(this.database, list, looked, edition.id, COUNTED_AT_ONCE + 1);
    return summary.count > COUNTED_AT_ONCE ? null : summary;
  }
}

/** What comes after a position: a comparison of rows, which an index of the same columns answers at once. */
function afterPosition({ columns, direction }: ListSort, position: readonly string[], bind: Bind): string {
  const bound = columns.map(({ type }, index) => `${bind(position[index] ?? '', 'text')}::${type}`);
  const sign = direction === 'ASC' ? '>' : '<';
  return `(${columns.map(({ sql }) => sql).join(', ')}) ${sign} (${bound.join(', ')})`;
}

/** `bigint` comes from Postgres as text; money and numbers fit a double without loss (`Minor` is checked on the way in). */
function cellOf(kind: string, value: Cell): Cell {
  return (kind === 'money' || kind === 'number') && typeof value === 'string' ? Number(value) : value;
}
