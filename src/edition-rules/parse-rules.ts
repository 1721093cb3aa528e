import { type FieldError, type FieldErrorCode, InputInvalidError } from '../domain/errors.js';
import { type Language, LANGUAGES } from '../domain/language.js';
import { optionalLine, parseEuros, type RawInput } from '../platform/http/input.js';
import { belgianClock, momentOfBelgianClock, typedMoney } from '../platform/i18n/index.js';
import {
  MOST_CHARACTERS,
  MOST_NAME,
  MOST_SEVERAL,
  MOST_SUGGESTED_CHARACTERS,
  type RuleField,
  type RuleValue,
  type RuleValues,
  type Suggested,
  type Words,
} from './rule-fields.js';

/** What is wrong with a field; thrown inside this file alone. */
class Fault extends Error {
  constructor(
    readonly code: FieldErrorCode,
    readonly part?: string,
    readonly params?: Readonly<Record<string, number>>,
  ) {
    super(code);
  }
}

/** How many rows of suggested amounts a form shows: those there are, and one to add. */
export function suggestedRows(field: RuleField, count: number): number {
  return Math.min(field.length ?? count + 1, count + 1);
}

/**
 * Reads rules from a form.
 * @throws {InputInvalidError} naming every faulty field; of a text in several languages as `title.nl`
 */
export function parseRules(fields: readonly RuleField[], input: RawInput): RuleValues {
  const values: Record<string, RuleValue> = {};
  const faults: FieldError[] = [];
  for (const field of fields) {
    try {
      values[field.name] = parseRule(field, input);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const name = error.part === undefined ? field.name : `${field.name}.${error.part}`;
      faults.push({ field: name, code: error.code, ...(error.params === undefined ? {} : { params: error.params }) });
    }
  }
  faults.push(...windowFaults(values));
  if (faults.length > 0) throw new InputInvalidError(faults);
  return values;
}

/** What opens has to close later. */
export function windowFaults(values: RuleValues): FieldError[] {
  const windows = [
    ['registrationOpensAt', 'registrationClosesAt'],
    ['givingOpensAt', 'givingClosesAt'],
  ] as const;
  return windows.flatMap(([opens, closes]) => {
    const [from, to] = [values[opens], values[closes]];
    const wrong = typeof from === 'string' && typeof to === 'string' && from >= to;
    return wrong ? [{ field: closes, code: 'MUST_BE_LATER' as const }] : [];
  });
}

function parseRule(field: RuleField, input: RawInput): RuleValue {
  const typed = textOf(input[field.name]);
  if (typed === '' && field.optional === true && isSingle(field)) return null;
  switch (field.kind) {
    case 'words':
      return wordsOf(input, field.name, field.length ?? MOST_CHARACTERS, '');
    case 'money':
      return amountOf(typed, field);
    case 'whole':
      return wholeOf(typed, field);
    case 'box':
      return ['yes', 'on', 'true'].includes(typed);
    case 'day':
      return dayOf(typed);
    case 'moment':
      return momentOf(typed);
    case 'choice':
      if (field.choices?.includes(typed) !== true) throw new Fault('CHOICE_INVALID');
      return typed;
    case 'moneys':
      return severalOf(typed, field, (text) => amountOf(text, field)).toSorted((a, b) => a - b);
    case 'wholes': {
      const several = severalOf(typed, field, (text) => wholeOf(text, field)).toSorted((a, b) => a - b);
      return several.length === 0 ? null : several;
    }
    case 'names':
      return severalOf(typed, field, (text) => {
        if (text.length > MOST_NAME) throw new Fault('TOO_LONG', undefined, { most: MOST_NAME });
        return text;
      });
    case 'moments':
      return severalOf(typed, field, momentOf).toSorted();
    case 'suggested':
      return suggestedOf(field, input);
  }
}

/** Whether an empty field is one empty value, rather than a list without anything in it. */
function isSingle({ kind }: RuleField): boolean {
  return kind === 'money' || kind === 'whole' || kind === 'day' || kind === 'moment' || kind === 'choice';
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') return '';
  if (value.length > MOST_CHARACTERS) throw new Fault('TOO_LONG', undefined, { most: MOST_CHARACTERS });
  return value.replaceAll('\0', '').trim();
}

function wordsOf(input: RawInput, name: string, most: number, within: string): Words {
  const of = (language: Language): string => {
    const read = optionalLine(most).safeParse(input[`${name}.${language}`]);
    if (!read.success) throw new Fault('TOO_LONG', `${within}${language}`, { most });
    if (read.data === null) throw new Fault('REQUIRED', `${within}${language}`);
    return read.data;
  };
  const [nl, fr, en] = LANGUAGES.map(of);
  return { nl: nl ?? '', fr: fr ?? '', en: en ?? '' };
}

