import { type ExportWords, FORMULA_STARTS, harmless } from './export-words.js';
import type { Bind, ListColumn, ListQuery } from './list.js';

/** Says to a spreadsheet that the file is UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/** The first line of a CSV file. */
export function csvHeader({ columns }: ListQuery, words: ExportWords): string {
  return `${BYTE_ORDER_MARK}${csvLine(columns.map(words.columnTitle), words)}`;
}

/** The last line of a CSV file: how many rows there are, and what they come to. A cut file has none. */
export function csvClosing(words: ExportWords, count: number, sumMinor: number | null): string {
  return csvLine([words.closing(count, sumMinor)], words);
}

function csvLine(cells: readonly string[], { language }: ExportWords): string {
  const quoted = cells.map((cell) => {
    const text = harmless(cell);
    return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${quoted.join(language === 'en' ? ',' : ';')}\n`;
}

/** The cells of a CSV row, written by Postgres itself: nothing of a million rows passes through JavaScript one by one. */
export function copySelect({ columns }: ListQuery, words: ExportWords, bind: Bind): string {
  return columns.map((column) => csvCell(column, words, bind)).join(', ');
}

function csvCell({ kind, sql, words: known = [] }: ListColumn, words: ExportWords, bind: Bind): string {
  switch (kind) {
    case 'text': {
      const starts = FORMULA_STARTS.map((start) => bind(start, 'text')).join(', ');
      return `CASE WHEN left(${sql}, 1) IN (${starts}) THEN '''' || ${sql} ELSE ${sql} END`;
    }
    case 'word': {
      const cases = known.map((word) => `WHEN ${bind(word, 'text')} THEN ${bind(harmless(words.word(word)), 'text')}`);
      return cases.length === 0 ? sql : `CASE ${sql} ${cases.join(' ')} ELSE ${sql} END`;
    }
    case 'money': {
      const separator = words.language === 'en' ? '.' : ',';
      return `CASE WHEN ${sql} < 0 THEN '-' ELSE '' END || abs(${sql}) / 100 || '${separator}' || lpad((abs(${sql}) % 100)::text, 2, '0')`;
    }
    case 'number':
      return sql;
    case 'time':
      return `to_char(${sql} AT TIME ZONE 'Europe/Brussels', 'YYYY-MM-DD HH24:MI:SS')`;
    case 'yes-no':
      return `CASE WHEN ${sql} THEN ${bind(words.yes, 'text')} ELSE ${bind(words.no, 'text')} END`;
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
