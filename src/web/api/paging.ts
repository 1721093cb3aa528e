import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.js';

/** In an answer: where the next page begins. */
export const NextCursor = z.string().nullable().describe('null: this is the last page');

/** Where a page begins; `null` is the beginning. @throws {InputInvalidError} for what is no cursor of such a list */
export function positionIn<Schema extends z.ZodType>(
  cursor: string | undefined,
  schema: Schema,
): z.infer<Schema> | null {
  return cursor === undefined || cursor === '' ? null : decodeCursor(cursor, schema);
}

/** Where a list ends whose order is that of its ids. */
const IdPosition = z.tuple([z.uuid()]);

/** The id that the page before ended with; `null` is the beginning. @throws {InputInvalidError} for what is no cursor */
export function idIn(cursor: string | undefined): string | null {
  return positionIn(cursor, IdPosition)?.[0] ?? null;
}

/** A page of a list whose order is that of its ids, as it is answered. @param rows as in {@link pageOf} */
export function pageById<Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item,
): { readonly items: Item[]; readonly nextCursor: string | null } {
  return pageOf(rows, limit, { positionOf: ({ id }) => [id], itemOf });
}

/**
 * A page as it is answered.
 * @param rows one more than a page holds, where there is one
 * @param positionOf where a page that ends with this row ends
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { positionOf, itemOf }: { readonly positionOf: (row: Row) => readonly string[]; readonly itemOf: (row: Row) => Item },
): { readonly items: Item[]; readonly nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { items: shown.map(itemOf), nextCursor: last === undefined ? null : encodeCursor(positionOf(last)) };
}
