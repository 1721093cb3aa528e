import type { Actor } from '../../audit/index.js';
import type { Edition } from '../../domain/edition.js';
import type { Language } from '../../domain/language.js';
import type { ExportWords, ListDefinition, ListQuery } from '../../lists/index.js';
import { formatDayAndTime, formatMoney, formatNumber } from '../../platform/i18n/index.js';
import { translatorOf } from '../shared/messages/translators.js';
import { columnTitle, filterLabel, wordOf } from './list-words.js';

interface ExportAbout {
  readonly language: Language;
  readonly edition: Edition;
  readonly list: ListDefinition;
  readonly query: ListQuery;
  readonly now: Date;
  readonly actor: Actor;
}

/** What a file says of itself, in the language of who asked for it. */
export function exportWords({ language, edition, list, query, now, actor }: ExportAbout): ExportWords {
  const t = translatorOf(language);
  return {
    language,
    columnTitle: (column) => columnTitle(language, column),
    word: (word) => wordOf(language, word),
    yes: t('list.yes'),
    no: t('list.no'),
    closing: (count, sumMinor) =>
      sumMinor === null
        ? t('list.closing', { count: formatNumber(language, count) })
        : t('list.closingSum', {
            count: formatNumber(language, count),
            sum: formatMoney(language, sumMinor, edition.currency, 'always'),
          }),
    about: [
      [t('list.aboutList'), t(`list.title.${list.name}`)],
      [t('list.aboutEdition'), edition.title[language]],
      [t('list.aboutMade'), formatDayAndTime(language, now)],
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
