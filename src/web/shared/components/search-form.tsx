import type { VNode } from 'preact';
import { translatorOf } from '../messages/translators.js';
import { type PageContext, under } from '../page-context.js';

/** One box for teams and walkers. */
export function SearchForm({ context, query = '' }: { readonly context: PageContext; readonly query?: string }): VNode {
  const t = translatorOf(context.language);
  return (
    <form class="search" role="search" action={under(context, '/search')} method="get">
      <label for="q">{t('search.label')}</label>
      <div class="joined">
        <input id="q" name="q" type="search" value={query} maxLength={100} autocomplete="off" enterkeyhint="search" />
        <button class="btn quiet" type="submit">
          {t('search.button')}
        </button>
      </div>
    </form>
  );
}
