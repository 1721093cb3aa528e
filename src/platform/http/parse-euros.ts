import { type Minor, minor } from '../../domain/money.js';

/**
 * Euros as a person types them: `40`, `12,50`, `12.5`, `1.250`, `1 250,00`, `€ 40`. Separators as in Belgium: what
 * three digits follow parts thousands, what one or two follow parts cents.
 * @returns `null` when it is no amount.
 */
export function parseEuros(typed: string): Minor | null {
  const text = typed.replace(/[\s\u00a0\u202f€]|EUR/gi, '');
  const match = /^(\d{1,9}|\d{1,3}(?:[.,]\d{3})+)(?:[.,](\d{1,2}))?$/.exec(text);
  if (match === null) return null;
  const [, whole = '', cents = ''] = match;
  return minor(Number(whole.replace(/[.,]/g, '')) * 100 + Number(cents.padEnd(2, '0')));
}
