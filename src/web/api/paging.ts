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
