import QRCode from 'qrcode';
import { type PageContext, under } from '../shared/page-context.js';

/** The address that leads into a team. @param token of a captain, where the team admits on request; `null`: an ordinary link */
export function invitationOf(context: PageContext, slug: string, token: string | null = null): string {
  const welcome = token === null ? '' : `&invitation=${encodeURIComponent(token)}`;
  return `${context.publicUrl}${under(context, `/register?team=${encodeURIComponent(slug)}${welcome}`)}`;
}

/** A QR code as SVG, with the quiet zone that readers need (ISO/IEC 18004). */
export function qrCodeOf(address: string): Promise<string> {
  return QRCode.toString(address, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
}

/** The dark squares of a QR code, row by row, to be drawn where a picture is no use. */
export function qrSquaresOf(address: string): {
  readonly size: number;
  readonly isDark: (row: number, column: number) => boolean;
} {
  const { modules } = QRCode.create(address, { errorCorrectionLevel: 'M' });
  return { size: modules.size, isDark: (row, column) => modules.get(row, column) === 1 };
}
