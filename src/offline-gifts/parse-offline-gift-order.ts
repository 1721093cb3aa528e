import { z } from 'zod';
import { type CashCount, cashSum, EURO_PIECES, MOST_PIECES } from '../domain/cash-count.js';
import { type FieldError, InputInvalidError } from '../domain/errors.js';
import { LANGUAGES } from '../domain/language.js';
import type { Minor } from '../domain/money.js';
import { canBeCertified } from '../domain/tax-certificate.js';
import type { GiftTo } from '../donations/index.js';
import {
  box,
  day,
  optionalEmail,
  optionalLine,
  optionalText,
  parseEuros,
  parseInput,
  type RawInput,
} from '../platform/http/input.js';
import { dayInBelgium } from '../platform/i18n/index.js';
import {
  OFFLINE_BOUNDS,
  OFFLINE_METHODS,
  OFFLINE_TEXT_BOUNDS,
  type CountingSheet,
  type OfflineGiftOrder,
} from './offline-gift.js';

const Form = z.object({
  entry: z.uuid({ error: 'CHOICE_INVALID' }),
  method: z.enum(OFFLINE_METHODS, { error: 'CHOICE_INVALID' }),
  name: optionalLine(OFFLINE_TEXT_BOUNDS.name),
  company: optionalLine(OFFLINE_TEXT_BOUNDS.company),
  email: optionalEmail,
  message: optionalText(OFFLINE_TEXT_BOUNDS.message),
  anonymous: box,
  certificateWanted: box,
  language: z.enum(LANGUAGES, { error: 'CHOICE_INVALID' }),
  receivedOn: day,
  reference: optionalLine(OFFLINE_TEXT_BOUNDS.reference),
  counterOne: optionalLine(OFFLINE_TEXT_BOUNDS.counter),
  counterTwo: optionalLine(OFFLINE_TEXT_BOUNDS.counter),
});

/** The field of a note or coin on the form. */
export function pieceField(piece: number): string {
  return `pieces-${String(piece)}`;
}

/**
 * Reads a gift as it was entered.
 * @throws {InputInvalidError} naming every faulty field at once; cash whose counted notes and coins do not come to the
 *   amount among them.
 */
export function parseOfflineGiftOrder(input: RawInput, to: GiftTo | null, now: Date): OfflineGiftOrder {
  const faults: FieldError[] = [];
  const orFault = <Read>(read: () => Read): Read | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InputInvalidError)) throw error;
      faults.push(...error.fields);
      return null;
    }
  };
  const form = orFault(() => parseInput(Form, input));
  const amountMinor = orFault(() => parseAmount(input['offlineAmount']));
  const isCash = input['method'] === 'cash';
  const sheet = isCash ? orFault(() => parseSheet(input, amountMinor)) : null;
  if (form !== null) {
    if (form.certificateWanted && !canBeCertified(form.method)) {
      faults.push({ field: 'certificateWanted', code: 'CHOICE_INVALID' });
    }
    if (form.name === null && !form.anonymous) faults.push({ field: 'name', code: 'REQUIRED' });
    if (form.receivedOn > dayInBelgium(now)) faults.push({ field: 'receivedOn', code: 'DATE_IN_FUTURE' });
  }
  if (form === null || amountMinor === null || to === null || faults.length > 0) throw new InputInvalidError(faults);
  const { entry, name, counterOne: _one, counterTwo: _two, ...rest } = form;
  return { ...rest, id: entry, to, amountMinor, name: name ?? NAMELESS[form.language], sheet };
}

/** What stands in the place of a name that nobody knows. */
const NAMELESS = { nl: 'Onbekende gever', fr: 'Donateur inconnu', en: 'Unknown giver' } as const;

function parseAmount(typed: unknown): Minor {
  const fault = (code: 'REQUIRED' | 'AMOUNT_INVALID' | 'AMOUNT_TOO_LARGE') =>
    new InputInvalidError([{ field: 'offlineAmount', code }]);
  if (typeof typed !== 'string' || typed.trim() === '') throw fault('REQUIRED');
  const amountMinor = parseEuros(typed);
  if (amountMinor === null || amountMinor < OFFLINE_BOUNDS.leastMinor) throw fault('AMOUNT_INVALID');
  if (amountMinor > OFFLINE_BOUNDS.mostMinor) throw fault('AMOUNT_TOO_LARGE');
  return amountMinor;
}

/** How many of each note and coin a form says; fields that are empty or no number are not there. */
export function countedPieces(input: RawInput): CashCount {
  return Object.fromEntries(
    EURO_PIECES.flatMap((piece) => {
      const typed = input[pieceField(piece)];
      return typeof typed === 'string' && /^\s*\d{1,4}\s*$/.test(typed) && Number(typed) > 0
        ? [[piece, Number(typed)]]
        : [];
    }),
  );
}

function parseSheet(input: RawInput, amountMinor: Minor | null): CountingSheet {
  const faults: FieldError[] = [];
  for (const piece of EURO_PIECES) {
    const typed = input[pieceField(piece)];
    if (typed === undefined || (typeof typed === 'string' && typed.trim() === '')) continue;
    if (typeof typed !== 'string' || !/^\s*\d{1,4}\s*$/.test(typed) || Number(typed) > MOST_PIECES) {
      faults.push({ field: pieceField(piece), code: 'COUNT_INVALID' });
    }
  }
  const pieces = countedPieces(input);
  if (faults.length === 0 && amountMinor !== null && cashSum(pieces) !== amountMinor) {
    faults.push({ field: 'pieces', code: 'COUNT_DIFFERS' });
  }
  const counter = (field: 'counterOne' | 'counterTwo'): string => {
    const parsed = optionalLine(OFFLINE_TEXT_BOUNDS.counter).safeParse(input[field]);
    if (parsed.success && parsed.data === null) faults.push({ field, code: 'REQUIRED' });
    return parsed.success ? (parsed.data ?? '') : '';
  };
  const counters = [counter('counterOne'), counter('counterTwo')] as const;
  if (counters[0] !== '' && counters[0].toLowerCase() === counters[1].toLowerCase()) {
    faults.push({ field: 'counterTwo', code: 'SAME_NAME' });
  }
  if (faults.length > 0) throw new InputInvalidError(faults);
  return { pieces, counters };
}
