import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { OwnPage } from '../../../fundraising-pages/index.js';
import { formatDay, formatNumber } from '../../../platform/i18n/index.js';
import type { WalkedDistance } from '../../../walkers/index.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { OwnPageFrame, ownPagePath } from '../../own-page/pages/index.js';

export interface AfterTheWalkView {
  readonly edition: Edition;
  readonly page: OwnPage;
  /** `null` until the walker logs something. */
  readonly walked: WalkedDistance | null;
  /** Whether the day of the walk has come. */
  readonly over: boolean;
  readonly form: FormState;
  readonly error: ErrorCode | null;
  readonly saved: boolean;
}

/** How far the walk was, by the walker's own log. */
export function renderAfterTheWalkPage(view: AfterTheWalkView, context: PageContext): string {
  const { edition, page, walked, over, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const km = (metres: number): string => formatNumber(language, metres / 1_000);
  const form =
    view.form.errors.length > 0 || walked === null
      ? view.form
      : { ...view.form, values: { kilometres: km(walked.walkedMetres) } };
  return renderPage(
    <OwnPageFrame context={context} page={page} part="/walked" news={view.saved ? t('my.saved') : null}>
      {over ? (
        <>
          <ErrorSummary language={language} form={form} error={error} controls={{ kilometres: 'kilometres' }} />
          <p class="lead">{t('walked.lead')}</p>
          <form id="form" class="form" action={ownPagePath(context, page.slug, '/walked')} method="post" novalidate>
            <TextField
              language={language}
              form={form}
              name="kilometres"
              label={t('walked.kilometres')}
              hint={t('walked.hint')}
              inputMode="decimal"
              short
            />
            <p class="actions">
              <button class="btn go" type="submit">
                {t('my.save')}
              </button>
            </p>
          </form>
          {walked === null ? null : (
            <p class="notice">
              {walked.confirmedMetres === null
                ? t('walked.waits', { km: km(walked.walkedMetres) })
                : t('walked.confirmed', { km: km(walked.confirmedMetres) })}
            </p>
          )}
          <p>
            <a class="onward" href={`${ownPagePath(context, page.slug, '/walked')}/certificate.pdf`}>
              {t('certificate.link')}
            </a>
          </p>
        </>
      ) : (
        <p class="notice">{t('walked.notYet', { day: formatDay(language, edition.walkOn) })}</p>
      )}
    </OwnPageFrame>,
  );
}
