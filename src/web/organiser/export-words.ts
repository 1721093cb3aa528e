import type { Actor } from '../../audit/index.js';
import type { Edition } from '../../domain/edition.js';
import type { Language } from '../../domain/language.js';
import { exportWordsFrom, MADE_AT, type StoredWords, wordsOfList } from '../../exports/index.js';
import { COUNT, type ExportWords, type ListDefinition, type ListQuery, SUM } from '../../lists/index.js';
import { translatorOf } from '../shared/messages/translators.js';
import { columnTitle, filterLabel, wordOf } from './list-words.js';

interface ExportAbout {
  readonly language: Language;
  readonly edition: Edition;
  readonly list: ListDefinition;
  readonly query: ListQuery;
  readonly actor: Actor;
}

/** What a file says of itself, in the language of who asked for it. */
export function exportWords({ now, ...about }: ExportAbout & { readonly now: Date }): ExportWords {
  return exportWordsFrom(wordsToKeep(about), about.edition, now);
}

/** The same for a file that is made later, by a process that has no pages to take words from. */
export function wordsToKeep({ language, edition, list, query, actor }: ExportAbout): StoredWords {
  const t = translatorOf(language);
  return {
    language,
    ...wordsOfList(
      list,
      (key) => columnTitle(language, { key }),
      (word) => wordOf(language, word),
    ),
    yes: t('list.yes'),
    no: t('list.no'),
    closing: t('list.closing', { count: COUNT }),
    closingSum: t('list.closingSum', { count: COUNT, sum: SUM }),
    about: [
      [t('list.aboutList'), t(`list.title.${list.name}`)],
      [t('list.aboutEdition'), edition.title[language]],
      [t('list.aboutMade'), MADE_AT],
      [t('list.aboutBy'), actor.name],
      [t('list.aboutSort'), t(`list.sort.${query.sort.key as 'newest'}`)],
      ...[...query.filters].map(([key, value]): [string, string] => [
        filterLabel(language, key),
        list.filters.find((filter) => filter.key === key)?.choices?.includes(value) === true
          ? wordOf(language, value)
          : value,
      ]),
    ],
    rowsSheet: t(`list.title.${list.name}`),
    aboutSheet: t('list.aboutSheet'),
  };
}
