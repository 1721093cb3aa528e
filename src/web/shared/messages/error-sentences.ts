import type { ErrorCode, FieldError } from '../../../domain/errors.js';
import type { Language } from '../../../domain/language.js';
import { currency, type Currency } from '../../../domain/money.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { nl } from './nl.js';
import { type MessageKey, translatorOf } from './translators.js';

/** The sentence of a refusal, for people. */
export function errorSentence(language: Language, code: ErrorCode): string {
  return translatorOf(language)(`error.${code}`);
}

const EURO = currency('EUR');
const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(nl, key);

/** A field of the second walker of a form, or of a later one. */
const WALKER_FIELD = /^walker(\d+)-(\w+)$/;

/** The sentence that stands beside a faulty field: in words of that field where it has some, with its bound if known. */
export function fieldErrorSentence(language: Language, fault: FieldError, of: Currency = EURO): string {
  const t = translatorOf(language);
  const { field, code, params = {} } = fault;
  const [, number, ofWalker] = WALKER_FIELD.exec(field) ?? [];
  if (number !== undefined && ofWalker !== undefined) {
    return t('fault.ofWalker', { number, sentence: fieldErrorSentence(language, { ...fault, field: ofWalker }, of) });
  }
  const ownWords = `fault.${field}.${code}`;
  if (isMessageKey(ownWords)) return t(ownWords);
  const amountMinor = params['leastMinor'] ?? params['mostMinor'];
  if (isBoundOfAmount(code) && typeof amountMinor === 'number') {
    return t(`bound.${code}`, { amount: formatMoney(language, amountMinor, of) });
  }
  if (code === 'TOO_LONG' && typeof params['most'] === 'number') return t('bound.TOO_LONG', { most: params['most'] });
  return t(`field.${code}`);
}

function isBoundOfAmount(code: FieldError['code']): code is 'AMOUNT_TOO_SMALL' | 'AMOUNT_TOO_LARGE' | 'MORE_THAN_LEFT' {
  return code === 'AMOUNT_TOO_SMALL' || code === 'AMOUNT_TOO_LARGE' || code === 'MORE_THAN_LEFT';
}
