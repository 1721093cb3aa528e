import { z } from 'zod';
import { InputInvalidError } from '../../domain/errors.js';
import { minor, type Minor } from '../../domain/money.js';
import type { GiftTo } from '../../donations/index.js';
import { line, parseInput, rawInput, type RawInput } from '../../platform/http/input.js';

/** A line that must be there. */
export const Line = (most: number) =>
  z.string({ error: 'REQUIRED' }).overwrite(line).min(1, { error: 'REQUIRED' }).max(most, { error: 'TOO_LONG' });
/** A text that may be left out. */
export const Text = (most: number) =>
  z.string({ error: 'CHARACTERS_INVALID' }).max(most, { error: 'TOO_LONG' }).nullable().default(null);
/** For the log, as people write it. */
export const Reason = Line(300).describe('For the audit log');
/** Cents, above nothing. */
export const AmountMinor = z
  .int({ error: 'AMOUNT_INVALID' })
  .min(1, { error: 'AMOUNT_INVALID' })
  .max(100_000_000, { error: 'AMOUNT_TOO_LARGE' })
  .describe('Minor units (cents)');
/** Whom a gift is for. */
export const To = z
  .object({
    kind: z.enum(['edition', 'team', 'walker'], { error: 'CHOICE_INVALID' }),
    slug: z.string({ error: 'CHOICE_INVALID' }).max(120).optional(),
  })
  .describe('The slug is left out for the edition');
/** The version that a machine saw of what it changes: refused where somebody else changed it since. */
export const Version = z
  .int({ error: 'REQUIRED' })
  .min(1, { error: 'NUMBER_INVALID' })
  .describe('The one that was seen');
/** A moment as ISO 8601 in UTC. */
export const Moment = z.iso.datetime({ error: 'TIME_INVALID' });
/** What stands in addresses, such as `2024` or `central-10`. */
export const AddressName = Line(63).regex(/^[a-z0-9][a-z0-9-]*$/, { error: 'ADDRESS_INVALID' });
/** A text in every language. */
export const InEveryLanguage = (most: number) =>
  z.strictObject({ nl: Line(most), fr: Line(most), en: Line(most) }, { error: 'REQUIRED' });
export const Flag = z.boolean({ error: 'CHOICE_INVALID' }).default(false);
/** The name of a team or walker in addresses. */
export const Slug = z.string({ error: 'REQUIRED' }).min(1, { error: 'REQUIRED' }).max(120, { error: 'TOO_LONG' });
/** What stood there when somebody decided: as it was read, and handed back. */
export const Seen = z
  .string({ error: 'REQUIRED' })
  .min(1, { error: 'REQUIRED' })
  .max(40, { error: 'TOO_LONG' })
  .describe('What stood there, as it was read: whatever somebody else changed meanwhile is not overwritten');
/** An act of which nothing but its reason is to be said. */
export const Because = z.object({ reason: Reason });

/** A page of a list has so many rows at the most. */
export const MOST_PAGE_ROWS = 500;
/** Of a query: how long a page is, and after what it begins. */
export const Paging = z.object({
  limit: z.coerce.number({ error: 'CHOICE_INVALID' }).int().min(1).max(MOST_PAGE_ROWS).default(100),
  cursor: z.string({ error: 'CHOICE_INVALID' }).max(2_000).optional(),
});

/** @throws {InputInvalidError} for a team or walker without a slug */
export function giftTo({ kind, slug }: z.infer<typeof To>, field = 'to'): GiftTo {
  if (kind === 'edition') return { kind };
  if (slug === undefined || slug === '') throw new InputInvalidError([{ field, code: 'REQUIRED' }]);
  return { kind, slug };
}

/** @throws {RangeError} never for what {@link AmountMinor} let through */
export function amountOf(amountMinor: number): Minor {
  return minor(amountMinor);
}

/** Cents as forms have them: `12.50`. */
export function typedEuros(amountMinor: number): string {
  const digits = String(amountMinor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Of the fields that are not known, so many are named. */
const MOST_UNKNOWN = 20;

/**
 * Input whose every field is known: one that is misspelt must not be passed over, or a gift to a team would become a gift to
 * the whole walk.
 * @throws {InputInvalidError} naming each field that is not known
 */
export function onlyKnown(schema: z.ZodObject, given: unknown): RawInput {
  const input = rawInput(given);
  const unknown = Object.keys(input).filter((name) => !Object.hasOwn(schema.shape, name));
  if (unknown.length > 0) {
    throw new InputInvalidError(
      unknown.slice(0, MOST_UNKNOWN).map((name) => ({ field: name.slice(0, 100), code: 'UNKNOWN_FIELD' })),
    );
  }
  return input;
}

/** Reads a JSON body or a query. @throws {InputInvalidError} naming each field that is wrong or not known */
export function knownInput<Schema extends z.ZodObject>(schema: Schema, given: unknown): z.infer<Schema> {
  return parseInput(schema, onlyKnown(schema, given));
}
