import type { Language } from '../../../domain/language.js';
import { createTranslators, type Translator } from '../../../platform/i18n/index.js';
import { en } from './en.js';
import { fr } from './fr.js';
import { nl } from './nl.js';

/** The name of a text of the site. */
export type MessageKey = keyof typeof nl;

/** Says the texts of the site in one language. */
export type SiteTranslator = Translator<MessageKey>;

const TRANSLATORS = createTranslators<MessageKey>({ nl, fr, en });

/** The translator of a language; parsed messages are kept. */
export function translatorOf(language: Language): SiteTranslator {
  return TRANSLATORS[language];
}
