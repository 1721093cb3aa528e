import type { Language } from '../domain/language.js';
import type { ListColumn } from './list.js';

/** The words of a file in the language of who asked for it; they come from where the pages' words come from. */
export interface ExportWords {
  readonly language: Language;
  readonly columnTitle: (column: ListColumn) => string;
  readonly word: (word: string) => string;
  readonly yes: string;
  readonly no: string;
  /** The last line of a file, which says that it is whole. */
  readonly closing: (count: number, sumMinor: number | null) => string;
  /** What the sheet about the file says, a row each. */
  readonly about: readonly (readonly [label: string, value: string])[];
  readonly rowsSheet: string;
  readonly aboutSheet: string;
}

/**
 * What a spreadsheet would take for the beginning of a formula: `=`, `+`, `-`, `@`, tab, carriage return and line feed,
 * and the full-width twins that some programs fold into them (OWASP, "CSV Injection"). A text that begins so gets an
 * apostrophe before it, which spreadsheets show as the text itself.
 */
export const FORMULA_STARTS = ['=', '+', '-', '@', '\t', '\r', '\n', '\uFF1D', '\uFF0B', '\uFF0D', '\uFF20'] as const;

/** A text that no spreadsheet computes. */
export function harmless(text: string): string {
  return (FORMULA_STARTS as readonly string[]).includes(text.slice(0, 1)) ? `'${text}` : text;
}
