import type { ComponentChildren, VNode } from 'preact';
import { type Language, LANGUAGES } from '../../domain/language.js';
import { LOCALES } from '../../platform/i18n/index.js';
import { assetPath } from './assets/asset-files.js';
import { AskAgain } from './components/ask-again.js';
import { Brand } from './components/brand.js';
import type { LiveSource } from './live-source.js';
import { translatorOf } from './messages/translators.js';
import { type PageContext, under } from './page-context.js';

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { nl: 'Nederlands', fr: 'Français', en: 'English' };

interface LayoutProps {
  readonly context: PageContext;
  readonly title: string;
  readonly description?: string;
  /** A page for one person, or none: kept out of search engines. */
  readonly unlisted?: boolean;
  readonly live?: LiveSource;
  /** The path of the picture that stands for the page where its link is shared. */
  readonly picture?: string;
  /** The page asks again by itself, until what it waits for is there. */
  readonly askAgain?: boolean;
  readonly bodyClass?: string;
  /** Addresses of what only this kind of page needs. */
  readonly styleSheets?: readonly string[];
  readonly scripts?: readonly string[];
  readonly children: ComponentChildren;
}

/** The frame of every public page: head, header with the language switch, main, footer. */
export function Layout({
  context,
  title,
  description,
  unlisted,
  live,
  askAgain,
  bodyClass,
  styleSheets,
  scripts,
  children,
  picture,
}: LayoutProps): VNode {
  const t = translatorOf(context.language);
  return (
    <html lang={context.language}>
      <Head
        picture={picture}
        context={context}
        title={title}
        description={description ?? t('layout.about')}
        unlisted={unlisted ?? false}
        askAgain={askAgain ?? false}
        styleSheets={styleSheets ?? []}
        scripts={scripts ?? []}
      />
      <body class={bodyClass}>
        <a class="skip" href="#main">
          {t('layout.skip')}
        </a>
        <header class="top wrap">
          <Brand href={under(context)} name={t('layout.brand')} />
          {context.editionSlug === null ? null : (
            <nav class="menu" aria-label={t('layout.menu')}>
              <a href={under(context, '/teams')}>{t('layout.teams')}</a>
              <a href={under(context, '/register')}>{t('layout.walkAlong')}</a>
              <a href={under(context, '/my')}>{t('layout.myPage')}</a>
            </nav>
          )}
          <LanguageSwitch context={context} />
        </header>
        <main id="main" tabIndex={-1} {...(live === undefined ? {} : liveAttributes(context, live))}>
          {children}
        </main>
        <Footer context={context} />
        {live === undefined ? null : (
          <p class="unseen" aria-live="polite" data-live-announce={t('live.announce', { amount: '{amount}' })} />
        )}
      </body>
    </html>
  );
}

interface HeadProps {
  readonly context: PageContext;
  readonly picture?: string | undefined;
  readonly title: string;
  readonly description: string;
  readonly unlisted: boolean;
  readonly askAgain: boolean;
  readonly styleSheets?: readonly string[];
  readonly scripts?: readonly string[];
}

