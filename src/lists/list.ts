import type { Parameter } from '../platform/database/database.js';

/** What the cells of a column hold; it decides how they are shown and written. */
export type CellKind = 'text' | 'word' | 'money' | 'number' | 'time' | 'yes-no';

/** A column that can be shown and exported. */
export interface ListColumn {
  readonly key: string;
  readonly kind: CellKind;
  /** An expression over the list's tables. Money is in minor units, times are `timestamptz`. */
  readonly sql: string;
  /** Tells who somebody is or how to reach them: only for roles that may. */
  readonly personal: boolean;
  /** Shown when nobody chose columns. */
  readonly usual: boolean;
  /** Joins that only this column needs, by their names in the list. */
  readonly needs: readonly string[];
  /** The words that a `word` column can hold; each has a text `list.word.{word}`. */
  readonly words?: readonly string[];
}

/**
 * Puts a value into a statement, and says how the statement names it. What somebody typed never becomes part of the
 * statement itself.
 */
export type Bind = (
  value: Parameter,
  type: 'uuid' | 'text' | 'bigint' | 'boolean' | 'timestamptz' | 'text[]' | 'uuid[]',
) => string;

/** Rows that are searched for, said in two ways. What a way binds is bound when it is taken, for it alone. */
export interface SearchPart {
  /** A statement that gives their UUIDs in its only column, some perhaps twice. */
  readonly ids: () => string;
  /** The condition that tells them, looking at one row of the list; it may be null where it is not met. */
  readonly row: () => string;
}

/** A search for text: the rows whose `id` is among those of the first part that has any. */
export interface ListSearch {
  readonly id: string;
  /** Whose address was typed, whole: a statement that gives their UUIDs. */
  readonly whole: (() => string) | null;
  readonly sure: SearchPart;
  readonly alike: SearchPart | null;
}

/** The ids that a search found; `many` where they are too many to be kept, all of them sure. */
export type Found = readonly string[] | 'many';

/** A way to narrow the list. */
export interface ListFilter {
  readonly key: string;
  readonly kind: 'text' | 'choice' | 'amount' | 'day' | 'slug';
  /** Of a choice. */
  readonly choices?: readonly string[];
  /**
   * The condition for what was asked; `null` when that says nothing, which leaves the list as it is.
   * @param value not empty, at most 200 characters
   * @param edition how the statement names the edition's id
   */
  readonly condition: (value: string, bind: Bind, edition: string) => string | null;
  /** Of a search: what its condition asks. Its ids can be looked for by themselves. */
  readonly search?: (value: string, bind: Bind, edition: () => string) => ListSearch;
}

/** An order of the list. The last column is the id, so that the order is total and a page knows where it ended. */
export interface ListSort {
  readonly key: string;
  readonly columns: readonly {
    readonly sql: string;
    readonly type: 'uuid' | 'text' | 'bigint' | 'timestamptz';
  }[];
  readonly direction: 'ASC' | 'DESC';
}

/** A list that organisers see and export: one definition, so that the file holds what the screen shows. */
export interface ListDefinition {
  readonly name: 'donations' | 'donors' | 'walkers' | 'teams' | 'registrations' | 'monthly-gifts' | 'monthly-charges';
  /** The table of the rows, with its alias. */
  readonly table: string;
  readonly joins: Readonly<Record<string, string>>;
  /** Joins that every statement needs. */
  readonly always: readonly string[];
  /** The condition that keeps to one edition. */
  readonly edition: (bind: Bind, editionId: string) => string;
  readonly columns: readonly ListColumn[];
  readonly filters: readonly ListFilter[];
  /** The first is the usual one. */
  readonly sorts: readonly [ListSort, ...ListSort[]];
  /** The column of money that is summed, and the expression of the sum's rows; `null` where nothing is added up. */
  readonly sum: { readonly column: string; readonly sql: string } | null;
}

