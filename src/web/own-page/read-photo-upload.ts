import type { FastifyRequest } from 'fastify';
import { DomainError, type FieldErrorCode } from '../../domain/errors.js';
import { refusedPhoto, UPLOAD_BOUNDS } from '../../photos/index.js';
import type { RawInput } from '../../platform/http/input.js';

/** Uploads that are read at one moment: each is held in memory until its pictures are made. */
const MOST_AT_ONCE = 12;
let reading = 0;

/** A form with a photo in it and hardly anything else. */
const LIMITS = { fileSize: UPLOAD_BOUNDS.mostBytes, files: 1, fields: 5, parts: 6, fieldSize: 1_000, headerPairs: 20 };

/** An upload form as it was read. */
export interface PhotoUpload {
  /** What was typed before the photo. */
  readonly fields: RawInput;
  /** Nobody chose a photo. */
  readonly empty: boolean;
  /** The photo. @throws {InputInvalidError} `FILE_REQUIRED`, `FILE_TOO_LARGE`, `FILE_BROKEN` */
  file(): Buffer;
}

/**
 * Reads an upload form and hands it to `use`; the bounds hold while it is read, not after.
 * @throws {DomainError} `SERVICE_UNAVAILABLE` when too many upload at this moment
 */
export async function withPhotoUpload<Used>(
  request: FastifyRequest,
  use: (upload: PhotoUpload) => Promise<Used>,
): Promise<Used> {
  if (!request.isMultipart()) throw refusedPhoto('FILE_REQUIRED');
  if (reading >= MOST_AT_ONCE) throw new DomainError('SERVICE_UNAVAILABLE', 'Too many uploads at once');
  reading += 1;
  try {
    return await use(await uploadOf(request));
  } finally {
    reading -= 1;
  }
}

async function uploadOf(request: FastifyRequest): Promise<PhotoUpload> {
  const fields: Record<string, unknown> = {};
  let photo: Buffer = Buffer.alloc(0);
  let fault: FieldErrorCode | null = null;
  try {
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.type === 'field') fields[part.fieldname] = part.value;
      else if (part.fieldname === 'photo') photo = await part.toBuffer();
      else part.file.resume();
    }
  } catch (error) {
    const status = statusOfForm(error);
    if (status === null) throw error;
    fault = status === 413 ? 'FILE_TOO_LARGE' : 'FILE_BROKEN';
  }
  return {
    fields,
    empty: fault === null && photo.length === 0,
    file: () => {
      if (fault !== null) throw refusedPhoto(fault);
      if (photo.length === 0) throw refusedPhoto('FILE_REQUIRED');
      return photo;
    },
  };
}

/** What the reader of forms says about a form that is too large, cut off, or none at all; `null` for anything else. */
function statusOfForm(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || error instanceof DomainError) return null;
  if ('statusCode' in error && typeof error.statusCode === 'number') {
    return error.statusCode < 500 ? error.statusCode : null;
  }
  const message = 'message' in error ? String(error.message) : '';
  return /multipart|unexpected end|premature close|malformed/i.test(message) ? 400 : null;
}
