import type { Language } from '../../../domain/language.js';

/** What makes a list hold just what a figure of an edition counts. */
export const WHAT_COUNTS = {
  donations: { status: 'counted' },
  donors: {},
  teams: { valid: 'yes' },
  walkers: { place: 'valid' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Addresses of the lists of an edition; `more` narrows them. */
export function listsOf(
  editionSlug: string,
  language: Language,
): (name: string, more?: Readonly<Record<string, string>>) => string {
  return (name, more = {}) =>
    `/organise/lists/${name}?${new URLSearchParams({ language, edition: editionSlug, ...more }).toString()}`;
}

/** Addresses of the lists that the figures of an edition are made of. */
export function figuresOf(
  editionSlug: string,
  language: Language,
): (name: keyof typeof WHAT_COUNTS, more?: Readonly<Record<string, string>>) => string {
  const list = listsOf(editionSlug, language);
  return (name, more = {}) => list(name, { ...WHAT_COUNTS[name], ...more });
}
