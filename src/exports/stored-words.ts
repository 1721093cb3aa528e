import { z } from 'zod';
import type { Edition } from '../domain/edition.js';
import { LANGUAGES } from '../domain/language.js';
import type { ExportWords, ListDefinition } from '../lists/index.js';
import { formatDayAndTime } from '../platform/i18n/index.js';

/** Where the moment of the making stands in what a file says about itself. */
export const MADE_AT = '{made}';

const StoredWordsShape = z.strictObject({
  language: z.enum(LANGUAGES),
  columns: z.record(z.string(), z.string()),
  words: z.record(z.string(), z.string()),
  yes: z.string(),
  no: z.string(),
  closing: z.string(),
  closingSum: z.string(),
  about: z.array(z.tuple([z.string(), z.string()])),
  rowsSheet: z.string(),
  aboutSheet: z.string(),
});

/** What a file says in one language, as it is kept with what was asked: the worker has no pages to take words from. */
export type StoredWords = z.infer<typeof StoredWordsShape>;

/** Reads what was kept. @throws {z.ZodError} for what is not ours */
export function storedWords(kept: unknown): StoredWords {
  return StoredWordsShape.parse(kept);
}

/** The columns and words of a list that its file can hold, looked up once. */
export function wordsOfList(
  { columns }: ListDefinition,
  titleOf: (key: string) => string,
  wordOf: (word: string) => string,
): Pick<StoredWords, 'columns' | 'words'> {
  return {
    columns: Object.fromEntries(columns.map(({ key }) => [key, titleOf(key)])),
    words: Object.fromEntries(columns.flatMap(({ words = [] }) => words.map((word) => [word, wordOf(word)]))),
  };
}

/** The words of a file that is made at `now`. */
export function exportWordsFrom(stored: StoredWords, { currency }: Edition, now: Date): ExportWords {
  const made = formatDayAndTime(stored.language, now);
  return {
    ...stored,
    currency,
    about: stored.about.map(([label, value]): [string, string] => [label, value.replace(MADE_AT, made)]),
  };
}
