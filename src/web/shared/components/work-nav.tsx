import type { VNode } from 'preact';
import { type MessageKey, translatorOf } from '../messages/translators.js';
import { type PageContext, under } from '../page-context.js';

/** Where organisers go, in this order. A page of theirs adds its line here. */
const ENTRIES: readonly { readonly path: string; readonly title: MessageKey }[] = [
  { path: '/organise', title: 'work.title' },
  { path: '/organise/lists/donations', title: 'list.title.donations' },
  { path: '/organise/lists/donors', title: 'list.title.donors' },
  { path: '/organise/lists/walkers', title: 'list.title.walkers' },
  { path: '/organise/lists/teams', title: 'list.title.teams' },
  { path: '/organise/lists/registrations', title: 'list.title.registrations' },
  { path: '/organise/lists/monthly-gifts', title: 'list.title.monthly-gifts' },
  { path: '/organise/views', title: 'views.title' },
  { path: '/organise/find', title: 'find.title' },
  { path: '/organise/offline-gifts', title: 'offline.title' },
  { path: '/organise/matches', title: 'match.title' },
  { path: '/organise/disputes', title: 'dispute.title' },
  { path: '/organise/editions', title: 'editions.title' },
  { path: '/organise/people', title: 'people.title' },
  { path: '/organise/log', title: 'log.title' },
];

/** The way through the organisers' pages; it stays in the edition that is worked on. */
export function WorkNav({ context }: { readonly context: PageContext }): VNode {
  const { language, editionSlug, path } = context;
  const t = translatorOf(language);
  const query = new URLSearchParams({ language, ...(editionSlug === null ? {} : { edition: editionSlug }) }).toString();
  const current = ENTRIES.filter((entry) => path === entry.path || path.startsWith(`${entry.path}/`)).at(-1);
  return (
    <nav class="menu" aria-label={t('work.menu')}>
      {editionSlug === null
        ? null
        : ENTRIES.map((entry) => (
            <a key={entry.path} href={`${entry.path}?${query}`} aria-current={entry === current ? 'page' : undefined}>
              {t(entry.title)}
            </a>
          ))}
      {editionSlug === null ? null : <a href={under(context)}>{t('work.publicPage')}</a>}
      <a href={`/dev/mail?language=${language}`}>{t('work.mailbox')}</a>
    </nav>
  );
}
