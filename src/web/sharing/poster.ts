import { INK, PdfDocument, QUIET, SUNRISE } from '../../platform/documents/pdf-document.js';
import type { Language } from '../../domain/language.js';
import { translatorOf } from '../shared/messages/translators.js';
import { qrSquaresOf } from './invitation.js';

/** What a poster or a table card says. */
export interface Poster {
  readonly language: Language;
  readonly edition: string;
  readonly name: string;
  /** A few words on why; empty where nothing was written. */
  readonly story: string;
  readonly day: string;
  /** Where the code leads. */
  readonly address: string;
  readonly organisation: string;
}

const FORMS = {
  'poster.pdf': { size: 'A4', margin: 56, name: 46, lead: 20, text: 14, code: 250 },
  'table-card.pdf': { size: 'A6', margin: 24, name: 22, lead: 11, text: 8.5, code: 130 },
} as const;
export type PosterForm = keyof typeof FORMS;
export const POSTER_FORMS = Object.keys(FORMS) as PosterForm[];

const MOST_STORY = 280;

/** A sheet to hang up or to stand on a table: who walks, why, and a code to give with. */
export async function renderPoster(form: PosterForm, poster: Poster): Promise<Buffer> {
  const { size, margin, name, lead, text, code } = FORMS[form];
  const t = translatorOf(poster.language);
  const pdf = await PdfDocument.begin({
    title: `${poster.name} · ${poster.edition}`,
    author: poster.organisation,
    language: poster.language,
    size,
    margin,
  });
  const { canvas } = pdf;
  const { width, height } = canvas.page;
  canvas.rect(0, 0, width, height).fill('#FAF5EC');
  canvas.rect(0, 0, width, margin * 0.35).fill(SUNRISE);
  canvas.x = margin;
  canvas.y = margin;
  const longName = poster.name.length > 28;
  pdf
    .write(`${poster.edition} · ${poster.day}`, { face: 'strong', colour: SUNRISE, size: lead * 0.8, gap: lead * 0.6 })
    .write(poster.name, { face: 'display', size: longName ? name * 0.65 : name, gap: lead * 0.6 })
    .write(t('poster.lead'), { size: lead, gap: lead });
  const story = poster.story.replace(/\s+/g, ' ').slice(0, MOST_STORY);
  if (story !== '') {
    pdf.write(`${story}${poster.story.length > MOST_STORY ? '…' : ''}`, { size: text, colour: QUIET, gap: lead });
  }
  const top = height - margin - code - text * 5;
  drawCode(canvas, poster.address, (width - code) / 2, top, code);
  canvas.x = margin;
  canvas.y = top + code + text * 0.8;
  pdf.write(t('poster.scan'), { face: 'strong', size: text, align: 'center', gap: 1 });
  pdf.write(poster.address.replace(/^https?:\/\//, ''), { size: text * 0.85, colour: QUIET, align: 'center', gap: 0 });
  return pdf.bytes();
}

/** The code in black on white with a quiet zone of four squares, as readers need it (ISO/IEC 18004). */
function drawCode(canvas: PDFKit.PDFDocument, address: string, left: number, top: number, width: number): void {
  const { size, isDark } = qrSquaresOf(address);
  const square = width / (size + 8);
  canvas.rect(left, top, width, width).fill('#FFFFFF');
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (isDark(row, column)) {
        canvas.rect(left + (column + 4) * square, top + (row + 4) * square, square + 0.05, square + 0.05);
      }
    }
  }
  canvas.fill(INK);
}
