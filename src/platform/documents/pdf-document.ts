import { createRequire } from 'node:module';
import transliterate from '@sindresorhus/transliterate';
import PDFDocument from 'pdfkit';
import type { Language } from '../../domain/language.js';
import { LOCALES } from '../i18n/index.js';

/** The faces a document is set in; each comes in two files, since web fonts part Latin letters by how common they are. */
const FACES = {
  text: '@fontsource/source-sans-3/files/source-sans-3-%-400-normal.woff',
  strong: '@fontsource/source-sans-3/files/source-sans-3-%-600-normal.woff',
  display: '@fontsource/bricolage-grotesque/files/bricolage-grotesque-%-700-normal.woff',
} as const;
export type Face = keyof typeof FACES;

const SUBSETS = ['latin', 'latin-ext'] as const;
type Subset = (typeof SUBSETS)[number];

/** The site's colours, as documents use them. */
export const INK = '#14233C';
export const SUNRISE = '#C8431B';
export const QUIET = '#4D5666';

/** How a document is made. */
export interface PdfOptions {
  readonly title: string;
  readonly author: string;
  readonly language: Language;
  /** Points (1/72 inch) unless a name of a paper size. */
  readonly size: 'A4' | 'A6' | readonly [width: number, height: number];
  readonly margin: number;
  readonly landscape?: boolean;
}

export interface TextOptions {
  readonly face?: Face;
  readonly size?: number;
  readonly colour?: string;
  readonly align?: 'left' | 'center' | 'right';
  /** Points; from the left margin to the right one when not given. */
  readonly width?: number;
  readonly gap?: number;
}

const require = createRequire(import.meta.url);

/**
 * A PDF document in the site's own faces. Names may be in any script: letters that the faces do not have are written in
 * Latin ones, so that nobody's name becomes a row of empty boxes.
 */
export class PdfDocument {
  /** PDFKit's own document, for lines and pictures. */
  readonly canvas: PDFKit.PDFDocument;

  constructor({ title, author, language, size, margin, landscape = false }: PdfOptions) {
    this.canvas = new PDFDocument({
      size: typeof size === 'string' ? size : [...size],
      layout: landscape ? 'landscape' : 'portrait',
      margin,
      lang: LOCALES[language],
      displayTitle: true,
      info: { Title: title, Author: author },
    });
    for (const [face, file] of Object.entries(FACES)) {
      for (const subset of SUBSETS) {
        this.canvas.registerFont(`${face} ${subset}`, require.resolve(file.replace('%', subset)));
      }
    }
    this.canvas.fillColor(INK);
  }

  /** Writes a paragraph where the pen is, and leaves the pen below it. */
  write(text: string, options: TextOptions = {}): this {
    const { face = 'text', size = 12, colour = INK, align = 'left', width, gap = 4 } = options;
    const runs = runsOf(text);
    this.canvas.fontSize(size).fillColor(colour);
    const shared = { align, lineGap: 2, ...(width === undefined ? {} : { width }) };
    for (const [index, run] of runs.entries()) {
      this.canvas.font(`${face} ${run.subset}`).text(run.text, { ...shared, continued: index < runs.length - 1 });
    }
    this.canvas.y += gap;
    return this;
  }

  /** A line of a table: a label, and its value beside it. */
  row(label: string, value: string, labelWidth = 150): this {
    const { canvas } = this;
    const [left, top] = [canvas.page.margins.left, canvas.y];
    const width = canvas.page.width - left - canvas.page.margins.right - labelWidth;
    this.write(label, { colour: QUIET, width: labelWidth - 10 });
    const labelEnds = canvas.y;
    canvas.x = left + labelWidth;
    canvas.y = top;
    this.write(value, { face: 'strong', width });
    canvas.x = left;
    canvas.y = Math.max(canvas.y, labelEnds) + 2;
    return this;
  }

  /** A thin line from margin to margin. */
  rule(): this {
    const { canvas } = this;
    const { left, right } = canvas.page.margins;
    canvas
      .moveTo(left, canvas.y)
      .lineTo(canvas.page.width - right, canvas.y)
      .lineWidth(0.75)
      .strokeColor('#D9D2C3')
      .stroke();
    canvas.y += 14;
    return this;
  }

  /** The document, finished. */
  async bytes(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const { canvas } = this;
    canvas.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise<void>((resolve, reject) => {
      canvas.once('end', resolve).once('error', reject);
    });
    canvas.end();
    await ended;
    return Buffer.concat(chunks);
  }
}

interface Run {
  readonly text: string;
  readonly subset: Subset;
}

/** What the file of common letters holds; the other one holds the rest of the Latin ones. */
const COMMON = /[\n\u0020-\u00FF\u0131\u0152\u0153\u02C6\u02DA\u02DC\u2000-\u206F\u20AC\u2122\u2212]/u;
const RARER = /[\u0100-\u02BA\u1E00-\u1E9F\u1EF2-\u1EFF]/u;

/** A text in pieces of one font file each; at least one piece. */
function runsOf(text: string): Run[] {
  const runs: { text: string; subset: Subset }[] = [];
  for (const letter of writable(text)) {
    const subset = COMMON.test(letter) ? 'latin' : 'latin-ext';
    const last = runs.at(-1);
    if (last?.subset === subset) last.text += letter;
    else runs.push({ text: letter, subset });
  }
  return runs.length > 0 ? runs : [{ text: ' ', subset: 'latin' }];
}

function writable(text: string): string {
  return Array.from(text.normalize('NFC'), (letter) =>
    COMMON.test(letter) || RARER.test(letter) ? letter : ascii(letter),
  )
    .join('')
    .replace(/ +(?=[,.])/g, '');
}

function ascii(letter: string): string {
  return Array.from(transliterate(letter), (it) => (COMMON.test(it) ? it : '')).join('');
}
