import pLimit from 'p-limit';
import type { Sharp } from 'sharp';
import { DomainError } from '../domain/errors.js';
import { kindOfUpload, refusedPhoto, UPLOAD_BOUNDS } from './read-upload.js';
import { type Crop } from './crop.js';
import {
  cutoutOf,
  fileName,
  FORMATS,
  type PictureFormat,
  type Rendition,
  renditionsOf,
  type Shape,
} from './renditions.js';

/** A photo as we keep it: upright, at most this large, and with nothing in it but the picture. */
export interface KeptPhoto {
  readonly body: Buffer;
  readonly width: number;
  readonly height: number;
}

/** How large a picture is kept, at most, and how small it may be; pixels. */
interface KeptBounds {
  readonly width: number;
  readonly height: number;
  readonly leastSide: number;
}

/** Enough for the widest picture of a photo at twice its size on a phone. */
const PHOTO: KeptBounds = { width: 2_400, height: 2_400, leastSide: UPLOAD_BOUNDS.leastSide };
/** A logo stands in a corner, at twice its size. */
export const LOGO: KeptBounds = { width: 480, height: 240, leastSide: 40 };
const KEPT_QUALITY = 88;
const QUALITY: Readonly<Record<PictureFormat, number>> = { webp: 78, jpg: 78 };
const PATIENCE_SECONDS = 20;
const WHITE = { r: 255, g: 255, b: 255 };

/** Pictures in the making at one moment; each takes a core and, at its worst, some hundred MB. */
const AT_ONCE = 2;
/** More than these do not wait: their sender is asked to try again. */
const MOST_WAITING = 20;
const bench = pLimit(AT_ONCE);
/** The decoder, loaded with the first photo: a process that gets none has 20 MB less to hold. */
const decoder = async () => (await import('sharp')).default;

/** @throws {DomainError} `SERVICE_UNAVAILABLE` when too many wait already */
async function atTheBench<Made>(work: () => Promise<Made>): Promise<Made> {
  if (bench.pendingCount >= MOST_WAITING) throw new DomainError('SERVICE_UNAVAILABLE', 'Too many photos at once');
  return bench(work);
}

/**
 * Takes what somebody sent and makes of it what we keep: decoded and encoded anew, upright, in sRGB, without EXIF,
 * location, thumbnails or anything else that was in the file.
 * @throws {InputInvalidError} naming `photo`, for a file that is too large, broken, hostile or of a kind we do not take
 * @throws {DomainError} `SERVICE_UNAVAILABLE`
 */
export async function keepPhoto(file: Buffer, bounds: KeptBounds = PHOTO): Promise<KeptPhoto> {
  const kind = kindOfUpload(file);
  return atTheBench(async () => {
    const sharp = await decoder();
    // Only the header is read here, so that too many pixels are told apart from a broken file.
    const header = sharp(file, { limitInputPixels: false, failOn: 'error' });
    const { format, width, height, pages } = await header.metadata().catch(() => {
      throw refusedPhoto('FILE_BROKEN');
    });
    if (format !== kind) throw refusedPhoto('FILE_TYPE_UNSUPPORTED');
    if ((pages ?? 1) > 1) throw refusedPhoto('PICTURE_MOVES');
    if (width * height > UPLOAD_BOUNDS.mostPixels) throw refusedPhoto('PICTURE_TOO_LARGE');
    if (Math.min(width, height) < bounds.leastSide) throw refusedPhoto('PICTURE_TOO_SMALL');
    try {
      const { data, info } = await sharp(file, { limitInputPixels: UPLOAD_BOUNDS.mostPixels, failOn: 'error' })
        .autoOrient()
        .resize(bounds.width, bounds.height, { fit: 'inside', withoutEnlargement: true })
        .flatten({ background: WHITE })
        .toColourspace('srgb')
        .timeout({ seconds: PATIENCE_SECONDS })
        .webp({ quality: KEPT_QUALITY, effort: 2 })
        .toBuffer({ resolveWithObject: true });
      return { body: data, width: info.width, height: info.height };
    } catch (cause) {
      // The decoder says in many ways that a file is not what it claims to be; to its sender they are one.
      throw Object.assign(refusedPhoto('FILE_BROKEN'), { cause });
    }
  });
}

/** A picture that is ready to be served. */
export interface MadePicture {
  readonly fileName: string;
  readonly format: PictureFormat;
  readonly body: Buffer;
}

/** Makes every picture of a kept photo with a crop. */
export async function makePictures(kept: KeptPhoto, crop: Crop): Promise<MadePicture[]> {
  const photo = { width: kept.width, height: kept.height, ...crop };
  return atTheBench(async () => {
    const sharp = await decoder();
    const made: MadePicture[] = [];
    for (const shape of ['wide', 'square'] as const satisfies readonly Shape[]) {
      // One decode for a shape; one picture after another, so that a photo takes one core and not all of them.
      const cut = await sharp(kept.body).extract(cutoutOf(photo, shape)).raw().toBuffer({ resolveWithObject: true });
      const { width, height, channels } = cut.info;
      for (const rendition of renditionsOf(photo, shape)) {
        for (const format of FORMATS) {
          const source = sharp(cut.data, { raw: { width, height, channels } });
          const body = await encoded(source, rendition, format);
          made.push({ fileName: fileName(rendition, format), format, body });
        }
      }
    }
    return made;
  });
}

function encoded(source: Sharp, { width, height }: Rendition, format: PictureFormat): Promise<Buffer> {
  const sized = source.resize(width, height, { fit: 'cover' }).timeout({ seconds: PATIENCE_SECONDS });
  switch (format) {
    case 'webp':
      return sized.webp({ quality: QUALITY.webp, effort: 3 }).toBuffer();
    case 'jpg':
      return sized.jpeg({ quality: QUALITY.jpg, progressive: true }).toBuffer();
  }
}