/** What browsers, search engines and the previews of shared links read. */
export function Head(props: HeadProps): VNode {
  const { context, title, description, unlisted, askAgain, picture, styleSheets = [], scripts = [] } = props;
  const brand = translatorOf(context.language)('layout.brand');
  const address = `${context.publicUrl}/${context.language}${context.path}`;
  return (
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title === brand || title.startsWith(brand) ? title : `${title} · ${brand}`}</title>
      <meta name="description" content={description} />
      {unlisted ? <meta name="robots" content="noindex" /> : null}
      <meta name="theme-color" content="#FAF5EC" />
      <link rel="icon" href={assetPath('icon.svg')} type="image/svg+xml" />
      <link rel="preload" href={assetPath('display.woff2')} as="font" type="font/woff2" crossOrigin="anonymous" />
      <link rel="preload" href={assetPath('text.woff2')} as="font" type="font/woff2" crossOrigin="anonymous" />
      <link rel="stylesheet" href={assetPath('site.css')} />
      {styleSheets.map((href) => (
        <link rel="stylesheet" href={href} key={href} />
      ))}
      {unlisted ? null : (
        <>
          <link rel="canonical" href={address} />
          {LANGUAGES.map((language) => (
            <link
              rel="alternate"
              hrefLang={language}
              href={`${context.publicUrl}/${language}${context.path}`}
              key={language}
            />
          ))}
          <meta property="og:type" content="website" />
          <meta property="og:url" content={address} />
        </>
      )}
      {unlisted && picture === undefined ? null : (
        <>
          <meta property="og:site_name" content={brand} />
          <meta property="og:title" content={title} />
          <meta property="og:description" content={description} />
          <meta property="og:locale" content={LOCALES[context.language].replace('-', '_')} />
        </>
      )}
      {picture === undefined ? null : (
        <>
          <meta property="og:image" content={`${context.publicUrl}${picture}`} />
          <meta property="og:image:width" content="1200" />
          <meta property="og:image:height" content="630" />
          <meta property="og:image:alt" content={title} />
          <meta name="twitter:card" content="summary_large_image" />
        </>
      )}
      {askAgain ? <AskAgain /> : null}
      <script type="module" src={assetPath('live.js')} />
      {scripts.map((src) => (
        <script type="module" src={src} key={src} />
      ))}
    </head>
  );
}

interface LanguageSwitchProps {
  readonly context: PageContext;
  /** Where a page without its language in the path has the other languages. */
  readonly hrefOf?: (language: Language) => string;
}

export function LanguageSwitch({ context, hrefOf }: LanguageSwitchProps): VNode {
  return (
    <nav class="languages" aria-label={translatorOf(context.language)('layout.language')}>
      {LANGUAGES.map((language) => (
        <a
          key={language}
          href={hrefOf === undefined ? `/${language}${context.path}` : hrefOf(language)}
          lang={language}
          hrefLang={language}
          aria-current={language === context.language ? 'true' : undefined}
        >
          <abbr title={LANGUAGE_NAMES[language]}>{language.toUpperCase()}</abbr>
        </a>
      ))}
    </nav>
  );
}

function Footer({ context }: { readonly context: PageContext }): VNode {
  const t = translatorOf(context.language);
  return (
    <footer class="foot">
      <div class="wrap columns-3">
        <div>
          <p class="brand">{t('layout.brand')}</p>
          <p>{t('layout.about')}</p>
        </div>
        {context.editionSlug === null ? null : (
          <ul class="plain">
            <li>
              <a href={under(context, '/teams')}>{t('layout.teams')}</a>
            </li>
            <li>
              <a href={under(context, '/register')}>{t('layout.walkAlong')}</a>
            </li>
            <li>
              <a href={under(context, '/my')}>{t('layout.myPage')}</a>
            </li>
            <li>
              <a href={under(context, '/give')}>{t('give.titleEdition')}</a>
            </li>
            <li>
              <a href={under(context, '/rules')}>{t('layout.rules')}</a>
            </li>
          </ul>
        )}
        <div>
          <p>
            {t('layout.noCookies')}
            {context.editionSlug === null ? null : (
              <>
                {' '}
                <a href={under(context, '/privacy')}>{t('layout.privacy')}</a>
              </>
            )}
          </p>
          {context.editionSlug === null ? null : (
            <p>
              {t('layout.everyEuro')} <a href={under(context, '/how-the-amount-is-made')}>{t('layout.howAmount')}</a>
            </p>
          )}
          <p>
            <SourceLink language={context.language} />
          </p>
        </div>
      </div>
    </footer>
  );
}

/** To the source code of what runs here, which whoever uses it may have (AGPL, section 13). */
export function SourceLink({ language }: { readonly language: Language }): VNode {
  return <a href={`/${language}/source`}>{translatorOf(language)('layout.source')}</a>;
}

/** What the page's script needs to keep the figures live. */
export function liveAttributes(context: PageContext, live: LiveSource): Record<string, string> {
  return {
    'data-live': live.stream,
    'data-poll': live.poll,
    'data-locale': LOCALES[context.language],
    'data-currency': live.currency,
    'data-goal': String(live.goalMinor),
    'data-revision': String(live.revision),
    'data-as-of': live.asOf.toISOString(),
  };
}