function amountOf(typed: string, { least = 0, most = Number.MAX_SAFE_INTEGER }: RuleField): number {
  if (typed === '') throw new Fault('REQUIRED');
  const amount = parseEuros(typed);
  if (amount === null) throw new Fault('AMOUNT_INVALID');
  if (amount < least) throw new Fault('AMOUNT_TOO_SMALL', undefined, { leastMinor: least });
  if (amount > most) throw new Fault('AMOUNT_TOO_LARGE', undefined, { mostMinor: most });
  return amount;
}

function wholeOf(typed: string, { least = 0, most = Number.MAX_SAFE_INTEGER }: RuleField): number {
  if (typed === '') throw new Fault('REQUIRED');
  const number = /^\d{1,9}$/.test(typed) ? Number(typed) : Number.NaN;
  if (!(number >= least && number <= most)) throw new Fault('NUMBER_INVALID');
  return number;
}

function dayOf(typed: string): string {
  if (typed === '') throw new Fault('REQUIRED');
  if (momentOfBelgianClock(`${typed}T12:00`) === null) throw new Fault('DATE_INVALID');
  return typed;
}

function momentOf(typed: string): string {
  if (typed === '') throw new Fault('REQUIRED');
  // Browsers send seconds along when they are not nought.
  const moment = momentOfBelgianClock(typed.slice(0, 16));
  if (moment === null) throw new Fault('TIME_INVALID');
  return moment.toISOString();
}

/** Several values, a line or a semicolon between them; each once. */
function severalOf<Value extends string | number>(
  typed: string,
  { length = MOST_SEVERAL, optional }: RuleField,
  parse: (text: string) => Value,
): Value[] {
  const parts = typed
    .split(/[\n;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0 && optional !== true) throw new Fault('REQUIRED');
  if (parts.length > length) throw new Fault('TOO_LONG', undefined, { most: length });
  return [...new Set(parts.map(parse))];
}

function suggestedOf(field: RuleField, input: RawInput): Suggested[] {
  const suggested: Suggested[] = [];
  for (let row = 0; row < (field.length ?? 6); row += 1) {
    const name = `${field.name}.${String(row)}`;
    const amount = textOf(input[`${name}.amount`]);
    if (amount === '') continue;
    const amountMinor = inRow(`${String(row)}.amount`, () => amountOf(amount, field));
    suggested.push({ amountMinor, makesPossible: wordsOf(input, name, MOST_SUGGESTED_CHARACTERS, `${String(row)}.`) });
  }
  return suggested.toSorted((a, b) => a.amountMinor - b.amountMinor);
}

/** A fault inside a row is one of that row. */
function inRow<Value>(part: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    throw error instanceof Fault ? new Fault(error.code, part, error.params) : error;
  }
}

/** The values of a form as somebody would have typed these rules. */
export function typedRules(
  fields: readonly RuleField[],
  values: RuleValues,
  language: Language,
): Record<string, string> {
  const typed: Record<string, string> = {};
  for (const { name, kind } of fields) {
    const value = values[name] ?? null;
    if (value === null) continue;
    if (kind === 'suggested') {
      for (const [row, { amountMinor, makesPossible }] of (value as readonly Suggested[]).entries()) {
        typed[`${name}.${String(row)}.amount`] = typedMoney(language, amountMinor);
        for (const it of LANGUAGES) typed[`${name}.${String(row)}.${it}`] = makesPossible[it];
      }
    } else if (kind === 'words') {
      for (const it of LANGUAGES) typed[`${name}.${it}`] = (value as Words)[it];
    } else if (kind === 'box') {
      if (value === true) typed[name] = 'yes';
    } else {
      const parts = Array.isArray(value) ? (value as readonly (string | number)[]) : [value as string | number];
      typed[name] = parts.map((part) => typedPart(kind, part, language)).join('\n');
    }
  }
  return typed;
}

function typedPart(kind: RuleField['kind'], part: string | number, language: Language): string {
  if ((kind === 'money' || kind === 'moneys') && typeof part === 'number') return typedMoney(language, part);
  if (kind === 'moment' && typeof part === 'string') return belgianClock(new Date(part));
  if (kind === 'moments' && typeof part === 'string') return belgianClock(new Date(part)).replace('T', ' ');
  return String(part);
}
