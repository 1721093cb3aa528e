import type { ComponentChildren, VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import { TIME_ZONE } from '../../../platform/i18n/index.js';
import { assetPath } from '../../shared/assets/asset-files.js';
import { headingClass } from '../../shared/components/portrait.js';
import { Layout } from '../../shared/layout.js';
import { type MessageKey, translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, targetPath, under } from '../../shared/page-context.js';

/** The parts of work on a page, by what follows its address: of a walker's page, and of a team's. */
const PARTS = {
  walker: {
    '': 'my.part.page',
    '/photo': 'my.part.photo',
    '/updates': 'my.part.updates',
    '/thanks': 'my.part.thanks',
    '/walked': 'my.part.walked',
  },
  team: {
    '': 'teamPage.part.team',
    '/settings': 'my.part.page',
    '/photo': 'my.part.photo',
    '/updates': 'my.part.updates',
    '/thanks': 'my.part.thanks',
    '/sponsor': 'teamSponsor.part',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, MessageKey>>>>;
export type OwnPagePart = keyof (typeof PARTS)['walker'];
export type TeamPagePart = keyof (typeof PARTS)['team'];
/** What the pages of walkers and of teams both have. */
type SharedPart = OwnPagePart & TeamPagePart;

/** Whose page it is. */
export interface WhosePage {
  readonly kind: 'walker' | 'team';
  readonly slug: string;
  readonly name: string;
}

/** Where a walker's owner works on their page: `/nl/2023/my/pages/nele/photo`. */
export function ownPagePath(context: PageContext, slug: string, part: OwnPagePart = ''): string {
  return under(context, `/my/pages/${encodeURIComponent(slug)}${part}`);
}

/** Where those who belong to a team see and work on it: `/nl/2023/my/team/team-zon/photo`. */
export function ownTeamPath(context: PageContext, slug: string, part: TeamPagePart = ''): string {
  return under(context, `/my/team/${encodeURIComponent(slug)}${part}`);
}

/** Where somebody works on a part that the pages of walkers and of teams have alike. */
export function partPath(
  context: PageContext,
  { kind, slug }: Pick<WhosePage, 'kind' | 'slug'>,
  part: SharedPart,
): string {
  return kind === 'walker' ? ownPagePath(context, slug, part) : ownTeamPath(context, slug, part);
}

/** Whether the day of the walk has come, in Belgium. */
export function walkIsOver(edition: Edition, now: Date): boolean {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE }).format(now);
  return today >= edition.walkOn;
}

interface MyFrameProps {
  readonly context: PageContext;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** The frame of every page of somebody who is signed in: for one person, kept out of search engines. */
export function MyFrame({ context, title, children }: MyFrameProps): VNode {
  return (
    <Layout
      context={context}
      title={title}
      unlisted
      styleSheets={[assetPath('my-pages.css')]}
      scripts={[assetPath('copy.js'), assetPath('my-pages.js')]}
    >
      <div class="wrap my">{children}</div>
    </Layout>
  );
}

interface OwnPageFrameProps {
  readonly context: PageContext;
  readonly page: WhosePage;
  readonly part: OwnPagePart | TeamPagePart;
  /** What was done a moment ago; `null` where nothing was. */
  readonly news?: string | null;
  readonly children: ComponentChildren;
}

/** A part of an own page: whose it is, the ways to the other parts, and what was just done. */
export function OwnPageFrame({ context, page, part, news, children }: OwnPageFrameProps): VNode {
  const t = translatorOf(context.language);
  const ways = waysOf(context, page);
  const title = t(ways.find((it) => it.part === part)?.name ?? 'my.part.page');
  return (
    <MyFrame context={context} title={`${title} · ${page.name}`}>
      <div>
        <p>
          <a href={under(context, '/my')}>{t('my.back')}</a>
        </p>
        <h1 class={headingClass(page.name)}>
          {title}
          {'\u00A0'}· <bdi>{page.name}</bdi>
        </h1>
        <nav aria-label={t(page.kind === 'walker' ? 'my.parts' : 'teamPage.parts')}>
          <ul class="ways">
            {ways.map((it) => (
              <li key={it.part}>
                <a href={it.href} aria-current={it.part === part ? 'page' : undefined}>
                  {t(it.name)}
                </a>
              </li>
            ))}
            <li>
              <a href={targetPath(context, page)}>{t('my.toPublicPage')}</a>
            </li>
          </ul>
        </nav>
      </div>
      {news === null || news === undefined ? null : (
        <p class="said-so" role="status">
          {news}
        </p>
      )}
      {children}
    </MyFrame>
  );
}

interface Way {
  readonly part: OwnPagePart | TeamPagePart;
  readonly name: MessageKey;
  readonly href: string;
}

function waysOf(context: PageContext, { kind, slug }: WhosePage): Way[] {
  const namesOf = <Part extends string>(names: Readonly<Record<Part, MessageKey>>): [Part, MessageKey][] =>
    Object.entries(names) as [Part, MessageKey][];
  return kind === 'walker'
    ? namesOf(PARTS.walker).map(([part, name]) => ({ part, name, href: ownPagePath(context, slug, part) }))
    : namesOf(PARTS.team).map(([part, name]) => ({ part, name, href: ownTeamPath(context, slug, part) }));
}
