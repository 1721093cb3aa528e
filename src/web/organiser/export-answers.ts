import type { Edition } from '../../domain/edition.js';
import type { ExportFormat, ListDefinition } from '../../lists/index.js';

/** What an answer with a file of a list says that it is. */
export const EXPORT_CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  jsonl: 'application/x-ndjson; charset=utf-8',
};

/** `content-disposition` of a file of a list: to be kept, under a name that says what and when. */
export function attachedAs(list: ListDefinition, edition: Edition, format: ExportFormat, made: Date): string {
  return `attachment; filename="${list.name}-${edition.slug}-${made.toISOString().slice(0, 10)}.${format}"`;
}
