import type { ComponentChildren, VNode } from 'preact';
import { assetPath } from './assets/asset-files.js';
import { Brand } from './components/brand.js';
import { Head, LanguageSwitch, liveAttributes, SourceLink } from './layout.js';
import type { LiveSource } from './live-source.js';
import { translatorOf } from './messages/translators.js';
import { type PageContext, under } from './page-context.js';

interface WorkLayoutProps {
  readonly context: PageContext;
  readonly title: string;
  /** What stands beside the sign: the edition, or the name of the tool. */
  readonly heading: string;
  readonly live?: LiveSource;
  readonly children: ComponentChildren;
}

/** The lists that organisers open most. */
const WORK_LISTS = ['donations', 'donors', 'walkers', 'teams', 'registrations'] as const;

/**
 * The frame of the pages that people work with: dense, wide, quiet. Their addresses have no language in them, so the
 * switch asks for one (`?language=fr`); `context.path` is the page's own path.
 */
export function WorkLayout({ context, title, heading, live, children }: WorkLayoutProps): VNode {
  const t = translatorOf(context.language);
  return (
    <html lang={context.language}>
      <Head
        context={context}
        title={title}
        description={title}
        unlisted
        askAgain={false}
        styleSheets={[assetPath('work.css')]}
      />
      <body class="work">
        <a class="skip" href="#main">
          {t('layout.skip')}
        </a>
        <div class="work-bar">
          <header class="top wrap">
            <Brand href={`/organise?language=${context.language}`} name={heading} />
            <nav class="menu" aria-label={t('work.menu')}>
              {context.editionSlug === null
                ? null
                : WORK_LISTS.map((list) => (
                    <a key={list} href={`/organise/lists/${list}?language=${context.language}`}>
                      {t(`list.title.${list}`)}
                    </a>
                  ))}
              {context.editionSlug === null ? null : <a href={under(context)}>{t('work.publicPage')}</a>}
              <a href={`/dev/mail?language=${context.language}`}>{t('work.mailbox')}</a>
            </nav>
            <LanguageSwitch context={context} hrefOf={(language) => `${context.path}?language=${language}`} />
          </header>
        </div>
        <main id="main" class="wrap" tabIndex={-1} {...(live === undefined ? {} : liveAttributes(context, live))}>
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
