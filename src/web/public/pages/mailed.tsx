import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { Sign } from './thanks.js';

export interface MailedPageView {
  /** What the link in the mail is for. */
  readonly lead: string;
  /** What they find in the mail who did the same before. */
  readonly before: string;
  /** Back to the form, for who mistyped. */
  readonly again: string;
  readonly onward: { readonly path: string; readonly label: string } | null;
}

/** "Look in your mailbox": the same for an address that is known and for one that is not. */
export function renderMailedPage({ lead, before, again, onward }: MailedPageView, context: PageContext): string {
  const t = translatorOf(context.language);
  const title = t('signIn.checkTitle');
  return renderPage(
    <Layout context={context} title={title} unlisted>
      <div class="wrap column">
        <div class="card moment waiting">
          <Sign mood="waiting" />
          <h1>{title}</h1>
          <p class="lead">{lead}</p>
          <p>{before}</p>
          {onward === null ? null : (
            <p class="actions">
              <a class="onward" href={onward.path} dir="auto">
                {onward.label}
              </a>
            </p>
          )}
        </div>
        <p>
          {t('signIn.checkWait')} <a href={again}>{t('mailed.again')}</a>
        </p>
      </div>
    </Layout>,
  );
}
