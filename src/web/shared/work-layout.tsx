import type { ComponentChildren, VNode } from 'preact';
import type { Language } from '../../domain/language.js';
import { assetPath } from './assets/asset-files.js';
import { Brand } from './components/brand.js';
import { WorkNav } from './components/work-nav.js';
import { Head, LanguageSwitch, liveAttributes, SourceLink } from './layout.js';
import type { LiveSource } from './live-source.js';
import { translatorOf } from './messages/translators.js';
import type { PageContext } from './page-context.js';

/** What a total is made of is read anew so long after it has moved, give or take a half: organisers are few; ms. */
const REFRESH_MS = 2_000;

interface WorkLayoutProps {
  readonly context: PageContext;
  readonly title: string;
  /** What stands beside the sign: the edition, or the name of the tool. */
  readonly heading: string;
  readonly live?: LiveSource;
  /** Something on it is still being made: without the script it loads itself again. */
  readonly askAgain?: boolean;
  readonly scripts?: readonly string[];
  readonly children: ComponentChildren;
}

/**
 * The frame of the pages that people work with: dense, wide, quiet. Their addresses have no language in them, so the
 * switch asks for one (`?language=fr`); `context.path` is the page's own path.
 */
export function WorkLayout({
  context,
  title,
  heading,
  live,
  askAgain = false,
  scripts = [],
  children,
}: WorkLayoutProps): VNode {
  const t = translatorOf(context.language);
  return (
    <html lang={context.language}>
      <Head
        context={context}
        title={title}
        description={title}
        unlisted
        askAgain={askAgain}
        styleSheets={[assetPath('work.css')]}
        scripts={scripts}
      />
      <body class="work">
        <a class="skip" href="#main">
          {t('layout.skip')}
        </a>
        <div class="work-bar">
          <header class="top wrap">
            <Brand href={addressIn(context.language, { ...context, path: '/organise' })} name={heading} />
            <WorkNav context={context} />
            <LanguageSwitch context={context} hrefOf={(language) => addressIn(language, context)} />
          </header>
        </div>
        <main
          id="main"
          class="wrap"
          tabIndex={-1}
          {...(live === undefined ? {} : { ...liveAttributes(context, live), 'data-refresh': String(REFRESH_MS) })}
        >
          {children}
        </main>
        <footer class="wrap small">
          <p>
            <SourceLink language={context.language} />
          </p>
        </footer>
        {live === undefined ? null : (
          <p class="unseen" aria-live="polite" data-live-announce={t('live.announce', { amount: '{amount}' })} />
        )}
      </body>
    </html>
  );
}

/** The page itself in a language, in the edition that is worked on. */
function addressIn(language: Language, { path, editionSlug }: PageContext): string {
  const query = new URLSearchParams({ language, ...(editionSlug === null ? {} : { edition: editionSlug }) });
  return `${path}?${query.toString()}`;
}
