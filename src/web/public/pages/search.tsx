import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import { SearchForm } from '../../shared/components/search-form.js';
import { headingClass } from '../../shared/components/portrait.js';
import { TeamRows, type TeamRowView, WalkerRows, type WalkerRowView } from '../../shared/components/summary-rows.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface SearchPageView {
  readonly edition: Edition;
  /** What was typed; empty: nothing was asked yet. */
  readonly query: string;
  readonly teams: readonly TeamRowView[];
  readonly walkers: readonly WalkerRowView[];
}

/** Teams and walkers whose name was asked for. */
export function renderSearchPage(view: SearchPageView, context: PageContext): string {
  const { query } = view;
  const t = translatorOf(context.language);
  const title = query === '' ? t('search.title') : t('search.for', { query });
  return renderPage(
    <Layout context={context} title={title} unlisted>
      <div class="wrap column">
        <h1 class={headingClass(title)} dir="auto">
          {title}
        </h1>
        <SearchForm context={context} query={query} />
        <Found view={view} context={context} />
      </div>
    </Layout>,
  );
}

function Found({ view, context }: { readonly view: SearchPageView; readonly context: PageContext }): VNode {
  const { edition, query, teams, walkers } = view;
  const t = translatorOf(context.language);
  if (query === '') return <p class="hollow">{t('search.ask')}</p>;
  if (teams.length === 0 && walkers.length === 0) return <p class="hollow">{t('search.none', { query })}</p>;
  return (
    <>
      {teams.length === 0 ? null : (
        <section aria-labelledby="teams">
          <h2 id="teams">{t('search.teams')}</h2>
          <TeamRows context={context} currency={edition.currency} rows={teams} />
        </section>
      )}
      {walkers.length === 0 ? null : (
        <section aria-labelledby="walkers">
          <h2 id="walkers">{t('search.walkers')}</h2>
          <WalkerRows context={context} currency={edition.currency} rows={walkers} />
        </section>
      )}
    </>
  );
}
