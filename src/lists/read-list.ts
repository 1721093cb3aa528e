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
import { foundMany, lookFor } from './look-for.js';

/** The value of a cell: text and words as they are, money in minor units; `null` is empty. */
export type Cell = string | number | boolean | Date | null;

/** A page of a list. */
export interface ListPage {
  readonly rows: readonly { readonly id: string; readonly cells: readonly Cell[] }[];
  readonly nextCursor: string | null;
}

/** So many rows are counted and added up while somebody waits for the page; all of an edition such as that of 2023. */
export const COUNTED_AT_ONCE = 20_000;

const Position = z.array(z.string().max(200)).min(1).max(5);

/** Reads lists for the screen. */
@Injectable()
export class ReadList {
  constructor(private readonly database: Database) {}

  /** What the searches of a query find; nothing is asked where it has none, or was looked for already. */
  async lookFor(list: ListDefinition, query: ListQuery, edition: Edition): Promise<ListQuery> {
    const searches = list.filters.some(({ key, search }) => search !== undefined && query.filters.has(key));
    if (!searches || query.found !== undefined) return query;
    return this.database.transaction((tx) => lookFor(tx, list, query, edition));
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

  /**
   * The same where the list has at most {@link COUNTED_AT_ONCE} rows; `null` where it has more, after having counted so
   * many. What a search found many of is counted only where so few rows are gone through for it.
   */
  async summaryAtOnce(list: ListDefinition, query: ListQuery, edition: Edition): Promise<ListSummary | null> {
    const looked = await this.lookFor(list, query, edition);
    const atOnce = (it: ListQuery): Promise<ListSummary> =>
      readSummary(this.database, list, it, edition.id, COUNTED_AT_ONCE + 1);
    if (foundMany(looked)) {
      const all = await atOnce({ ...looked, filters: new Map() });
      if (all.count > COUNTED_AT_ONCE) return null;
    }
    const summary = await atOnce(looked);
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
