import { PassThrough } from 'node:stream';
import { WorkbookWriter } from '@cj-tech-master/excelts';
import { closingLine, type ExportWords, harmless, titleIn, wordIn } from './export-words.js';
import type { CellKind, ListColumn, ListQuery } from './list.js';

/** The cells of a row as Postgres gives them. */
export type WorkbookRow = readonly (string | number | boolean | Date | null)[];

interface Workbook {
  readonly query: ListQuery;
  readonly words: ExportWords;
  readonly count: number;
  readonly sumMinor: number | null;
}

/** How much may wait between the writer of the workbook and who reads it; bytes. */
const WAITING_BYTES = 256 * 1_024;

const NUMBER_FORMATS: Readonly<Partial<Record<CellKind, string>>> = {
  money: '#,##0.00',
  time: 'yyyy-mm-dd hh:mm:ss',
};
const WIDTHS: Readonly<Record<CellKind, number>> = {
  text: 28,
  word: 18,
  money: 14,
  number: 10,
  time: 20,
  'yes-no': 10,
};

/**
 * Writes an XLSX workbook a batch of rows at a time: real numbers and times (in Belgium, since a sheet has no zones), a
 * header that stays, a closing row with count and sum, and a sheet that says what the file holds.
 * @param read the next batch; an empty one is the end
 */
export async function* writeWorkbook(
  read: () => Promise<readonly WorkbookRow[]>,
  { query, words, count, sumMinor }: Workbook,
): AsyncGenerator<Uint8Array> {
  const file = new PassThrough({ highWaterMark: WAITING_BYTES });
  const writing = fill(file, read, { query, words, count, sumMinor });
  // What fails while writing ends the file, and is thrown where it is read.
  writing.catch((error: unknown) => file.destroy(error instanceof Error ? error : new Error(String(error))));
  for await (const piece of file) yield piece as Uint8Array;
  await writing;
}

async function fill(
  file: PassThrough,
  read: () => Promise<readonly WorkbookRow[]>,
  { query, words, count, sumMinor }: Workbook,
): Promise<void> {
  const workbook = new WorkbookWriter({ stream: file, useSharedStrings: false, useStyles: true });
  const sheet = workbook.addWorksheet(words.rowsSheet, { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = query.columns.map((column) => ({
    header: harmless(titleIn(words, column)),
    key: column.key,
    width: WIDTHS[column.kind],
    style: styleOf(column),
  }));
  for (;;) {
    const batch = await read();
    if (batch.length === 0) break;
    together(sheet.stream as SheetStream, () => {
      for (const row of batch) {
        sheet.addRow(row.map((cell, index) => cellOf(cell, query.columns[index], words))).commit();
      }
    });
    await drained(file);
  }
  sheet.addRow([]).commit();
  sheet.addRow([closingLine(words, count, sumMinor)]).commit();
  sheet.commit();
  const about = workbook.addWorksheet(words.aboutSheet);
  for (const [label, value] of words.about) about.addRow([harmless(label), harmless(value)]).commit();
  about.commit();
  await workbook.commit();
}

/** The stream of a sheet's XML, as excelts has it but does not type it. */
interface SheetStream {
  pause(): void;
  resume(): void;
  read(): Uint8Array | null;
  write(bytes: Uint8Array): unknown;
}

/**
 * Hands the rows of a batch to the compressor in one piece. Row by row each would wait for a turn of its own in zlib, and
 * the rows would pile up before it: most of the time, and more memory than all else.
 */
function together(stream: SheetStream, work: () => void): void {
  stream.pause();
  work();
  const bytes = stream.read();
  stream.resume();
  if (bytes !== null && bytes.length > 0) stream.write(bytes);
}

/** Waits until the reader has caught up, so that the workbook never grows in memory. */
async function drained(file: PassThrough): Promise<void> {
  if (file.destroyed) throw new Error('Nobody reads the workbook any more');
  if (!file.writableNeedDrain) {
    await new Promise((resolve) => setImmediate(resolve));
    return;
  }
  await new Promise<void>((resolve, reject) => {
    const over = (): void => {
      file.off('drain', over);
      file.off('close', over);
      if (file.destroyed) reject(new Error('Nobody reads the workbook any more'));
      else resolve();
    };
    file.on('drain', over);
    file.on('close', over);
  });
}

function styleOf({ kind }: ListColumn): { numFmt?: string } {
  const numFmt = NUMBER_FORMATS[kind];
  return numFmt === undefined ? {} : { numFmt };
}

function cellOf(
  cell: WorkbookRow[number],
  column: ListColumn | undefined,
  words: ExportWords,
): string | number | boolean | Date | null {
  if (cell === null || column === undefined) return null;
  switch (column.kind) {
    case 'money':
      return Number(cell) / 100;
    case 'number':
      return Number(cell);
    case 'time':
      return cell instanceof Date ? inBelgium(cell) : null;
    case 'yes-no':
      return cell === true ? words.yes : words.no;
    case 'word':
      return harmless(column.words?.includes(String(cell)) === true ? wordIn(words, String(cell)) : String(cell));
    case 'text':
      return harmless(String(cell));
  }
}

const CLOCK = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Brussels',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** The moment whose clock in UTC shows what clocks in Belgium showed: the form in which a sheet keeps times. */
function inBelgium(moment: Date): Date {
  return new Date(`${CLOCK.format(moment).replace(' ', 'T')}Z`);
}
