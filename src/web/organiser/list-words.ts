import type { Language } from '../../domain/language.js';
import type { ListColumn } from '../../lists/index.js';
import { nl } from '../shared/messages/nl.js';
import { type MessageKey, translatorOf } from '../shared/messages/translators.js';

const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(nl, key);

/** The first of these texts that there is. */
export function textOf(language: Language, keys: readonly string[], otherwise: string): string {
  const key = keys.find(isMessageKey);
  return key === undefined ? otherwise : translatorOf(language)(key);
}

/** The heading of a column. */
export function columnTitle(language: Language, { key }: Pick<ListColumn, 'key'>): string {
  return textOf(language, [`list.column.${key}`], key);
}

/** The label of a filter; one that narrows by a column of the same name is called like it. */
export function filterLabel(language: Language, key: string): string {
  return textOf(language, [`list.filter.${key}`, `list.column.${key}`], key);
}

/** A word of ours or of Stripe's as people say it; a new one of Stripe's as it is. */
export function wordOf(language: Language, word: string): string {
  return textOf(language, [`list.word.${word}`, `status.${word}`], word);
}
