import type { VNode } from 'preact';
import { type MessageKey, translatorOf } from '../messages/translators.js';
import { type PageContext, under } from '../page-context.js';

interface Entry {
  readonly path: string;
  readonly title: MessageKey;
}

/** Where organisers go, by what they are about. A page of theirs adds its line to the group it belongs to. */
const GROUPS: readonly { readonly title: MessageKey; readonly entries: readonly Entry[] }[] = [
  {
    title: 'work.group.now',
    entries: [
      { path: '/organise', title: 'work.title' },
      { path: '/organise/find', title: 'find.title' },
      { path: '/organise/report', title: 'report.title' },
      { path: '/organise/snapshots', title: 'snapshot.title' },
    ],
  },
  {
    title: 'work.group.money',
    entries: [
      { path: '/organise/lists/donations', title: 'list.title.donations' },
      { path: '/organise/lists/donors', title: 'list.title.donors' },
      { path: '/organise/lists/monthly-gifts', title: 'list.title.monthly-gifts' },
      { path: '/organise/offline-gifts', title: 'offline.title' },
      { path: '/organise/matches', title: 'match.title' },
      { path: '/organise/disputes', title: 'dispute.title' },
    ],
  },
  {
    title: 'work.group.walk',
    entries: [
      { path: '/organise/lists/walkers', title: 'list.title.walkers' },
      { path: '/organise/lists/teams', title: 'list.title.teams' },
      { path: '/organise/lists/registrations', title: 'list.title.registrations' },
      { path: '/organise/check-in', title: 'check-in.title' },
      { path: '/organise/mailings', title: 'mailing.title' },
    ],
  },
  {
    title: 'work.group.settings',
    entries: [
      { path: '/organise/editions', title: 'editions.title' },
      { path: '/organise/people', title: 'people.title' },
      { path: '/organise/views', title: 'views.title' },
      { path: '/organise/files', title: 'files.title' },
      { path: '/organise/export-schedules', title: 'plan.title' },
      { path: '/organise/api-keys', title: 'keys.title' },
      { path: '/organise/webhooks', title: 'hooks.title' },
      { path: '/organise/queues', title: 'queues.title' },
      { path: '/organise/log', title: 'log.title' },
    ],
  },
];

/** Pages that stand in no menu, and the group they are reached from. */
const INSIDE: readonly (readonly [prefix: string, group: MessageKey])[] = [
  ['/organise/gifts', 'work.group.money'],
  ['/organise/bulk', 'work.group.money'],
  ['/organise/donors', 'work.group.money'],
  ['/organise/walkers', 'work.group.walk'],
  ['/organise/teams', 'work.group.walk'],
];

const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/;

const isWithin = (path: string, entry: string): boolean => path === entry || path.startsWith(`${entry}/`);

/**
 * The way through the organisers' pages: what they are about, and the pages of what is looked at now. It stays in the
 * edition that is worked on.
 */
export function WorkNav({ context }: { readonly context: PageContext }): VNode {
  const { language, editionSlug, path } = context;
  const t = translatorOf(language);
  const query = new URLSearchParams({ language, ...(editionSlug === null ? {} : { edition: editionSlug }) }).toString();
  // An install that others can reach sends its mails, and has no mailbox to look into.
  const mailbox = LOCAL.test(context.publicUrl) ? (
    <a href={`/dev/mail?language=${language}`}>{t('work.mailbox')}</a>
  ) : null;
  if (editionSlug === null) {
    return (
      <nav class="work-menu" aria-label={t('work.menu')}>
        <p class="work-groups">{mailbox}</p>
      </nav>
    );
  }
  const entries = GROUPS.flatMap((group) => group.entries);
  // The control room's path begins every other one: the longest that fits is meant.
  const current = entries
    .filter((entry) => isWithin(path, entry.path))
    .sort((a, b) => b.path.length - a.path.length)
    .at(0);
  const inside = INSIDE.find(([prefix]) => isWithin(path, prefix))?.[1];
  const group =
    GROUPS.find(({ title, entries: own }) =>
      inside === undefined ? current !== undefined && own.includes(current) : title === inside,
    ) ?? GROUPS[0];
  return (
    <nav class="work-menu" aria-label={t('work.menu')}>
      <p class="work-groups">
        {GROUPS.map((it) => (
          <a
            key={it.title}
            href={`${it.entries[0]?.path ?? '/organise'}?${query}`}
            aria-current={it === group ? 'true' : undefined}
          >
            {t(it.title)}
          </a>
        ))}
        <a class="to-site" href={under(context)}>
          {t('work.publicPage')}
        </a>
        {mailbox}
      </p>
      <p class="work-pages">
        {group?.entries.map((entry) => (
          <a
            key={entry.path}
            href={`${entry.path}?${query}`}
            aria-current={entry === current && inside === undefined ? 'page' : undefined}
          >
            {t(entry.title)}
          </a>
        ))}
      </p>
    </nav>
  );
}
