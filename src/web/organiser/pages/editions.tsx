import type { VNode } from 'preact';
import type { Language, LocalisedText } from '../../../domain/language.js';
import type { EditionLine } from '../../../edition-rules/index.js';
import { formatDay, formatNumber } from '../../../platform/i18n/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface EditionsView {
  readonly editions: readonly EditionLine[];
  readonly heading: LocalisedText;
}

const TONES = { draft: 'wait', public: '', archived: 'dull' } as const;
const WINDOW_TONES = { 'not-yet': 'wait', open: '', over: 'dull' } as const;

/** Where an edition stands, at a glance. */
export function StateChips({
  edition,
  language,
}: {
  readonly edition: EditionLine;
  readonly language: Language;
}): VNode {
  const t = translatorOf(language);
  return (
    <>
      <span class={`chip ${TONES[edition.state]}`}>{t(`editions.state.${edition.state}`)}</span>{' '}
      <span class={`chip ${WINDOW_TONES[edition.registration]}`}>
        {t('editions.registration')}: {t(`editions.window.${edition.registration}`)}
      </span>{' '}
      <span class={`chip ${WINDOW_TONES[edition.giving]}`}>
        {t('editions.giving')}: {t(`editions.window.${edition.giving}`)}
      </span>
    </>
  );
}

/** Every edition that there is, drafts and archive included. */
export function renderEditionsPage({ editions, heading }: EditionsView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <WorkLayout context={context} title={t('editions.title')} heading={heading[language]}>
      <h1>{t('editions.title')}</h1>
      <ul class="plain">
        {editions.map((edition) => (
          <li key={edition.slug} class="card">
            <h2>
              <a href={`/organise/editions/${edition.slug}?language=${language}&edition=${edition.slug}`}>
                {edition.title[language]}
              </a>
            </h2>
            <p>
              {formatDay(language, edition.walkOn)} · {formatNumber(language, edition.walkers)}{' '}
              {t('work.walkers').toLowerCase()}
            </p>
            <p>
              <StateChips edition={edition} language={language} />
            </p>
          </li>
        ))}
      </ul>
      <p class="mute">{t('editions.howNew')}</p>
    </WorkLayout>,
  );
}
