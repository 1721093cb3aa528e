import type { Edition } from '../../domain/edition.js';
import type { Language } from '../../domain/language.js';
import type { OwnPage } from '../../fundraising-pages/index.js';
import type { Config } from '../../platform/config/config.js';
import { INK, PdfDocument, QUIET, SUNRISE } from '../../platform/documents/pdf-document.js';
import { formatDay, formatMoney, formatNumber } from '../../platform/i18n/index.js';
import { translatorOf } from '../shared/messages/translators.js';

interface Certificate {
  readonly edition: Edition;
  readonly language: Language;
  /** The walker's own name, as it stands on the page. */
  readonly name: string;
  readonly raisedMinor: OwnPage['raisedMinor'];
  /** Metres; `null` when nothing was logged. */
  readonly walkedMetres: number | null;
  readonly organisation: Config['organisation'];
}

/** A certificate of participation to print and hang: who walked, how far, on which day, and what it brought. */
export async function renderCertificate(certificate: Certificate): Promise<Buffer> {
  const { edition, language, name, raisedMinor, walkedMetres, organisation } = certificate;
  const t = translatorOf(language);
  const title = t('certificate.title');
  const pdf = await PdfDocument.begin({
    title: `${title} · ${name}`,
    author: organisation.name,
    language,
    size: 'A4',
    margin: 72,
    landscape: true,
  });
  const { canvas } = pdf;
  const { width, height } = canvas.page;
  canvas.rect(0, 0, width, height).fill('#FAF5EC');
  drawRoad(canvas, width, height);
  canvas.x = 72;
  canvas.y = 76;
  const day = formatDay(language, edition.walkOn);
  const amount = formatMoney(language, raisedMinor, edition.currency);
  pdf
    .write(edition.title[language], { face: 'strong', colour: SUNRISE, size: 15, align: 'center', gap: 14 })
    .write(title, { face: 'text', colour: QUIET, size: 17, align: 'center', gap: 22 })
    .write(name, { face: 'display', colour: INK, size: name.length > 40 ? 30 : 44, align: 'center', gap: 20 })
    .write(
      walkedMetres === null
        ? t('certificate.walked', { day })
        : t('certificate.walkedKm', { day, km: formatNumber(language, walkedMetres / 1_000) }),
      { size: 19, align: 'center', gap: 8 },
    );
  if (raisedMinor > 0) pdf.write(t('certificate.raised', { amount }), { size: 19, align: 'center', gap: 26 });
  pdf.write(t('certificate.thanks', { organisation: organisation.name }), { size: 13, colour: QUIET, align: 'center' });
  return pdf.bytes();
}

/** The walked road, in the colours of the site, along the foot of the page. */
function drawRoad(canvas: PDFKit.PDFDocument, width: number, height: number): void {
  const base = height - 70;
  canvas
    .moveTo(0, base)
    .bezierCurveTo(width * 0.25, base - 70, width * 0.45, base + 30, width * 0.65, base - 20)
    .bezierCurveTo(width * 0.8, base - 55, width * 0.9, base - 30, width, base - 60)
    .lineTo(width, height)
    .lineTo(0, height)
    .fill('#F1E7D6');
  canvas
    .moveTo(0, base)
    .bezierCurveTo(width * 0.25, base - 70, width * 0.45, base + 30, width * 0.65, base - 20)
    .bezierCurveTo(width * 0.8, base - 55, width * 0.9, base - 30, width, base - 60)
    .lineWidth(7)
    .strokeColor(SUNRISE)
    .stroke();
}
