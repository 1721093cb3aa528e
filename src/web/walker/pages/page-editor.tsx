import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { Language } from '../../../domain/language.js';
import type { OwnPage } from '../../../fundraising-pages/index.js';
import type { StoredPhoto } from '../../../photos/index.js';
import { typedMoney } from '../../../platform/i18n/index.js';
import { OwnPageFrame, ownPagePath, Preview, Radios, ShortAddress } from '../../own-page/pages/index.js';
import { ErrorSummary, type FormState, TextField, TickBox } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface PageEditorView {
  readonly edition: Edition;
  readonly page: OwnPage;
  readonly photo: StoredPhoto | null;
  readonly form: FormState;
  readonly error: ErrorCode | null;
  readonly saved: boolean;
}

/** The form as the page is now. */
export function pageForm(page: OwnPage, language: Language): FormState {
  return {
    values: {
      story: page.story,
      goal: typedMoney(language, page.goalMinor),
      shortAddress: page.shortAddress ?? '',
      visibility: page.visibility,
      ...(page.photoHidden ? { hidePhoto: 'yes' } : {}),
    },
    errors: [],
  };
}

const CONTROLS = {
  story: 'story',
  goal: 'goal',
  shortAddress: 'shortAddress',
  visibility: 'visibility-public',
  hidePhoto: 'hidePhoto',
};

/** The editor of a page, beside what it makes of the page. */
export function renderPageEditorPage(view: PageEditorView, context: PageContext): string {
  const { page, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <OwnPageFrame context={context} page={page} part="" news={view.saved ? t('my.saved') : null}>
      <ErrorSummary language={language} form={form} error={error} controls={CONTROLS} />
      {page.hidden ? <p class="notice">{t('my.hidden')}</p> : null}
      <div class="editor">
        <form
          id="form"
          class="form"
          action={ownPagePath(context, page.slug)}
          method="post"
          novalidate
          data-previewed=""
        >
          <div>
            <TextField
              language={language}
              form={form}
              name="story"
              label={t('my.story')}
              hint={t('my.storyHint')}
              lines={9}
            />
            <TextField
              language={language}
              form={form}
              name="goal"
              label={t('my.goal')}
              hint={t('my.goalHint')}
              inputMode="decimal"
              short
            />
            <ShortAddress context={context} form={form} />
            <Radios
              language={language}
              form={form}
              name="visibility"
              legend={t('my.visibility')}
              options={[
                { value: 'public', label: t('my.visibility.public'), hint: t('my.visibility.publicHint') },
                { value: 'by-link', label: t('my.visibility.byLink'), hint: t('my.visibility.byLinkHint') },
              ]}
            />
            <TickBox language={language} form={form} name="hidePhoto">
              {t('my.hidePhoto')}
            </TickBox>
          </div>
          <p class="actions">
            <button class="btn go" type="submit">
              {t('my.save')}
            </button>
            <button class="btn line" type="submit" name="preview" value="yes" formaction="#preview">
              {t('my.preview')}
            </button>
          </p>
        </form>
        <Preview
          edition={view.edition}
          page={page}
          photo={view.photo}
          form={form}
          without={t('walker.noStory', { name: page.name })}
          context={context}
        />
      </div>
    </OwnPageFrame>,
  );
}
