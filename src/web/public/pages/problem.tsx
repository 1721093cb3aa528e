import type { ErrorCode } from '../../../domain/errors.js';
import type { Language } from '../../../domain/language.js';
import { formatClock } from '../../../platform/i18n/index.js';
import { SearchForm } from '../../shared/components/search-form.js';
import { Layout } from '../../shared/layout.js';
import { errorSentence } from '../../shared/messages/error-sentences.js';
import { type MessageKey, translatorOf } from '../../shared/messages/translators.js';
import type { LastFrontPage } from '../../shared/last-front-pages.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage, renderPart } from '../../shared/render-page.js';

export interface ProblemPageView {
  /** The HTTP status of the answer. */
  readonly status: number;
  readonly code: ErrorCode;
  /** What an operator finds in the log; `null`: there is nothing to find. */
  readonly reference: string | null;
}

const WORDS: Readonly<Record<number, { readonly title: MessageKey; readonly text?: MessageKey }>> = {
  403: { title: 'problem.title403' },
  404: { title: 'problem.title404', text: 'problem.text404' },
  409: { title: 'problem.title409' },
  410: { title: 'problem.title410', text: 'problem.text410' },
  429: { title: 'problem.title429' },
  500: { title: 'problem.title500', text: 'problem.text500' },
  502: { title: 'problem.title503', text: 'problem.text503' },
  503: { title: 'problem.title503', text: 'problem.text503' },
};

/** The page of a refusal: what is wrong, in a sentence, and where to go on. */
export function renderProblemPage({ status, code, reference }: ProblemPageView, context: PageContext): string {
  const { language, editionSlug } = context;
  const t = translatorOf(language);
  const words = WORDS[status] ?? { title: status >= 500 ? 'problem.title500' : 'problem.titleOther' };
  const title = t(words.title);
  // The general words of a fault of ours say more than its code does; those of a refusal say less.
  const ours = status >= 500 && code !== 'PAYMENT_PROVIDER_UNAVAILABLE' && code !== 'PAYMENT_PROVIDER_REFUSED';
  return renderPage(
    <Layout context={context} title={title} unlisted>
      <div class="wrap column">
        <p class="eyebrow num">{status}</p>
        <h1>{title}</h1>
        {ours ? null : <p class="lead">{errorSentence(language, code)}</p>}
        {words.text === undefined ? null : <p>{t(words.text)}</p>}
        {status === 404 && editionSlug !== null ? <SearchForm context={context} /> : null}
        <p class="actions">
          <a class="btn line" href={under(context)}>
            {t('problem.toHome')}
          </a>
        </p>
        {reference === null ? null : <p class="small mute">{t('problem.reference', { reference })}</p>}
      </div>
    </Layout>,
  );
}

/** Where the content of every page begins (`Layout`). */
const CONTENT_BEGINS = /<main\b[^>]*>/;

/** A front page of before, for when none can be made now: with a line above it that says so, and of when it is. */
export function renderFrontPageOfBefore({ html, madeAt }: LastFrontPage, language: Language): string {
  const t = translatorOf(language);
  const words = t('problem.pageOfBefore', { time: formatClock(language, madeAt) });
  const line = renderPart(
    <p class="of-before" role="status">
      {words}
    </p>,
  );
  return html.replace(CONTENT_BEGINS, (main) => main + line);
}
