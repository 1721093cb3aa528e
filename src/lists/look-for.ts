import type { Queryable } from '../platform/database/database.js';
import {
  type Bind,
  type Found,
  fromAndWhere,
  type ListDefinition,
  type ListQuery,
  type ListSearch,
  numberedBind,
  orderBy,
} from './list.js';

/** So few rows are found faster one by one than by going through the list in its order, in which they may be the last. */
const FEW_FOUND = 4_000;

/** So many of a list's first rows are looked at before an index is asked; where so many are found, the list is the way. */
const AMONG_FIRST = { sure: { rows: 400, common: 20 }, alike: { rows: 200, common: 10 } } as const;

/** Text of fewer characters is in no index of three letters each. */
const INDEXED_FROM = 3;

/**
 * Looks for what a search asks before the list is read, and keeps the ids where they are few: the page, the count and
 * whatever else is read of the same query need not look again. A word that many rows share stands in every stretch of the
 * list, while an index would first gather all that have it; so the list's first rows are looked at before.
 * @param database in a transaction
 */
export async function lookFor(
  database: Queryable,
  list: ListDefinition,
  query: ListQuery,
  edition: { readonly id: string },
): Promise<ListQuery> {
  if (query.found !== undefined) return query;
  const found = new Map<string, Found>();
  for (const { key, search } of list.filters) {
    const value = query.filters.get(key);
    if (search === undefined || value === undefined) continue;
    const ask = (bind: Bind): ListSearch => search(value, bind, () => bind(edition.id, 'uuid'));
    found.set(key, await foundOf(database, list, edition, value, ask));
  }
  return { ...query, found };
}

/** Whether a search of a query found more than is kept. */
export function foundMany({ found }: ListQuery): boolean {
  return found !== undefined && [...found.values()].includes('many');
}

async function foundOf(
  database: Queryable,
  list: ListDefinition,
  edition: { readonly id: string },
  typed: string,
  ask: (bind: Bind) => ListSearch,
): Promise<Found> {
  const byIndexes = (part: keyof Omit<ListSearch, 'id'>): Promise<string[]> =>
    ofStatement(database, typed.length >= INDEXED_FROM, part, ask);
  const whole = await byIndexes('whole');
  if (whole.length > 0) return whole.length > FEW_FOUND ? 'many' : whole;
  const first = await amongFirst(database, list, edition, 'sure', ask);
  if (first.length >= AMONG_FIRST.sure.common) return 'many';
  const sure = await byIndexes('sure');
  if (sure.length > 0) return sure.length > FEW_FOUND ? 'many' : sure;
  const alike = await amongFirst(database, list, edition, 'alike', ask);
  return alike.length >= AMONG_FIRST.alike.common ? alike : byIndexes('alike');
}

/** Those of the list's first rows that are what is searched for. */
async function amongFirst(
  database: Queryable,
  list: ListDefinition,
  edition: { readonly id: string },
  kind: keyof typeof AMONG_FIRST,
  ask: (bind: Bind) => ListSearch,
): Promise<string[]> {
  const { bind, parameters } = numberedBind();
  const { id, ...parts } = ask(bind);
  const part = parts[kind];
  if (part === null) return [];
  const from = fromAndWhere(list, { columns: [], filters: new Map() }, edition.id, bind);
  const rows = await database.rows<{ id: string }>(
    `SELECT first.id FROM (SELECT ${id} AS id, (${part.row()}) AS holds ${from}
       ORDER BY ${orderBy(list.sorts[0])} LIMIT ${bind(AMONG_FIRST[kind].rows, 'bigint')}) AS first WHERE first.holds`,
    parameters,
  );
  return distinct(rows);
}

/**
 * How Postgres looks by indexes alone. It takes half of all names for alike, and comparing two texts for as cheap as comparing
 * two numbers, so that it would read them one by one to find that none is; and to start other processes takes longer than the search.
 */
const BY_INDEXES = `SET LOCAL enable_seqscan = off; SET LOCAL cpu_operator_cost = 0.1;
  SET LOCAL max_parallel_workers_per_gather = 0`;
const AS_BEFORE = `SET LOCAL enable_seqscan = on; SET LOCAL cpu_operator_cost TO DEFAULT;
  SET LOCAL max_parallel_workers_per_gather TO DEFAULT`;

/** All that a part of a search gives, up to one more than is kept. */
async function ofStatement(
  database: Queryable,
  indexed: boolean,
  part: keyof Omit<ListSearch, 'id'>,
  ask: (bind: Bind) => ListSearch,
): Promise<string[]> {
  const { bind, parameters } = numberedBind();
  const it = ask(bind)[part];
  if (it === null) return [];
  const sql = `SELECT found.id FROM (${typeof it === 'function' ? it() : it.ids()}) AS found (id)
    LIMIT ${bind(FEW_FOUND + 1, 'bigint')}`;
  if (indexed) await database.rows(BY_INDEXES);
  const rows = await database.rows<{ id: string }>(sql, parameters);
  if (indexed) await database.rows(AS_BEFORE);
  return distinct(rows);
}

function distinct(rows: readonly { readonly id: string }[]): string[] {
  return [...new Set(rows.map(({ id }) => id))];
}
