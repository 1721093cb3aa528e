import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface SourceView {
  /** The mail address of whoever runs this. */
  readonly contact: string;
}

/** What anybody may do with this software, and whom to ask for its source while no address of it is set. */
export function renderSourcePage({ contact }: SourceView, context: PageContext): string {
  const t = translatorOf(context.language);
  return renderPage(
    <Layout context={context} title={t('layout.source')}>
      <div class="wrap column text">
        <h1>{t('layout.source')}</h1>
        <p class="lead">{t('source.free')}</p>
        <p>
          {t('source.ask')} <a href={`mailto:${contact}`}>{contact}</a>
        </p>
        <p>
          <a href="https://www.gnu.org/licenses/agpl-3.0.html">{t('source.licence')}</a>
        </p>
      </div>
    </Layout>,
  );
}
