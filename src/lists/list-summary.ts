import { type Minor, minor } from '../domain/money.js';
import type { Queryable } from '../platform/database/database.js';
import { fromAndWhere, type ListDefinition, type ListQuery, numberedBind } from './list.js';

/** What all rows of a list come to, those on other pages included. */
export interface ListSummary {
  readonly count: number;
  /** `null` where nothing is added up. */
  readonly sumMinor: Minor | null;
}

/**
 * Counts and sums a list where somebody is reading already.
 * @param most after so many rows it ends; without it, all are read
 */
export async function readSummary(
  database: Queryable,
  list: ListDefinition,
  query: ListQuery,
  editionId: string,
  most?: number,
): Promise<ListSummary> {
  const { bind, parameters } = numberedBind();
  const from = fromAndWhere(list, { ...query, columns: [] }, editionId, bind);
  const sum = list.sum === null ? 'NULL' : 'coalesce(sum(amount), 0)';
  const limit = most === undefined ? '' : `LIMIT ${bind(most, 'bigint')}`;
  const [row] = await database.rows<{ count: string; sum: string | null }>(
    `SELECT count(*) AS count, ${sum} AS sum FROM (SELECT ${list.sum?.sql ?? 'NULL'} AS amount ${from} ${limit}) counted`,
    parameters,
  );
  return { count: Number(row?.count ?? 0), sumMinor: row?.sum == null ? null : minor(Number(row.sum)) };
}
