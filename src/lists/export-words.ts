import type { Language } from '../domain/language.js';
import type { Currency } from '../domain/money.js';
import { formatMoney, formatNumber } from '../platform/i18n/index.js';
import type { ListColumn } from './list.js';

/** Where count and sum stand in the last line of a file. */
export const COUNT = '{count}';
export const SUM = '{sum}';

/**
 * The words of a file in the language of who asked for it; they come from where the pages' words come from. They are plain,
 * because the file is made by a process of its own.
 */
export interface ExportWords {
  readonly language: Language;
  readonly currency: Currency;
  /** Titles of columns by their keys. */
  readonly columns: Readonly<Record<string, string>>;
  readonly words: Readonly<Record<string, string>>;
  readonly yes: string;
  readonly no: string;
  /** The last line of a file, which says that it is whole: without and with a sum, for {@link COUNT} and {@link SUM}. */
  readonly closing: string;
  readonly closingSum: string;
  /** What the sheet about the file says, a row each. */
  readonly about: readonly (readonly [label: string, value: string])[];
  readonly rowsSheet: string;
  readonly aboutSheet: string;
}

/** What stands above a column. */
export function titleIn({ columns }: ExportWords, { key }: ListColumn): string {
  return columns[key] ?? key;
}

/** A word of ours as people read it. */
export function wordIn({ words }: ExportWords, word: string): string {
  return words[word] ?? word;
}

/** The last line of a file. @param sumMinor minor units, or `null` where nothing is added up */
export function closingLine(words: ExportWords, count: number, sumMinor: number | null): string {
  const { language, currency, closing, closingSum } = words;
  return (sumMinor === null ? closing : closingSum)
    .replace(COUNT, formatNumber(language, count))
    .replace(SUM, sumMinor === null ? '' : formatMoney(language, sumMinor, currency, 'always'));
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
