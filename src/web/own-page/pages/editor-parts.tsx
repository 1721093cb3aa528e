import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { StoredPhoto } from '../../../photos/index.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { parseEuros } from '../../../platform/http/input.js';
import { Story } from '../../public/pages/page-parts.js';
import { FieldFault, type FormState, sentenceFor } from '../../shared/components/form-fields.js';
import { Banner, headingClass } from '../../shared/components/portrait.js';
import { Route } from '../../shared/components/route.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { photoView } from '../../shared/photo-view.js';

/** A short address of one's own, after what it begins with. */
export function ShortAddress({ context, form }: { readonly context: PageContext; readonly form: FormState }): VNode {
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

interface PreviewProps {
  readonly edition: Edition;
  readonly page: {
    readonly slug: string;
    readonly name: string;
    readonly raisedMinor: number;
    readonly goalMinor: number;
  };
  readonly photo: StoredPhoto | null;
  readonly form: FormState;
  /** What stands where no story is. */
  readonly without: string;
  readonly context: PageContext;
}

/** The page as everybody would see it with what is typed now. */
export function Preview({ edition, page, photo, form, without, context }: PreviewProps): VNode {
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
      <Story text={form.values['story'] ?? ''} without={without} />
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
