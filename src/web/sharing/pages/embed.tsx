import type { Edition } from '../../../domain/edition.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { LiveMoney } from '../../shared/components/live-figures.js';
import { Route } from '../../shared/components/route.js';
import { Head, liveAttributes } from '../../shared/layout.js';
import { liveSource } from '../../shared/live-source.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { givePath, type PageContext, type Target, targetPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface EmbedView {
  readonly edition: Edition;
  readonly target: Target;
  readonly total: { readonly raisedMinor: number; readonly revision: number; readonly asOf: Date };
  readonly goalMinor: number;
}

/** The sizes that the ready line asks for; pixels. */
export const EMBED_SIZE = { width: 360, height: 340 } as const;

/** A small page for a frame in the site of a school or a company: the total as it moves, the road, and the way to give. */
export function renderEmbedPage({ edition, target, total, goalMinor }: EmbedView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  const name = target.kind === 'edition' ? edition.title[language] : target.name;
  const live = liveSource(context, target, total, edition.currency, goalMinor);
  const outside = { target: '_blank', rel: 'noopener' } as const;
  return renderPage(
    <html lang={language}>
      <Head context={context} title={name} description={name} unlisted askAgain={false} />
      <body class="embed">
        <main id="main" class="card" {...liveAttributes(context, live)}>
          <h1 dir="auto">
            <a href={targetPath(context, target)} {...outside}>
              {name}
            </a>
          </h1>
          <p class="figure">
            <LiveMoney name="raised" amountMinor={total.raisedMinor} language={language} currency={edition.currency} />
          </p>
          <p class="small mute">{t('route.goal', { amount: formatMoney(language, goalMinor, edition.currency) })}</p>
          <Route
            form="card"
            amounts={{
              raisedMinor: total.raisedMinor,
              goalMinor,
              milestonesMinor: target.kind === 'edition' ? edition.milestonesMinor : [],
            }}
            language={language}
            currency={edition.currency}
            seed={target.kind === 'edition' ? null : target.slug}
          />
          <a class="btn go wide" href={givePath(context, target)} {...outside}>
            {t('embed.give')}
          </a>
        </main>
        <p class="unseen" aria-live="polite" data-live-announce={t('live.announce', { amount: '{amount}' })} />
      </body>
    </html>,
  );
}

/** The line that somebody pastes into their own site. */
export function embedCode(context: PageContext, target: Target, title: string): string {
  const address = `${context.publicUrl}${targetPath(context, target)}/embed`;
  const quoted = title.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<iframe src="${address}" title="${quoted}" width="${String(EMBED_SIZE.width)}" height="${String(EMBED_SIZE.height)}" style="border:0" loading="lazy"></iframe>`;
}