/** What somebody asked of a list, checked against its definition. */
export interface ListQuery {
  readonly columns: readonly ListColumn[];
  /** By key; empty values are not in it. */
  readonly filters: ReadonlyMap<string, string>;
  readonly sort: ListSort;
  /** What its searches found, where that was looked for. */
  readonly found?: ReadonlyMap<string, Found>;
}

const MOST_CHARACTERS = 200;

/**
 * Reads what an address asks of a list. What it does not know it leaves out, so that an old link still opens.
 * @param personal whether who asks may see who people are
 */
export function listQueryOf(
  list: ListDefinition,
  asked: Readonly<Record<string, unknown>>,
  personal: boolean,
): ListQuery {
  const filters = new Map<string, string>();
  for (const { key } of list.filters) {
    const value = asked[key];
    const text = typeof value === 'string' ? value.trim().slice(0, MOST_CHARACTERS) : '';
    if (text !== '' && !text.includes('\0')) filters.set(key, text);
  }
  const allowed = list.columns.filter((column) => personal || !column.personal);
  const chosen: unknown[] = [asked['column']].flat().slice(0, 100);
  const columns = allowed.filter(({ key }) => chosen.includes(key));
  return {
    columns: columns.length > 0 ? columns : allowed.filter(({ usual }) => usual),
    filters,
    sort: list.sorts.find(({ key }) => key === asked['sort']) ?? list.sorts[0],
  };
}

/** What a query asks of its list, as one text that {@link listQueryFrom} reads again. */
export function askedText({ columns, filters, sort }: ListQuery): string {
  return new URLSearchParams([
    ...filters,
    ['sort', sort.key],
    ...columns.map(({ key }): [string, string] => ['column', key]),
  ]).toString();
}

/** Reads what such a text asks of a list, as {@link listQueryOf} reads an address. */
export function listQueryFrom(list: ListDefinition, text: string, personal: boolean): ListQuery {
  const parameters = new URLSearchParams(text);
  return listQueryOf(list, { ...Object.fromEntries(parameters), column: parameters.getAll('column') }, personal);
}

/** FROM and WHERE of a list for what was asked: the one text that the screen, the count and every file share. */
export function fromAndWhere(
  list: ListDefinition,
  { columns, filters, found }: Pick<ListQuery, 'columns' | 'filters' | 'found'>,
  editionId: string,
  bind: Bind,
): string {
  const needed = new Set([...list.always, ...columns.flatMap(({ needs }) => needs)]);
  const joins = Object.entries(list.joins).flatMap(([name, sql]) => (needed.has(name) ? [sql] : []));
  const edition = bind(editionId, 'uuid');
  const conditions = [list.edition(() => edition, editionId)];
  for (const filter of list.filters) {
    const value = filters.get(filter.key);
    const condition = value === undefined ? null : conditionOf(filter, value, found?.get(filter.key), bind, edition);
    if (condition !== null) conditions.push(`(${condition})`);
  }
  return `FROM ${list.table} ${joins.join(' ')} WHERE ${conditions.join(' AND ')}`;
}

function conditionOf(
  { condition, search }: ListFilter,
  value: string,
  found: Found | undefined,
  bind: Bind,
  edition: string,
): string | null {
  if (search === undefined || found === undefined) return condition(value, bind, edition);
  if (found === 'many') return search(value, bind, () => edition).sure.row();
  const { id } = search(value, bind, () => edition);
  return `${id} = ANY (${bind(found, 'uuid[]')})`;
}

/** Binds the values of an ordinary statement: `$1`, `$2` and so on. */
export function numberedBind(): { readonly bind: Bind; readonly parameters: Parameter[] } {
  const parameters: Parameter[] = [];
  return {
    parameters,
    bind: (value, type) => {
      parameters.push(value);
      return `$${String(parameters.length)}::${type}`;
    },
  };
}

/** ORDER BY of a sort. */
export function orderBy({ columns, direction }: ListSort): string {
  return columns.map(({ sql }) => `${sql} ${direction}`).join(', ');
}
