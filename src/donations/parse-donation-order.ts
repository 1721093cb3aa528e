import { z } from 'zod';
import { type EnterpriseNumber, parseEnterpriseNumber } from '../domain/enterprise-number.js';
import { type FieldError, InputInvalidError } from '../domain/errors.js';
import type { Language } from '../domain/language.js';
import { type Minor, minor } from '../domain/money.js';
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
import { type DonationOrder, GIFT_BOUNDS, type GiftTo } from './start-donation.js';

/** The bounds of what a donor may write, in characters. */
export const GIFT_TEXT_BOUNDS = { name: 100, company: 100, message: 500 } as const;

/** Longer than an enterprise number is ever written. */
const LONGEST_NUMBER = 30;

/**
 * The amount of a gift: a suggested one that was chosen (`choice`, minor units), else what was typed (`amount`, euros as people
 * write them), else `amountMinor` from a machine.
 * @throws {InputInvalidError} naming the field `amount`
 */
export function parseGiftAmount(input: RawInput): Minor {
  const { choice, amount, amountMinor } = input;
  const fault = (code: 'REQUIRED' | 'AMOUNT_INVALID') => new InputInvalidError([{ field: 'amount', code }]);
  if (typeof choice === 'string' && choice !== '' && choice !== 'other') {
    if (!/^\d{1,9}$/.test(choice)) throw fault('AMOUNT_INVALID');
    return inBounds(minor(Number(choice)));
  }
  if (amountMinor !== undefined) {
    if (typeof amountMinor !== 'number' || !Number.isSafeInteger(amountMinor)) throw fault('AMOUNT_INVALID');
    return inBounds(minor(amountMinor));
  }
  const typed = typeof amount === 'number' ? String(amount) : amount;
  if (typeof typed !== 'string' || typed.trim() === '') throw fault('REQUIRED');
  const euros = parseEuros(typed);
  if (euros === null) throw fault('AMOUNT_INVALID');
  return inBounds(euros);
}

/** @throws {InputInvalidError} for an amount below the least or above the most. */
function inBounds(amountMinor: Minor): Minor {
  const { leastMinor, mostMinor } = GIFT_BOUNDS;
  if (amountMinor < leastMinor) {
    throw new InputInvalidError([{ field: 'amount', code: 'AMOUNT_TOO_SMALL', params: { leastMinor } }]);
  }
  if (amountMinor > mostMinor) {
    throw new InputInvalidError([{ field: 'amount', code: 'AMOUNT_TOO_LARGE', params: { mostMinor } }]);
  }
  return amountMinor;
}

const DonationInput = z.object({
  name: requiredLine(GIFT_TEXT_BOUNDS.name),
  email,
  message: optionalText(GIFT_TEXT_BOUNDS.message),
  company: optionalLine(GIFT_TEXT_BOUNDS.company),
  companyNumber: optionalLine(LONGEST_NUMBER),
  anonymous: box,
  newsletter: box,
  coverFee: box,
  certificateWanted: box,
});

/** A number belongs to a company: it says whose it is. */
function companyNumberOf(typed: string | null, company: string | null): EnterpriseNumber | null {
  if (typed === null) return null;
  const number = parseEnterpriseNumber(typed);
  const faults: FieldError[] = [];
  if (company === null) faults.push({ field: 'company', code: 'REQUIRED' });
  if (number === null) faults.push({ field: 'companyNumber', code: 'ENTERPRISE_NUMBER_INVALID' });
  if (faults.length > 0) throw new InputInvalidError(faults);
  return number;
}

/** Reads a gift from a form or a JSON body. @throws {InputInvalidError} naming every faulty field at once. */
export function parseDonationOrder(input: RawInput, to: GiftTo, language: Language): DonationOrder {
  const faults: FieldError[] = [];
  const orFault = <Read>(read: () => Read): Read | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InputInvalidError)) throw error;
      faults.push(...error.fields);
      return undefined;
    }
  };
  const amountMinor = orFault(() => parseGiftAmount(input));
  const rest = orFault(() => parseInput(DonationInput, input));
  const companyNumber = rest === undefined ? null : orFault(() => companyNumberOf(rest.companyNumber, rest.company));
  if (amountMinor === undefined || rest === undefined || companyNumber === undefined) {
    throw new InputInvalidError(faults);
  }
  return { ...rest, companyNumber, amountMinor, to, language };
}
