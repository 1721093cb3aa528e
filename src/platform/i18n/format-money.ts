import type { Language } from '../../domain/language.js';
import type { Currency } from '../../domain/money.js';
import { LOCALES } from './locales.js';

/** Whether cents are written: always (tables, books), or only where there are some (big figures, gifts). */
export type Cents = 'always' | 'when-needed';

interface MoneyFormat {
  readonly digits: number;
  readonly withCents: Intl.NumberFormat;
  readonly whole: Intl.NumberFormat;
}

const formats = new Map<string, MoneyFormat>();

/** There are fewer currencies in the world than this; more means that something else is passed for one. */
const MOST_FORMATS = 1_000;

function formatOf(language: Language, currency: Currency): MoneyFormat {
  const key = `${language} ${currency}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const withCents = new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency });
  const format = {
    digits: withCents.resolvedOptions().maximumFractionDigits ?? 2,
    withCents,
    whole: new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency, maximumFractionDigits: 0 }),
  };
  if (formats.size >= MOST_FORMATS) formats.clear();
  formats.set(key, format);
  return format;
}

/**
 * An amount as people write it: `€ 1.234,56` in Dutch, `1 234,56 €` in French, `€1,234.56` in English. The number is
 * handed to Intl as decimal digits, so that nothing is rounded on the way.
 * @param amountMinor minor units of the currency
 */
export function formatMoney(
  language: Language,
  amountMinor: number,
  currency: Currency,
  cents: Cents = 'when-needed',
): string {
  const { digits, withCents, whole } = formatOf(language, currency);
  const written = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const units = written.slice(0, written.length - digits);
  const fraction = digits === 0 ? '' : written.slice(-digits);
  const sign = amountMinor < 0 ? '-' : '';
  const decimal = `${sign}${units}${fraction === '' ? '' : `.${fraction}`}` as Intl.StringNumericLiteral;
  const even = /^0*$/.test(fraction);
  return (cents === 'when-needed' && even ? whole : withCents).format(decimal);
}

/** An amount as somebody would type it into a form: `40`, `12,50`, in English `12.50`. Hundredths only. */
export function typedMoney(language: Language, amountMinor: number): string {
  const units = String(Math.trunc(amountMinor / 100));
  const cents = Math.abs(amountMinor % 100);
  return cents === 0 ? units : `${units}${language === 'en' ? '.' : ','}${String(cents).padStart(2, '0')}`;
}
