import type { Language } from './language.js';

/** What a text to many can name of the person who reads it. */
export const PLACEHOLDERS = ['name', 'team', 'walker', 'raised', 'minimum', 'short'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** How a placeholder is written, between braces; every language's word is understood in every text. */
export const PLACEHOLDER_WORDS: Readonly<Record<Placeholder, Readonly<Record<Language, string>>>> = {
  name: { nl: 'naam', fr: 'nom', en: 'name' },
  team: { nl: 'team', fr: 'équipe', en: 'team' },
  walker: { nl: 'wandelaar', fr: 'marcheur', en: 'walker' },
  raised: { nl: 'opbrengst', fr: 'collecté', en: 'raised' },
  minimum: { nl: 'minimum', fr: 'minimum', en: 'minimum' },
  short: { nl: 'tekort', fr: 'manque', en: 'short' },
};

const BY_WORD: ReadonlyMap<string, Placeholder> = new Map(
  PLACEHOLDERS.flatMap((placeholder) =>
    Object.values(PLACEHOLDER_WORDS[placeholder]).map((word) => [word, placeholder] as const),
  ),
);

/** Short enough that a brace left open by mistake swallows no paragraph. */
const BRACES = /\{([^{}\n]{0,40})\}/gu;

const placeholderOf = (word: string): Placeholder | undefined => BY_WORD.get(word.trim().toLowerCase());

/** What stands between braces in a text and is none of the placeholders that are allowed there, as it was typed. */
export function unknownPlaceholders(text: string, allowed: readonly Placeholder[]): string[] {
  return [...text.matchAll(BRACES)].flatMap(([whole, word = '']) => {
    const placeholder = placeholderOf(word);
    return placeholder !== undefined && allowed.includes(placeholder) ? [] : [whole];
  });
}

/** Puts values in the place of placeholders, once: a value that holds braces is not read again. */
export function fillPlaceholders(text: string, values: Readonly<Partial<Record<Placeholder, string>>>): string {
  return text.replaceAll(BRACES, (whole, word: string) => {
    const placeholder = placeholderOf(word);
    return (placeholder === undefined ? undefined : values[placeholder]) ?? whole;
  });
}
