import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { Language } from '../../../domain/language.js';
import type { OwnPage } from '../../../fundraising-pages/index.js';
import type { StoredPhoto } from '../../../photos/index.js';
import { formatMoney, typedMoney } from '../../../platform/i18n/index.js';
import { parseEuros } from '../../../platform/http/input.js';
import { Story } from '../../public/pages/page-parts.js';
import {
  ErrorSummary,
  FieldFault,
  type FormState,
  sentenceFor,
  TextField,
  TickBox,
} from '../../shared/components/form-fields.js';
import { Banner, headingClass } from '../../shared/components/portrait.js';
import { Route } from '../../shared/components/route.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { photoView } from '../../shared/photo-view.js';
import { renderPage } from '../../shared/render-page.js';
import { OwnPageFrame, ownPagePath } from './own-page-frame.js';
import { Radios } from './radios.js';

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
        <Preview view={view} context={context} />
      </div>
    </OwnPageFrame>,
  );
}

/** A short address of one's own, after what it begins with. */
function ShortAddress({ context, form }: { readonly context: PageContext; readonly form: FormState }): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const sentence = sentenceFor(language, form, 'shortAddress');
  return (
    <div class={sentence === undefined ? 'field' : 'field faulty'}>
      <label for="shortAddress">
        {t('my.shortAddress')}
        <span class="optional"> ({t('give.optional')})</span>
      </label>
      <p class="hint" id="shortAddress-hint">
        {t('my.shortAddressHint')}
      </p>
      <FieldFault id="shortAddress-fault" language={language} sentence={sentence} />
      <div class="prefixed">
        <span aria-hidden="true">/w/</span>
        <input
          id="shortAddress"
          name="shortAddress"
          type="text"
          maxLength={100}
          spellcheck={false}
          autocomplete="off"
          autocapitalize="none"
          value={form.values['shortAddress'] ?? ''}
          aria-describedby={`shortAddress-hint${sentence === undefined ? '' : ' shortAddress-fault'}`}
          aria-invalid={sentence === undefined ? undefined : 'true'}
        />
      </div>
    </div>
  );
}

/** The page as everybody would see it with what is typed now. */
function Preview({ view, context }: { readonly view: PageEditorView; readonly context: PageContext }): VNode {
  const { edition, page, photo, form } = view;
  const { language } = context;
  const t = translatorOf(language);
  const goalMinor = parseEuros(form.values['goal'] ?? '') ?? page.goalMinor;
  const shown = photo === null || (form.values['hidePhoto'] ?? '') !== '' ? null : photo;
  return (
    <section class="preview" id="preview" aria-labelledby="preview-title" data-preview="">
      <h2 id="preview-title" class="small mute">
        {t('my.previewTitle')}
      </h2>
      <Banner
        name={page.name}
        seed={page.slug}
        photo={shown === null ? null : photoView(shown, 'wide', page.name, language)}
      />
      <p class={`preview-name ${headingClass(page.name) ?? ''}`} dir="auto">
        {page.name}
      </p>
      <Story text={form.values['story'] ?? ''} without={t('walker.noStory', { name: page.name })} />
      <p class="mute">
        <b class="num">{formatMoney(language, page.raisedMinor, edition.currency)}</b>{' '}
        {t('page.ofGoal', { goal: formatMoney(language, goalMinor, edition.currency) })}
      </p>
      <Route
        form="card"
        amounts={{ raisedMinor: page.raisedMinor, goalMinor: Math.max(1, goalMinor) }}
        language={language}
        currency={edition.currency}
        seed={page.slug}
      />
    </section>
  );
}
