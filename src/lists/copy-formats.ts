import { escapeLiteral } from 'pg';
import { closingLine, type ExportWords, FORMULA_STARTS, harmless, titleIn, wordIn } from './export-words.js';
import type { ListColumn, ListQuery } from './list.js';

/** Says to a spreadsheet that the file is UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/** The first line of a CSV file. */
export function csvHeader({ columns }: ListQuery, words: ExportWords): string {
  return `${BYTE_ORDER_MARK}${csvLine(
    columns.map((column) => titleIn(words, column)),
    words,
  )}`;
}

/** The last line of a CSV file: how many rows there are, and what they come to. A cut file has none. */
export function csvClosing(words: ExportWords, count: number, sumMinor: number | null): string {
  return csvLine([closingLine(words, count, sumMinor)], words);
}

function csvLine(cells: readonly string[], { language }: ExportWords): string {
  const quoted = cells.map((cell) => {
    const text = harmless(cell);
    return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${quoted.join(language === 'en' ? ',' : ';')}\n`;
}

/**
 * The cells of a CSV row, written by Postgres itself: nothing of a million rows passes through JavaScript one by one. Words
 * of ours stand in the statement as constants, which Postgres looks up in a table; a function call for each of them in each
 * row took most of the time. Wants times shown in ISO style.
 */
export function copySelect({ columns }: ListQuery, words: ExportWords): string {
  return columns.map((column) => csvCell(column, words)).join(', ');
}

const STARTS = FORMULA_STARTS.map((start) => escapeLiteral(start)).join(', ');

function csvCell({ kind, sql, words: known = [] }: ListColumn, words: ExportWords): string {
  switch (kind) {
    case 'text':
      return `CASE WHEN left(${sql}, 1) IN (${STARTS}) THEN '''' || ${sql} ELSE ${sql} END`;
    case 'word': {
      const cases = known.map(
        (word) => `WHEN ${escapeLiteral(word)} THEN ${escapeLiteral(harmless(wordIn(words, word)))}`,
      );
      return cases.length === 0 ? sql : `CASE ${sql} ${cases.join(' ')} ELSE ${sql} END`;
    }
    case 'money': {
      const separator = words.language === 'en' ? '.' : ',';
      return `CASE WHEN ${sql} < 0 THEN '-' ELSE '' END || abs(${sql}) / 100 || '${separator}' || right('0' || abs(${sql}) % 100, 2)`;
    }
    case 'number':
      return sql;
    case 'time':
      return `date_trunc('second', ${sql} AT TIME ZONE 'Europe/Brussels')`;
    case 'yes-no':
      return `CASE WHEN ${sql} THEN ${escapeLiteral(words.yes)} ELSE ${escapeLiteral(words.no)} END`;
  }
}

/** One JSON object a row: money in minor units, times in ISO 8601 UTC. */
export function jsonLinesSelect({ columns }: ListQuery): string {
  const pairs = columns.map(({ key, kind, sql }) => `'${key}', ${kind === 'time' ? isoTime(sql) : sql}`);
  return `json_build_object(${pairs.join(', ')})`;
}

function isoTime(sql: string): string {
  return `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
