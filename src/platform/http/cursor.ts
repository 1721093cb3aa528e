import type { z } from 'zod';
import { InputInvalidError } from '../../domain/errors.js';

/** Where a page of a list ends, as text that a client hands back and does not read. */
export function encodeCursor(position: Readonly<Record<string, string | number>> | readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws {InputInvalidError} when it is no cursor that we made for such a list. */
export function decodeCursor<Schema extends z.ZodType>(cursor: string, schema: Schema): z.infer<Schema> {
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    position = undefined;
  }
  const parsed = schema.safeParse(position);
  if (!parsed.success) throw new InputInvalidError([{ field: 'cursor', code: 'CHOICE_INVALID' }]);
  return parsed.data;
}
