/** The languages every page and mail exists in. Dutch comes first: it is the language of most walkers. */
export const LANGUAGES = ['nl', 'fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export const DEFAULT_LANGUAGE: Language = 'nl';

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && (LANGUAGES as readonly string[]).includes(value);
}

/** A text an edition carries in every language, as data. */
export type LocalisedText = Readonly<Record<Language, string>>;
