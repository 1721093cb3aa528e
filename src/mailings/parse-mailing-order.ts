import { z } from 'zod';
import { type FieldError, InputInvalidError } from '../domain/errors.js';
import { type Language, LANGUAGES } from '../domain/language.js';
import { optionalLine, optionalText, parseInput, type RawInput } from '../platform/http/input.js';
import { MAILING_BOUNDS, type MailingNarrowing, type MailingOrder, type MailingText } from './mailings.js';

const Form = z.object(
  Object.fromEntries(
    LANGUAGES.flatMap((language) => [
      [`subject-${language}`, optionalLine(MAILING_BOUNDS.subject)],
      [`body-${language}`, optionalText(MAILING_BOUNDS.body)],
    ]),
  ),
);

/**
 * What somebody wrote: `subject-nl`, `body-nl` and so on, and `narrowing`, which is `CODE`, or `CODE@MOMENT` for a slot of it.
 * @throws {InputInvalidError} where a text has no subject or a subject no text
 */
export function parseMailingOrder(input: RawInput): MailingOrder {
  const typed = parseInput(Form, input);
  const faults: FieldError[] = [];
  const texts: Partial<Record<Language, MailingText>> = {};
  for (const language of LANGUAGES) {
    const subject = typed[`subject-${language}`] ?? null;
    const body = typed[`body-${language}`] ?? null;
    if (subject === null && body !== null) faults.push({ field: `subject-${language}`, code: 'REQUIRED' });
    if (subject !== null && body === null) faults.push({ field: `body-${language}`, code: 'REQUIRED' });
    if (subject !== null && body !== null) texts[language] = { subject, body };
  }
  if (faults.length > 0) throw new InputInvalidError(faults);
  return { narrowing: narrowingOf(input['narrowing']), texts };
}

/** Whether there is such a type and such a slot, the use case says. */
function narrowingOf(value: unknown): MailingNarrowing {
  const [typeCode = '', slot] = typeof value === 'string' ? value.split('@') : [];
  if (typeCode === '') return { typeCode: null, slot: null };
  const at = slot === undefined ? null : new Date(slot);
  return { typeCode, slot: at === null || Number.isNaN(at.getTime()) ? null : at };
}
