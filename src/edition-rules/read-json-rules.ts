import { z } from 'zod';
import { type FieldError, InputInvalidError } from '../domain/errors.js';
import { parseInput, type RawInput } from '../platform/http/input.js';
import { windowFaults } from './parse-rules.js';
import {
  MOST_CHARACTERS,
  MOST_NAME,
  MOST_SEVERAL,
  MOST_SUGGESTED_CHARACTERS,
  type RuleField,
  type RuleValue,
  type RuleValues,
} from './rule-fields.js';

/** Of the rules that are not known, so many are named. */
const MOST_UNKNOWN = 20;

/** Rules as machines give them: the values of the forms, within the same bounds, each of which may be left out. */
export function jsonRules(fields: readonly RuleField[]): z.ZodObject<Record<string, z.ZodOptional<z.ZodType>>> {
  return z.strictObject(
    Object.fromEntries(
      fields.map((field) => {
        const value = jsonRule(field);
        return [field.name, (field.optional === true ? value.nullable() : value).optional()];
      }),
    ),
  );
}

/**
 * Reads rules that a machine gives, in the one form in which rules are compared.
 * @param before what those that are left out stay as; `null` of a new one, which needs all that may not be empty
 * @throws {InputInvalidError} naming every faulty rule, or those that are not known
 */
export function readJsonRules(fields: readonly RuleField[], before: RuleValues | null, given: RawInput): RuleValues {
  const unknown = Object.keys(given).filter((name) => !fields.some((field) => field.name === name));
  if (unknown.length > 0) {
    throw new InputInvalidError(
      unknown.slice(0, MOST_UNKNOWN).map((name) => ({ field: name.slice(0, 100), code: 'UNKNOWN_FIELD' })),
    );
  }
  const typed = parseInput(jsonRules(fields), given);
  const faults: FieldError[] = [];
  const values: Record<string, RuleValue> = {};
  for (const field of fields) {
    const value = typed[field.name];
    // Its schema has read it.
    if (value !== undefined) values[field.name] = canonical(field, value as RuleValue);
    else if (before !== null) values[field.name] = before[field.name] ?? null;
    else if (field.optional === true || field.kind === 'box') values[field.name] = emptyOf(field);
    else faults.push({ field: field.name, code: 'REQUIRED' });
  }
  faults.push(...windowFaults(values));
  if (faults.length > 0) throw new InputInvalidError(faults);
  return values;
}

function jsonRule(field: RuleField): z.ZodType {
  const { kind, length, choices = [], optional } = field;
  const several = <Part extends z.ZodType>(part: Part) =>
    z
      .array(part, { error: 'CHOICE_INVALID' })
      .min(optional === true ? 0 : 1, { error: 'REQUIRED' })
      .max(length ?? MOST_SEVERAL, { error: 'TOO_MANY' });
  switch (kind) {
    case 'words':
      return words(length ?? MOST_CHARACTERS);
    case 'money':
      return whole(field, 'AMOUNT_INVALID').describe('Minor units (cents)');
    case 'whole':
      return whole(field, 'NUMBER_INVALID');
    case 'box':
      return z.boolean({ error: 'CHOICE_INVALID' });
    case 'day':
      return z.iso.date({ error: 'DATE_INVALID' });
    case 'moment':
      return moment();
    case 'choice':
      return z.enum(choices, { error: 'CHOICE_INVALID' });
    case 'moneys':
      return several(whole(field, 'AMOUNT_INVALID')).describe('Minor units (cents)');
    case 'wholes':
      return several(whole(field, 'NUMBER_INVALID'));
    case 'names':
      return several(text(MOST_NAME));
    case 'moments':
      return several(moment());
    case 'suggested':
      return z
        .array(
          z.strictObject({
            amountMinor: whole(field, 'AMOUNT_INVALID'),
            makesPossible: words(MOST_SUGGESTED_CHARACTERS),
          }),
          { error: 'CHOICE_INVALID' },
        )
        .max(length ?? MOST_SEVERAL, { error: 'TOO_MANY' })
        .describe('Minor units (cents), each with what it makes possible');
  }
}

const whole = ({ least = 0, most = Number.MAX_SAFE_INTEGER }: RuleField, error: 'AMOUNT_INVALID' | 'NUMBER_INVALID') =>
  z.int({ error }).min(least, { error }).max(most, { error });
/** One line without characters that do not show, as a form would keep it. */
const text = (most: number) =>
  z
    .string({ error: 'REQUIRED' })
    .trim()
    .min(1, { error: 'REQUIRED' })
    .max(most, { error: 'TOO_LONG' })
    .regex(/^\P{Cc}*$/u, { error: 'CHARACTERS_INVALID' });
const words = (most: number) =>
  z.strictObject({ nl: text(most), fr: text(most), en: text(most) }, { error: 'REQUIRED' });
const moment = () => z.iso.datetime({ error: 'TIME_INVALID' }).describe('UTC, to the minute');

function canonical({ kind, optional }: RuleField, value: RuleValue): RuleValue {
  if (value === null) return emptyOf({ kind, optional: true });
  switch (kind) {
    case 'moment':
      return minuteOf(value as string);
    case 'moments':
      return [...new Set((value as readonly string[]).map(minuteOf))].toSorted();
    case 'moneys':
    case 'wholes': {
      const several = [...new Set(value as readonly number[])].toSorted((a, b) => a - b);
      return several.length === 0 && optional === true ? emptyOf({ kind, optional }) : several;
    }
    case 'names':
      return [...new Set(value as readonly string[])];
    case 'suggested':
      return (value as readonly { amountMinor: number; makesPossible: Record<'nl' | 'fr' | 'en', string> }[])
        .map(({ amountMinor, makesPossible: { nl, fr, en } }) => ({ amountMinor, makesPossible: { nl, fr, en } }))
        .toSorted((a, b) => a.amountMinor - b.amountMinor);
    case 'words': {
      const { nl, fr, en } = value as Record<'nl' | 'fr' | 'en', string>;
      return { nl, fr, en };
    }
    default:
      return value;
  }
}

/** What a form gives that is left empty. */
function emptyOf({ kind }: Pick<RuleField, 'kind' | 'optional'>): RuleValue {
  if (kind === 'box') return false;
  return kind === 'moneys' || kind === 'names' || kind === 'moments' || kind === 'suggested' ? [] : null;
}

function minuteOf(given: string): string {
  const at = new Date(given);
  at.setUTCSeconds(0, 0);
  return at.toISOString();
}
