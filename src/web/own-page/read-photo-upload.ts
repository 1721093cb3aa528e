import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { refusedPhoto, UPLOAD_BOUNDS } from '../../photos/index.js';

/** Uploads that are read at one moment: each is held in memory until its pictures are made. */
const MOST_AT_ONCE = 12;
let reading = 0;

/** A form with a photo in it and hardly anything else. */
const LIMITS = { fileSize: UPLOAD_BOUNDS.mostBytes, files: 1, fields: 5, parts: 6, fieldSize: 1_000, headerPairs: 20 };

/**
 * Reads the photo of an upload form and hands it to `use`; the bounds hold while it is read, not after.
 * @throws {InputInvalidError} `FILE_REQUIRED`, `FILE_TOO_LARGE`
 * @throws {DomainError} `SERVICE_UNAVAILABLE` when too many upload at this moment
 */
export async function withPhotoUpload<Used>(
  request: FastifyRequest,
  use: (file: Buffer) => Promise<Used>,
): Promise<Used> {
  if (!request.isMultipart()) throw refusedPhoto('FILE_REQUIRED');
  if (reading >= MOST_AT_ONCE) throw new DomainError('SERVICE_UNAVAILABLE', 'Too many uploads at once');
  reading += 1;
  try {
    return await use(await photoOf(request));
  } finally {
    reading -= 1;
  }
}

async function photoOf(request: FastifyRequest): Promise<Buffer> {
  try {
    const part = await request.file({ limits: LIMITS });
    if (part === undefined || part.fieldname !== 'photo') throw refusedPhoto('FILE_REQUIRED');
    return await part.toBuffer();
  } catch (error) {
    const status = statusOfForm(error);
    if (status === null) throw error;
    throw refusedPhoto(status === 413 ? 'FILE_TOO_LARGE' : 'FILE_BROKEN');
  }
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
