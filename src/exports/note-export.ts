import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import type { ExportFormat, ListDefinition, ListQuery } from '../lists/index.js';
import type { PreparingQueryable } from '../platform/database/database.js';

/** What somebody takes away, and how. */
export interface NotedExport {
  readonly edition: Edition;
  readonly list: ListDefinition;
  readonly query: ListQuery;
  readonly format: ExportFormat;
  readonly actor: Actor;
}

/**
 * Writes into the log who takes which list away: the columns, the filters and the order that they asked for.
 * @param more what is known besides, such as the file that is made in the background
 */
export async function noteExport(
  tx: PreparingQueryable,
  { edition, list, query, format, actor }: NotedExport,
  more: Readonly<Record<string, string | null>> = {},
): Promise<void> {
  await writeAudit(tx, {
    editionId: edition.id,
    actor,
    action: 'export-list',
    subject: { kind: 'list', id: list.name },
    after: {
      format,
      columns: query.columns.map(({ key }) => key),
      filters: Object.fromEntries(query.filters),
      sort: query.sort.key,
      ...more,
    },
  });
}
