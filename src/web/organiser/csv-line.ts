import type { Language } from '../../domain/language.js';
import { harmless } from '../../lists/index.js';

/** What a file of comma-separated values begins with, so that spreadsheets read its letters as they are. */
export const CSV_BEGINNING = '\uFEFF';

/** A line of such a file, with the separator that spreadsheets of the language expect, and no cell that could be a formula. */
export function csvLine(language: Language, cells: readonly string[]): string {
  const separator = language === 'en' ? ',' : ';';
  return `${cells.map((cell) => `"${harmless(cell).replaceAll('"', '""')}"`).join(separator)}\r\n`;
}

/** An amount as a plain number with its cents, as spreadsheets of the language read it. */
export function csvAmount(language: Language, amountMinor: number): string {
  const text = (amountMinor / 100).toFixed(2);
  return language === 'en' ? text : text.replace('.', ',');
}
