import { createRequire } from 'node:module';
import type { Language } from '../../domain/language.js';
import { LOCALES } from '../i18n/index.js';
import { fontFile, runsOf, SUBSETS } from './writable-runs.js';

/** The faces a document is set in. */
const FACES = {
  text: { family: 'source-sans-3', weight: 400 },
  strong: { family: 'source-sans-3', weight: 600 },
  display: { family: 'bricolage-grotesque', weight: 700 },
} as const;
export type Face = keyof typeof FACES;

const require = createRequire(import.meta.url);

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

/**
 * A PDF document in the site's own faces. Names may be in any script: Latin, Greek, Cyrillic and Arabic letters are
 * written as they are, others in Latin ones, so that nobody's name becomes a row of empty boxes.
 */
export class PdfDocument {
  private constructor(
    /** PDFKit's own document, for lines and pictures. */
    readonly canvas: PDFKit.PDFDocument,
  ) {
    for (const [face, { family, weight }] of Object.entries(FACES)) {
      for (const subset of SUBSETS) {
        canvas.registerFont(`${face} ${subset}`, require.resolve(fontFile(subset, family, weight)));
      }
    }
    canvas.fillColor(INK);
  }

  /** An empty document. What makes documents is loaded with the first one: most processes never make any. */
  static async begin({ title, author, language, size, margin, landscape = false }: PdfOptions): Promise<PdfDocument> {
    const { default: PDFDocument } = await import('pdfkit');
    const canvas = new PDFDocument({
      size: typeof size === 'string' ? size : [...size],
      layout: landscape ? 'landscape' : 'portrait',
      margin,
      lang: LOCALES[language],
      displayTitle: true,
      info: { Title: title, Author: author },
    });
    return new PdfDocument(canvas);
  }

  /** Writes a paragraph where the pen is, and leaves the pen below it. */
  write(text: string, options: TextOptions = {}): this {
    const { face = 'text', size = 12, colour = INK, align = 'left', width, gap = 4 } = options;
    const runs = runsOf(text);
    this.canvas.fontSize(size).fillColor(colour);
    const shared = { align, lineGap: 2, ...(width === undefined ? {} : { width }) };
    for (const [index, run] of runs.entries()) {
      this.canvas.font(`${face} ${run.subset}`).text(run.text, {
        ...shared,
        continued: index < runs.length - 1,
        // Asked for features, even none, PDFKit shapes a line as a whole, and words from right to left keep their order.
        ...(run.subset === 'arabic' ? { features: [] } : {}),
      });
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
