import { TIME_ZONE } from './locales.js';

const DAY = new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE });

/** The day that a moment falls on where the walk is, as YYYY-MM-DD. */
export function dayInBelgium(moment: Date): string {
  return DAY.format(moment);
}
