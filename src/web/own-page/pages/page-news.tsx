import type { ErrorCode } from '../../../domain/errors.js';
import type { PageUpdate } from '../../../fundraising-pages/index.js';
import { formatDay } from '../../../platform/i18n/index.js';
import { Paragraphs } from '../../public/pages/page-parts.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { OwnPageFrame, partPath, type WhosePage } from './own-page-frame.js';

export interface PageNewsView {
  readonly page: WhosePage;
  readonly updates: readonly PageUpdate[];
  /** What is being changed; `null` while something new is written. */
  readonly editing: string | null;
  readonly form: FormState;
  readonly error: ErrorCode | null;
  readonly saved: boolean;
}

/** News for the page: writing it, and all that was written. */
export function renderPageNewsPage(view: PageNewsView, context: PageContext): string {
  const { page, updates, editing, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const here = partPath(context, page, '/updates');
  return renderPage(
    <OwnPageFrame context={context} page={page} part="/updates" news={view.saved ? t('my.saved') : null}>
      <ErrorSummary language={language} form={form} error={error} controls={{ title: 'title', text: 'text' }} />
      <form
        id="form"
        class="form"
        action={editing === null ? here : `${here}/${encodeURIComponent(editing)}`}
        method="post"
        novalidate
      >
        <div>
          <TextField
            language={language}
            form={form}
            name="title"
            label={t('news.titleField')}
            optional
            maxLength={120}
          />
          <TextField
            language={language}
            form={form}
            name="text"
            label={t('news.text')}
            hint={t('news.textHint')}
            lines={6}
          />
        </div>
        <p class="actions">
          <button class="btn go" type="submit">
            {t(editing !== null ? 'my.save' : page.kind === 'walker' ? 'news.publish' : 'teamPage.news.publish')}
          </button>
          {editing === null ? null : <a href={here}>{t('news.cancel')}</a>}
        </p>
      </form>
      <section aria-labelledby="written">
        <h2 id="written">{t('news.written')}</h2>
        {updates.length === 0 ? (
          <p class="hollow">{t('news.none')}</p>
        ) : (
          <ol class="written">
            {updates.map(({ id, title, text, publishedAt }) => {
              const day = formatDay(language, publishedAt);
              return (
                <li key={id}>
                  {title === '' ? null : <h3 dir="auto">{title}</h3>}
                  <p class="small mute">{day}</p>
                  <Paragraphs text={text} />
                  <form class="actions" action={`${here}/${id}/remove`} method="post">
                    <a href={`${here}/${id}`} aria-label={t('news.editOf', { day })}>
                      {t('news.edit')}
                    </a>
                    <button class="btn line" type="submit" aria-label={t('news.removeOf', { day })}>
                      {t('news.remove')}
                    </button>
                  </form>
                </li>
              );
            })}
          </ol>
        )}
      </section>
    </OwnPageFrame>,
  );
}
