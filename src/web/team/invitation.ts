import QRCode from 'qrcode';
import { type PageContext, under } from '../shared/page-context.js';

/** The address that leads into a team. */
export function invitationOf(context: PageContext, slug: string): string {
  return `${context.publicUrl}${under(context, `/register?team=${encodeURIComponent(slug)}`)}`;
}

/** A QR code as SVG, with the quiet zone that readers need (ISO/IEC 18004). */
export function qrCodeOf(address: string): Promise<string> {
  return QRCode.toString(address, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
}
