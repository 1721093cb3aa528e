import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { Language } from '../../../domain/language.js';
import {
  askedText,
  COUNTED_AT_ONCE,
  EXPORT_FORMATS,
  foundMany,
  type ListColumn,
  type ListDefinition,
  type ListFilter,
  type ListPage,
  type ListQuery,
  type ListSummary,
} from '../../../lists/index.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { assetPath } from '../../shared/assets/asset-files.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { columnTitle, filterLabel, wordOf } from '../list-words.js';
import { BULK_ACTIONS } from '../../../gift-desk/index.js';
import { ListTable } from './list-table.js';

export interface ListPageView {
  readonly edition: Edition;
  readonly list: ListDefinition;
  readonly query: ListQuery;
  readonly page: ListPage;
  /** `null`: more than {@link COUNTED_AT_ONCE} rows, or many that a search found in a list of more. */
  readonly summary: ListSummary | null;
  /** The columns that this organiser may see. */
  readonly allowed: readonly ListColumn[];
  readonly first: boolean;
  /** Whether rows of gifts can be chosen and acted on together. */
  readonly mayAct: boolean;
  /** The id of the file that may be asked for from this page. */
  readonly entry: string;
}

/** Filters that stand open; the others are a press away. */
const USUAL_FILTERS = 3;

interface Props {
  readonly view: ListPageView;
  readonly context: PageContext;
}

/** A list: what narrows it, how many and how much, the rows, and the same as a file. */
export function renderListPage(view: ListPageView, context: PageContext): string {
  const { edition, list, page, first } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = t(`list.title.${list.name}`);
  return renderPage(
    <WorkLayout
      context={context}
      title={title}
      heading={edition.title[language]}
      scripts={view.summary === null && first && !foundMany(view.query) ? [assetPath('long-list.js')] : []}
    >
      <div class="list-head">
        <h1>{title}</h1>
        <Summary view={view} context={context} />
        <Exports view={view} context={context} />
      </div>
      <Narrowing view={view} context={context} />
      <section class="card" aria-label={t('list.table')}>
        {page.rows.length === 0 ? <p class="hollow">{t('list.none')}</p> : <Rows view={view} context={context} />}
        <p class="actions">
          {first ? null : <a href={addressOf(view, context, {})}>{t('list.first')}</a>}
          {page.nextCursor === null ? null : (
            <a class="btn line" rel="next" href={addressOf(view, context, { cursor: page.nextCursor })}>
              {t('list.next')}
            </a>
          )}
        </p>
      </section>
    </WorkLayout>,
  );
}

/** The rows; of gifts, in a form that takes the chosen ones to where they are acted on. */
function Rows({ view, context: { language } }: Props): VNode {
  const { edition, list, query, page, mayAct } = view;
  const t = translatorOf(language);
  const table = { list, columns: query.columns, rows: page.rows, edition, language } as const;
  if (list.name !== 'donations' || !mayAct) return <ListTable {...table} />;
  return (
    <form action="/organise/bulk" method="get">
      <input type="hidden" name="language" value={language} />
      <input type="hidden" name="edition" value={edition.slug} />
      <ListTable {...table} choosable />
      <p class="actions inline-form">
        <label for="bulk-action">{t('bulk.choose')}</label>
        <select id="bulk-action" name="action">
          {BULK_ACTIONS.map((action) => (
            <option key={action} value={action}>
              {t(`bulk.action.${action}`)}
            </option>
          ))}
        </select>
        <button class="btn line" type="submit">
          {t('bulk.go')}
        </button>
      </p>
    </form>
  );
}

/** How many rows a list has, and what they come to. */
export function summaryText(language: Language, { currency }: Edition, { count, sumMinor }: ListSummary): string {
  const t = translatorOf(language);
  return sumMinor === null
    ? t('list.summary', { count })
    : t('list.summarySum', { count, sum: formatMoney(language, sumMinor, currency, 'always') });
}

/**
 * A long list is counted by whoever asks for it; with its script the first page asks by itself, once it is there. What a
 * search found many of is left to the link: to count it takes several times as long.
 */
function Summary({ view, context }: Props): VNode {
  const { edition, summary } = view;
  const { language } = context;
  const t = translatorOf(language);
  if (summary !== null) {
    return (
      <p class="num" role="status">
        {summaryText(language, edition, summary)}
      </p>
    );
  }
  return (
    <p class="num" role="status">
      {foundMany(view.query) ? t('list.summaryMany') : t('list.summaryMore', { count: COUNTED_AT_ONCE })} ·{' '}
      <a href={addressOf(view, context, { count: 'all' })} data-count={t('list.counting')}>
        {t('list.countAll')}
      </a>
    </p>
  );
}

function Exports({ view, context }: Props): VNode {
  const t = translatorOf(context.language);
  if (view.summary === null || view.summary.count > COUNTED_AT_ONCE)
    return <LongExports view={view} context={context} />;
  return (
    <p class="exports">
      {t('list.export')}:{' '}
      {EXPORT_FORMATS.map((format) => (
        <a
          key={format}
          href={`/organise/exports/${view.list.name}.${format}?${parametersOf(view, context).toString()}`}
        >
          {format.toUpperCase()}
        </a>
      ))}
      <SaveView view={view} context={context} />
    </p>
  );
}

