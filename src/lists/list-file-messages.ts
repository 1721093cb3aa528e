import type { ErrorCode } from '../domain/errors.js';
import type { ExportWords } from './export-words.js';
import type { ListDefinition } from './list.js';
import type { ExportFormat } from './list-file.js';
import type { ListSummary } from './list-summary.js';

/** What the process that makes a file is told, once. */
export interface FileWanted {
  readonly databaseUrl: string;
  readonly list: ListDefinition['name'];
  /** What is asked of the list; every column stands in it by name. */
  readonly asked: string;
  readonly editionId: string;
  readonly format: ExportFormat;
  readonly words: ExportWords;
}

/** What it says while it makes one; the file itself is its standard output. */
export type FileNews =
  | { readonly kind: 'summary'; readonly summary: ListSummary }
  | { readonly kind: 'rows'; readonly count: number }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string; readonly postgresCode: string | undefined }
  | { readonly kind: 'whole' };
