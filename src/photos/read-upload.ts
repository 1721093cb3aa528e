import { InputInvalidError, type FieldErrorCode } from '../domain/errors.js';

export const UPLOAD_BOUNDS = {
  /** Of a file as it is sent. */
  mostBytes: 15 * 1024 * 1024,
  /** Of a picture when it is unpacked, so that a small file cannot fill the memory. */
  mostPixels: 80_000_000,
  leastSide: 200,
} as const;

/** The kinds of picture we take, by the names that sharp gives them. */
export type UploadKind = 'jpeg' | 'png' | 'webp' | 'heif';

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_CHUNKS = 1_000;
const MOST_BRANDS = 16;

/** A photo that we do not take, with the reason for the person who sent it. */
export function refusedPhoto(code: FieldErrorCode): InputInvalidError {
  return new InputInvalidError([{ field: 'photo', code }]);
}

/**
 * What kind of picture a file is by its own first bytes, whatever its name and its declared type say. Only the kinds
 * listed here ever reach a decoder: SVG, PDF and the rest never do.
 * @throws {InputInvalidError} `FILE_REQUIRED`, `FILE_TOO_LARGE`, `FILE_TYPE_UNSUPPORTED`, `PICTURE_MOVES`
 */
export function kindOfUpload(file: Buffer): UploadKind {
  if (file.length === 0) throw refusedPhoto('FILE_REQUIRED');
  if (file.length > UPLOAD_BOUNDS.mostBytes) throw refusedPhoto('FILE_TOO_LARGE');
  if (file[0] === 0xff && file[1] === 0xd8 && file[2] === 0xff) return 'jpeg';
  if (file.subarray(0, 8).equals(PNG_SIGNATURE)) {
    if (isAnimatedPng(file)) throw refusedPhoto('PICTURE_MOVES');
    return 'png';
  }
  if (text(file, 0, 4) === 'RIFF' && text(file, 8, 12) === 'WEBP') {
    if (isAnimatedWebp(file)) throw refusedPhoto('PICTURE_MOVES');
    return 'webp';
  }
  if (text(file, 0, 4) === 'GIF8') throw refusedPhoto('PICTURE_MOVES');
  if (text(file, 4, 8) === 'ftyp') {
    const brands = brandsOf(file);
    if (brands[0] === 'avis') throw refusedPhoto('PICTURE_MOVES');
    if (brands.includes('avif')) return 'heif';
  }
  throw refusedPhoto('FILE_TYPE_UNSUPPORTED');
}

/** APNG (W3C PNG, third edition): a chunk `acTL` before the first `IDAT`. */
function isAnimatedPng(file: Buffer): boolean {
  let at = 8;
  for (let chunk = 0; chunk < MOST_CHUNKS && at + 8 <= file.length; chunk += 1) {
    const type = text(file, at + 4, at + 8);
    if (type === 'acTL') return true;
    if (type === 'IDAT') return false;
    at += 12 + file.readUInt32BE(at);
  }
  return false;
}

/** The animation bit of the extended header (WebP container specification, "Extended File Format"). */
function isAnimatedWebp(file: Buffer): boolean {
  return text(file, 12, 16) === 'VP8X' && ((file[20] ?? 0) & 0x02) !== 0;
}

/** The major brand and the compatible ones of an ISO base media file (ISO/IEC 14496-12, `ftyp`). */
function brandsOf(file: Buffer): string[] {
  const end = Math.min(file.readUInt32BE(0), file.length, 16 + 4 * MOST_BRANDS);
  const brands = [text(file, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text(file, at, at + 4));
  return brands;
}

function text(file: Buffer, from: number, to: number): string {
  return file.toString('latin1', from, to);
}
