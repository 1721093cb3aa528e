import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { Finding } from '../../../lists/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { ListTable } from './list-table.js';

export interface FindPageView {
  readonly edition: Edition;
  readonly typed: string;
  readonly findings: readonly Finding[];
}

/** What one question found among donors, gifts, teams and walkers. */
export function renderFindPage({ edition, typed, findings }: FindPageView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <WorkLayout context={context} title={t('find.title')} heading={edition.title[language]}>
      <h1>{t('find.title')}</h1>
      <form class="card narrowing" action="/organise/find" method="get" role="search">
        <input type="hidden" name="language" value={language} />
        <input type="hidden" name="edition" value={edition.slug} />
        <p>
          <label for="find">{t('find.label')}</label>
          <input
            id="find"
            name="q"
            type="search"
            value={typed}
            maxLength={200}
            spellcheck={false}
            aria-describedby="find-hint"
          />
        </p>
        <p id="find-hint" class="small mute">
          {t('find.hint')}
        </p>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('find.title')}
          </button>
        </p>
      </form>
      {findings.map((finding) => (
        <Found key={finding.list.name} finding={finding} edition={edition} typed={typed} context={context} />
      ))}
    </WorkLayout>,
  );
}

interface FoundProps {
  readonly finding: Finding;
  readonly edition: Edition;
  readonly typed: string;
  readonly context: PageContext;
}

function Found({ finding: { list, columns, rows, more }, edition, typed, context: { language } }: FoundProps): VNode {
  const t = translatorOf(language);
  const all = new URLSearchParams({ language, edition: edition.slug, q: typed });
  return (
    <section class="card" aria-labelledby={`found-${list.name}`}>
      <h2 id={`found-${list.name}`}>{t(`list.title.${list.name}`)}</h2>
      {rows.length === 0 ? (
        <p class="hollow">{t('find.nothing')}</p>
      ) : (
        <ListTable list={list} columns={columns} rows={rows} edition={edition} language={language} />
      )}
      {more ? (
        <p class="actions">
          <a href={`/organise/lists/${list.name}?${all.toString()}`}>{t('find.all')}</a>
        </p>
      ) : null}
    </section>
  );
}
