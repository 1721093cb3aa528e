import type { Language } from '../../domain/language.js';

/** The conventions each language is written with. English as in Ireland: the euro in front, the day before the month. */
export const LOCALES: Readonly<Record<Language, string>> = { nl: 'nl-BE', fr: 'fr-BE', en: 'en-IE' };

/** Every time on a page is the walk's own, whatever the machine's clock is set to. */
export const TIME_ZONE = 'Europe/Brussels';
