import { z } from 'zod';
import { type FieldErrorCode, InputInvalidError } from '../domain/errors.js';
import type { Language } from '../domain/language.js';
import type { Minor } from '../domain/money.js';
import { GIFT_TEXT_BOUNDS } from '../donations/index.js';
import {
  box,
  email,
  optionalLine,
  parseEuros,
  parseInput,
  type RawInput,
  requiredLine,
} from '../platform/http/input.js';

/** What a monthly gift may come to; minor units. The table holds the same. */
export const MONTHLY_BOUNDS = { leastMinor: 100, mostMinor: 100_000 } as const;

/** A monthly gift as its donor filled it in, already valid field by field. */
export interface MonthlyGiftOrder {
  readonly amountMinor: Minor;
  readonly name: string;
  readonly email: string;
  /** Wants a tax certificate for what is charged. */
  readonly certificateWanted?: boolean;
  readonly language: Language;
}

const Who = z.object({
  choice: optionalLine(20),
  amount: optionalLine(20),
  name: requiredLine(GIFT_TEXT_BOUNDS.name),
  email,
  certificateWanted: box,
});

/**
 * Reads a monthly gift from its form: an amount that is offered comes as `choice` in minor units, one's own as `amount`
 * in euros. @throws {InputInvalidError} naming every faulty field at once.
 */
export function parseMonthlyGiftOrder(
  input: RawInput,
  offered: readonly Minor[],
  language: Language,
): MonthlyGiftOrder {
  const amount = amountOf(input, offered);
  try {
    const { name, email: address, certificateWanted } = parseInput(Who, input);
    if (typeof amount !== 'string') {
      return { amountMinor: amount, name, email: address, certificateWanted, language };
    }
  } catch (error) {
    if (!(error instanceof InputInvalidError) || typeof amount !== 'string') throw error;
    const others = error.fields.filter(({ field }) => field !== 'amount');
    throw new InputInvalidError([{ field: 'amount', code: amount }, ...others]);
  }
  throw new InputInvalidError([{ field: 'amount', code: amount }]);
}

/** The amount, or what is wrong with it. */
function amountOf(input: RawInput, offered: readonly Minor[]): Minor | FieldErrorCode {
  const { choice, amount } = input;
  const chosen = offered.find((it) => String(it) === choice);
  if (chosen !== undefined) return chosen;
  const typed = typeof amount === 'string' ? amount.slice(0, 21).trim() : '';
  if (typed === '') return 'REQUIRED';
  const amountMinor = parseEuros(typed);
  if (amountMinor === null) return 'AMOUNT_INVALID';
  if (amountMinor < MONTHLY_BOUNDS.leastMinor) return 'AMOUNT_TOO_SMALL';
  return amountMinor > MONTHLY_BOUNDS.mostMinor ? 'AMOUNT_TOO_LARGE' : amountMinor;
}
