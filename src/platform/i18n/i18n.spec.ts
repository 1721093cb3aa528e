import { describe, expect, it } from '@jest/globals';
import { currency } from '../../domain/money.js';
import {
  createTranslators,
  formatDay,
  formatDayAndTime,
  formatMoney,
  formatNumber,
  formatPercent,
  formatTime,
  messageArguments,
  typedMoney,
} from './index.js';

const EUR = currency('EUR');
/** Intl parts with spaces that do not break; a test reads better with plain ones. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('money', () => {
  it('is written by the conventions of each language', () => {
    expect(plain(formatMoney('nl', 123_456, EUR))).toBe('€ 1.234,56');
    expect(plain(formatMoney('fr', 123_456, EUR))).toBe('1 234,56 €');
    expect(plain(formatMoney('en', 123_456, EUR))).toBe('€1,234.56');
  });

  it('leaves cents out only where there are none, and writes them where books need them', () => {
    expect(plain(formatMoney('nl', 47_798_800, EUR))).toBe('€ 477.988');
    expect(plain(formatMoney('nl', 47_798_800, EUR, 'always'))).toBe('€ 477.988,00');
    expect(plain(formatMoney('nl', 5, EUR))).toBe('€ 0,05');
    expect(plain(formatMoney('nl', 0, EUR))).toBe('€ 0');
    expect(plain(formatMoney('nl', -650, EUR))).toBe('€ -6,50');
  });

  it('keeps every cent of an amount that a float would round', () => {
    expect(plain(formatMoney('en', 900_719_925_474_0991, EUR))).toBe('€90,071,992,547,409.91');
  });

  it('knows currencies without hundredths', () => {
    expect(plain(formatMoney('en', 1_500, currency('JPY')))).toContain('1,500');
  });

  it('is typed back into a form the way the person would type it', () => {
    expect(typedMoney('nl', 1_250)).toBe('12,50');
    expect(typedMoney('en', 1_205)).toBe('12.05');
    expect(typedMoney('fr', 4_000)).toBe('40');
  });
});

describe('numbers and times', () => {
  it('are written by the conventions of each language', () => {
    expect(formatNumber('nl', 12_096)).toBe('12.096');
    expect(plain(formatNumber('fr', 12_096))).toBe('12 096');
    expect(formatNumber('en', 12_096)).toBe('12,096');
  });

  it('never round a goal up to reached', () => {
    expect(plain(formatPercent('en', 0.999))).toBe('99%');
    expect(plain(formatPercent('en', 477_988 / 350_000))).toBe('136%');
  });

  it('are those of Belgium, in summer and in winter', () => {
    expect(formatTime('nl', new Date('2023-10-08T14:42:00Z'))).toBe('16:42');
    expect(formatTime('nl', new Date('2023-12-08T14:42:00Z'))).toBe('15:42');
    expect(formatDay('nl', '2023-10-08')).toBe('8 oktober 2023');
    expect(formatDay('fr', '2023-10-08')).toBe('8 octobre 2023');
    expect(formatDayAndTime('en', new Date('2023-10-07T22:30:00Z'))).toContain('8 October 2023');
  });
});

describe('messages', () => {
  const messages = {
    nl: { gifts: '{count, plural, =0 {nog geen giften} one {# gift} other {# giften}}', bold: 'dat is <b>{share}</b>' },
    fr: { gifts: '{count, plural, =0 {aucun don} one {# don} other {# dons}}', bold: 'soit <b>{share}</b>' },
    en: { gifts: '{count, plural, =0 {no gifts yet} one {# gift} other {# gifts}}', bold: 'that is <b>{share}</b>' },
  };
  const translators = createTranslators(messages);

  it('know the plurals of each language', () => {
    expect(translators.nl('gifts', { count: 0 })).toBe('nog geen giften');
    expect(translators.nl('gifts', { count: 12_096 })).toBe('12.096 giften');
    expect(translators.fr('gifts', { count: 1 })).toBe('1 don');
    expect(translators.en('gifts', { count: 2 })).toBe('2 gifts');
  });

  it('hand their tags to the page', () => {
    const bold = translators.nl.rich<{ bold: string }>('bold', {
      share: '136 %',
      b: (chunks) => ({ bold: chunks.map((chunk) => (typeof chunk === 'string' ? chunk : chunk.bold)).join('') }),
    });
    expect(bold).toEqual(['dat is ', { bold: '136 %' }]);
  });

  it('refuse to be said without what they need', () => {
    expect(() => translators.nl('gifts')).toThrow();
  });

  it('tell which arguments they take, within plurals and tags too', () => {
    expect(messageArguments('nl', '{n, plural, one {# gift van {name}} other {<b>{sum}</b>}}')).toEqual([
      '<b>',
      'n',
      'name',
      'sum',
    ]);
    expect(() => messageArguments('nl', '{n, plural, one {#}')).toThrow();
  });
});
