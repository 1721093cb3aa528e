import { z } from 'zod';
import { FIELD_ERROR_CODES, type FieldError, type FieldErrorCode, InputInvalidError } from '../../domain/errors.js';

export { parseEuros } from './parse-euros.js';

/** What a form or a JSON body holds before anybody has looked at it. */
export type RawInput = Readonly<Record<string, unknown>>;

/** A body as a record, whatever came; what is no record has no fields. */
export function rawInput(body: unknown): RawInput {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as RawInput) : {};
}

const isFieldErrorCode = (text: string): text is FieldErrorCode =>
  (FIELD_ERROR_CODES as readonly string[]).includes(text);

/**
 * Checks input against a schema whose messages are field error codes.
 * @throws {InputInvalidError} naming every faulty field, each once.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: RawInput): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = new Map<string, FieldError>();
  for (const issue of parsed.error.issues) {
    const field = String(issue.path[0] ?? '');
    if (faults.has(field)) continue;
    const code = isFieldErrorCode(issue.message) ? issue.message : 'CHOICE_INVALID';
    faults.set(
      field,
      'maximum' in issue && code === 'TOO_LONG'
        ? { field, code, params: { most: Number(issue.maximum) } }
        : { field, code },
    );
  }
  throw new InputInvalidError([...faults.values()]);
}

/** Characters that do not show: controls, and marks that turn the direction of the text around them. */
// oxlint-disable-next-line no-control-regex -- control characters are just what is looked for
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Text of a person on one line: composed (NFC), without invisible characters, white space folded. */
export function line(value: string): string {
  return value.normalize('NFC').replace(INVISIBLE, '').replace(/\s+/g, ' ').trim();
}

/** Text of a person on several lines. */
function lines(value: string): string {
  return value
    .replace(/\r\n?/g, '\n')
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const given = z.preprocess(
  (value) => (value === undefined || value === null ? '' : value),
  z.string({ error: 'CHARACTERS_INVALID' }),
);

/** A line that must be there. */
export const requiredLine = (most: number) =>
  given.transform(line).pipe(z.string().min(1, { error: 'REQUIRED' }).max(most, { error: 'TOO_LONG' }));

/** A line that may be empty; `null` then. */
export const optionalLine = (most: number) =>
  given
    .transform(line)
    .pipe(z.string().max(most, { error: 'TOO_LONG' }))
    .transform((value) => (value === '' ? null : value));

/** A text of several lines that may be empty; `null` then. */
export const optionalText = (most: number) =>
  given
    .transform(lines)
    .pipe(z.string().max(most, { error: 'TOO_LONG' }))
    .transform((value) => (value === '' ? null : value));

/** A text of several lines that must be there. */
export const requiredText = (most: number) =>
  given.transform(lines).pipe(z.string().min(1, { error: 'REQUIRED' }).max(most, { error: 'TOO_LONG' }));

const EMAIL = z.email({ pattern: z.regexes.html5Email, error: 'EMAIL_INVALID' }).max(254, { error: 'TOO_LONG' });

/** An address, in lower case. */
export const email = given
  .transform((value) => line(value).toLowerCase())
  .pipe(z.string().min(1, { error: 'REQUIRED' }).pipe(EMAIL));

/** An address that may be empty; `null` then. */
export const optionalEmail = given
  .transform((value) => line(value).toLowerCase())
  .pipe(
    z
      .literal('')
      .transform(() => null)
      .or(EMAIL),
  );

/** A box that is ticked (`yes`, `on`, `true`) or not. */
export const box = z
  .unknown()
  .optional()
  .transform((value) => value === true || value === 'yes' || value === 'on' || value === 'true');

/** A day as YYYY-MM-DD that exists. */
export const day = given.transform(line).pipe(
  z
    .string()
    .min(1, { error: 'REQUIRED' })
    .pipe(z.iso.date({ error: 'DATE_INVALID' })),
);
