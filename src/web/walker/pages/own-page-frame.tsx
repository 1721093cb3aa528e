import type { ComponentChildren, VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import { TIME_ZONE } from '../../../platform/i18n/index.js';
import { assetPath } from '../../shared/assets/asset-files.js';
import { headingClass } from '../../shared/components/portrait.js';
import { Layout } from '../../shared/layout.js';
import { type MessageKey, translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under, walkerPath } from '../../shared/page-context.js';

/** The parts of an own page, by what follows its address. */
const PARTS = {
  '': 'my.part.page',
  '/photo': 'my.part.photo',
  '/updates': 'my.part.updates',
  '/thanks': 'my.part.thanks',
  '/walked': 'my.part.walked',
} as const satisfies Readonly<Record<string, MessageKey>>;
export type OwnPagePart = keyof typeof PARTS;

/** Where a walker's owner works on their page: `/nl/2023/my/pages/nele/photo`. */
export function ownPagePath(context: PageContext, slug: string, part: OwnPagePart = ''): string {
  return under(context, `/my/pages/${encodeURIComponent(slug)}${part}`);
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
      scripts={[assetPath('my-pages.js')]}
    >
      <div class="wrap my">{children}</div>
    </Layout>
  );
}

interface OwnPageFrameProps {
  readonly context: PageContext;
  readonly page: { readonly slug: string; readonly name: string };
  readonly part: OwnPagePart;
  /** What was done a moment ago; `null` where nothing was. */
  readonly news?: string | null;
  readonly children: ComponentChildren;
}

/** A part of an own page: whose it is, the ways to the other parts, and what was just done. */
export function OwnPageFrame({ context, page, part, news, children }: OwnPageFrameProps): VNode {
  const t = translatorOf(context.language);
  const title = t(PARTS[part]);
  return (
    <MyFrame context={context} title={`${title} · ${page.name}`}>
      <div>
        <p>
          <a href={under(context, '/my')}>{t('my.back')}</a>
        </p>
        <h1 class={headingClass(page.name)}>
          {title} · <bdi>{page.name}</bdi>
        </h1>
        <nav aria-label={t('my.parts')}>
          <ul class="ways">
            {(Object.keys(PARTS) as OwnPagePart[]).map((it) => (
              <li key={it}>
                <a href={ownPagePath(context, page.slug, it)} aria-current={it === part ? 'page' : undefined}>
                  {t(PARTS[it])}
                </a>
              </li>
            ))}
            <li>
              <a href={walkerPath(context, page.slug)}>{t('my.toPublicPage')}</a>
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
