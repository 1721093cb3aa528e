import { z } from 'zod';
import { type FieldError, InputInvalidError } from '../domain/errors.js';
import type { Language } from '../domain/language.js';
import { type Minor, ZERO } from '../domain/money.js';
import { PLEDGE_BOUNDS } from '../domain/pledge.js';
import { GIFT_TEXT_BOUNDS } from '../donations/index.js';
import {
  box,
  email,
  optionalLine,
  optionalText,
  parseEuros,
  parseInput,
  type RawInput,
  requiredLine,
} from '../platform/http/input.js';

/** What a donor may change of a promise. */
export interface PledgeTerms {
  readonly perKmMinor: Minor;
  readonly capMinor: Minor;
  readonly name: string;
  readonly message: string | null;
  readonly anonymous: boolean;
  /** Wants a tax certificate for the gift that it becomes. */
  readonly certificateWanted: boolean;
}

/** A promise as its donor filled it in, already valid field by field. */
export interface PledgeOrder extends PledgeTerms {
  readonly email: string;
  readonly language: Language;
}

const LONGEST_AMOUNT = 20;
const Terms = z.object({
  perKm: optionalLine(LONGEST_AMOUNT),
  cap: optionalLine(LONGEST_AMOUNT),
  name: requiredLine(GIFT_TEXT_BOUNDS.name),
  message: optionalText(GIFT_TEXT_BOUNDS.message),
  anonymous: box,
  certificateWanted: box,
});
const Order = Terms.extend({ email });

/** Reads a new promise from its form. @throws {InputInvalidError} naming every faulty field at once. */
export function parsePledgeOrder(input: RawInput, language: Language): PledgeOrder {
  const { perKm, cap, ...rest } = parsed(Order, input);
  return { ...rest, ...amountsOf(perKm, cap), language };
}

/** Reads what is to be changed of a promise. @throws {InputInvalidError} naming every faulty field at once. */
export function parsePledgeTerms(input: RawInput): PledgeTerms {
  const { perKm, cap, ...rest } = parsed(Terms, input);
  return { ...rest, ...amountsOf(perKm, cap) };
}

/** The fields, after the amounts too were looked at: who mistypes both a name and an amount is told of both. */
function parsed<Schema extends z.ZodType>(schema: Schema, input: RawInput): z.infer<Schema> {
  const amountFaults = (['perKm', 'cap'] as const).flatMap((field) => {
    const typed = input[field];
    const { fault } = amountOf(field, typeof typed === 'string' ? typed.slice(0, LONGEST_AMOUNT + 1) : null);
    return fault === null ? [] : [fault];
  });
  try {
    const fields = parseInput(schema, input);
    if (amountFaults.length === 0) return fields;
  } catch (error) {
    if (!(error instanceof InputInvalidError)) throw error;
    amountFaults.push(...error.fields.filter(({ field }) => !amountFaults.some((fault) => fault.field === field)));
  }
  throw new InputInvalidError(amountFaults);
}

function amountsOf(perKm: string | null, cap: string | null): Pick<PledgeTerms, 'perKmMinor' | 'capMinor'> {
  return { perKmMinor: amountOf('perKm', perKm).amountMinor, capMinor: amountOf('cap', cap).amountMinor };
}

/** An amount as it was typed, with what is wrong with it. */
function amountOf(
  field: keyof typeof PLEDGE_BOUNDS,
  typed: string | null,
): { readonly amountMinor: Minor; readonly fault: FieldError | null } {
  const faulty = (fault: Omit<FieldError, 'field'>) => ({ amountMinor: ZERO, fault: { field, ...fault } });
  if (typed === null || typed.trim() === '') return faulty({ code: 'REQUIRED' });
  const amountMinor = parseEuros(typed);
  if (amountMinor === null) return faulty({ code: 'AMOUNT_INVALID' });
  const { leastMinor, mostMinor } = PLEDGE_BOUNDS[field];
  if (amountMinor < leastMinor) return faulty({ code: 'AMOUNT_TOO_SMALL' });
  return amountMinor > mostMinor ? faulty({ code: 'AMOUNT_TOO_LARGE' }) : { amountMinor, fault: null };
}
