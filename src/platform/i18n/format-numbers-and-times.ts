import type { Language } from '../../domain/language.js';
import { LANGUAGES } from '../../domain/language.js';
import { LOCALES, TIME_ZONE } from './locales.js';

function perLanguage<Format>(create: (locale: string) => Format): Readonly<Record<Language, Format>> {
  return Object.fromEntries(LANGUAGES.map((language) => [language, create(LOCALES[language])])) as Record<
    Language,
    Format
  >;
}

const dated = (options: Intl.DateTimeFormatOptions) =>
  perLanguage((locale) => new Intl.DateTimeFormat(locale, { timeZone: TIME_ZONE, ...options }));

const NUMBER = perLanguage((locale) => new Intl.NumberFormat(locale));
const PERCENT = perLanguage((locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }));
const DAY = dated({ day: 'numeric', month: 'long', year: 'numeric' });
const WEEKDAY = dated({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const TIME = dated({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const CLOCK = dated({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const DAY_AND_TIME = dated({
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

const SHORT_DAY_AND_TIME = dated({
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** A whole number with the language's separators. */
export function formatNumber(language: Language, value: number): string {
  return NUMBER[language].format(value);
}

/**
 * A share as whole percents, rounded down, so that 99.6 % of a goal is never shown as reached.
 * @param share 1 is 100 %
 */
export function formatPercent(language: Language, share: number): string {
  return PERCENT[language].format(Math.floor(share * 100) / 100);
}

/** A moment, or a day as YYYY-MM-DD, at noon so that no time zone can move it. */
function momentOf(moment: Date | string): Date {
  return typeof moment === 'string' ? new Date(`${moment}T12:00:00Z`) : moment;
}

/** `8 oktober 2023`, in Belgium. */
export function formatDay(language: Language, moment: Date | string): string {
  return DAY[language].format(momentOf(moment));
}

/** `zondag 8 oktober 2023`, in Belgium. */
export function formatWeekday(language: Language, moment: Date | string): string {
  return WEEKDAY[language].format(momentOf(moment));
}

/** `16:42`, in Belgium. */
export function formatTime(language: Language, moment: Date): string {
  return TIME[language].format(moment);
}

/** `16:42:08`, in Belgium. */
export function formatClock(language: Language, moment: Date): string {
  return CLOCK[language].format(moment);
}

/** Day and time in Belgium, as the language joins them. */
export function formatDayAndTime(language: Language, moment: Date): string {
  return DAY_AND_TIME[language].format(moment);
}

/** The same in figures, for tables: `08/10/2023, 16:42`. */
export function formatShortDayAndTime(language: Language, moment: Date): string {
  return SHORT_DAY_AND_TIME[language].format(moment);
}