/** A long list is made in the background: nobody waits before a page for minutes. */
function LongExports({ view, context }: Props): VNode {
  const t = translatorOf(context.language);
  const { edition, list, query, entry } = view;
  return (
    <form class="exports" action={`/organise/files?language=${context.language}`} method="post">
      <input type="hidden" name="edition" value={edition.slug} />
      <input type="hidden" name="entry" value={entry} />
      <input type="hidden" name="list" value={list.name} />
      <input type="hidden" name="asked" value={askedText(query)} />
      <span>{t('list.exportLong')}:</span>
      {EXPORT_FORMATS.map((format) => (
        <button key={format} class="btn line" type="submit" name="format" value={format}>
          {format.toUpperCase()}
        </button>
      ))}
      <SaveView view={view} context={context} />
    </form>
  );
}

function SaveView({ view, context }: Props): VNode {
  return (
    <a
      href={`/organise/views?${new URLSearchParams({
        language: context.language,
        edition: view.edition.slug,
        list: view.list.name,
        asked: parametersOf(view, context).toString(),
      }).toString()}`}
    >
      {translatorOf(context.language)('views.save')}
    </a>
  );
}

function Narrowing({ view, context: { language } }: Props): VNode {
  const { edition, list, query, allowed } = view;
  const t = translatorOf(language);
  const [usual, rarer] = [list.filters.slice(0, USUAL_FILTERS), list.filters.slice(USUAL_FILTERS)];
  return (
    <form class="card narrowing" action={`/organise/lists/${list.name}`} method="get">
      <input type="hidden" name="language" value={language} />
      <input type="hidden" name="edition" value={edition.slug} />
      <div class="narrowing-fields">
        {usual.map((filter) => (
          <FilterField key={filter.key} filter={filter} query={query} language={language} />
        ))}
        <p>
          <label for="sort">{t('list.sort')}</label>
          <select id="sort" name="sort">
            {list.sorts.map(({ key }) => (
              <option key={key} value={key} selected={key === query.sort.key}>
                {t(`list.sort.${key as 'newest'}`)}
              </option>
            ))}
          </select>
        </p>
      </div>
      {rarer.length === 0 ? null : (
        <details open={rarer.some(({ key }) => query.filters.has(key))}>
          <summary>{t('list.filter')}</summary>
          <div class="narrowing-fields">
            {rarer.map((filter) => (
              <FilterField key={filter.key} filter={filter} query={query} language={language} />
            ))}
          </div>
        </details>
      )}
      <details>
        <summary>{t('list.columns')}</summary>
        <ul class="plain column-choice">
          {allowed.map((column) => (
            <li key={column.key}>
              <input
                id={`column-${column.key}`}
                type="checkbox"
                name="column"
                value={column.key}
                checked={query.columns.includes(column)}
              />
              <label for={`column-${column.key}`}>{columnTitle(language, column)}</label>
            </li>
          ))}
        </ul>
      </details>
      <p class="actions">
        <button class="btn go" type="submit">
          {t('list.apply')}
        </button>
        <a href={`/organise/lists/${list.name}?language=${language}&edition=${encodeURIComponent(edition.slug)}`}>
          {t('list.clear')}
        </a>
      </p>
    </form>
  );
}

interface FilterFieldProps {
  readonly filter: ListFilter;
  readonly query: ListQuery;
  readonly language: Language;
}

function FilterField({ filter, query, language }: FilterFieldProps): VNode {
  const t = translatorOf(language);
  const { key, kind, choices = [] } = filter;
  const value = query.filters.get(key) ?? '';
  return (
    <p>
      <label for={key}>{filterLabel(language, key)}</label>
      {kind === 'choice' ? (
        <select id={key} name={key}>
          <option value="">{t('list.all')}</option>
          {choices.map((choice) => (
            <option key={choice} value={choice} selected={choice === value}>
              {wordOf(language, choice)}
            </option>
          ))}
        </select>
      ) : (
        <FilterInput kind={kind} name={key} value={value} />
      )}
    </p>
  );
}

interface FilterInputProps {
  readonly kind: ListFilter['kind'];
  readonly name: string;
  readonly value: string;
}

/** The types of the elements ask for one literal type each. */
function FilterInput({ kind, name, value }: FilterInputProps): VNode {
  const shared = { id: name, name, value };
  switch (kind) {
    case 'day':
      return <input {...shared} type="date" />;
    case 'text':
      return <input {...shared} type="search" maxLength={200} />;
    case 'amount':
      return <input {...shared} type="text" inputMode="decimal" maxLength={20} />;
    case 'slug':
    case 'choice':
      return <input {...shared} type="text" maxLength={100} spellcheck={false} />;
  }
}

/** What narrows, orders and shows the list, as it stands in addresses. */
function parametersOf({ edition, query }: ListPageView, { language }: PageContext): URLSearchParams {
  return new URLSearchParams([
    ['language', language],
    ['edition', edition.slug],
    ...query.filters,
    ['sort', query.sort.key],
    ...query.columns.map(({ key }) => ['column', key] as [string, string]),
  ]);
}

function addressOf(view: ListPageView, context: PageContext, more: Readonly<Record<string, string>>): string {
  const parameters = parametersOf(view, context);
  for (const [name, value] of Object.entries(more)) parameters.set(name, value);
  return `/organise/lists/${view.list.name}?${parameters.toString()}`;
}
