import type { Edition } from '../../../domain/edition.js';
import { SearchForm } from '../../shared/components/search-form.js';
import { TeamRows, type TeamRowView } from '../../shared/components/summary-rows.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface TeamsPageView {
  readonly edition: Edition;
  readonly sort: 'raised' | 'name';
  readonly teams: readonly TeamRowView[];
  /** `null` on the last page. */
  readonly nextCursor: string | null;
  /** Whether this is the first page of the list. */
  readonly first: boolean;
}

/** All teams, a page at a time, by what they raised or by name. */
export function renderTeamsPage(view: TeamsPageView, context: PageContext): string {
  const { edition, sort, nextCursor } = view;
  const t = translatorOf(context.language);
  const list = under(context, '/teams');
  return renderPage(
    <Layout context={context} title={t('teams.title')} unlisted={!view.first}>
      <div class="wrap column">
        <h1>{t('teams.title')}</h1>
        <SearchForm context={context} />
        <nav class="tabs" aria-label={t('teams.sort')}>
          <a href={`${list}?sort=raised`} aria-current={sort === 'raised' ? 'page' : undefined}>
            {t('teams.byRaised')}
          </a>
          <a href={`${list}?sort=name`} aria-current={sort === 'name' ? 'page' : undefined}>
            {t('teams.byName')}
          </a>
        </nav>
        {view.teams.length === 0 ? (
          <p class="hollow">
            {t('teams.none')} <a href={under(context, '/register')}>{t('home.walkAlong')}</a>
          </p>
        ) : (
          <TeamRows context={context} currency={edition.currency} rows={view.teams} />
        )}
        <p class="actions">
          {nextCursor === null ? null : (
            <a class="btn line" rel="next" href={`${list}?sort=${sort}&cursor=${encodeURIComponent(nextCursor)}`}>
              {t('teams.next')}
            </a>
          )}
          {view.first ? null : (
            <a class="onward" href={`${list}?sort=${sort}`}>
              {t('teams.first')}
            </a>
          )}
        </p>
      </div>
    </Layout>,
  );
}
