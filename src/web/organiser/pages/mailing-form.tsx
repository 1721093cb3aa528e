import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { LANGUAGES } from '../../../domain/language.js';
import { PLACEHOLDER_WORDS } from '../../../domain/mailing-text.js';
import { type Mailing, MAILING_BOUNDS, type MailingNarrowing, type Segment } from '../../../mailings/index.js';
import { formatDayAndTime } from '../../../platform/i18n/index.js';
import {
  ErrorSummary,
  FieldFault,
  type FormState,
  sentenceFor,
  TextField,
} from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface MailingFormView {
  readonly edition: Edition;
  readonly segment: Segment;
  /** The draft that is changed; `null` for a new one. */
  readonly mailing: Mailing | null;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

interface Props {
  readonly view: MailingFormView;
  readonly context: PageContext;
}

/** How a form names a narrowing: a type's code, and one of its slots behind it. */
export function narrowingValue({ typeCode, slot }: MailingNarrowing): string {
  return `${typeCode ?? ''}${slot === null ? '' : `@${slot.toISOString()}`}`;
}

/** Writing to many: whom, and what it says in each language. */
export function renderMailingFormPage(view: MailingFormView, context: PageContext): string {
  const { edition, segment, mailing, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const controls = Object.fromEntries(form.errors.map(({ field }) => [field, field]));
  const title = t(`mailing.segment.${segment.name}`);
  return renderPage(
    <WorkLayout context={context} title={`${t('mailing.write')}: ${title}`} heading={edition.title[language]}>
      <h1>{title}</h1>
      <p>{t(segment.needed ? 'mailing.needed' : 'mailing.optional')}</p>
      <ErrorSummary language={language} form={form} error={error} controls={controls} />
      <form
        class="card form"
        id="form"
        action={`/organise/mailings${mailing === null ? '' : `/${mailing.id}/text`}?language=${language}`}
        method="post"
        novalidate
      >
        <input type="hidden" name="edition" value={edition.slug} />
        <input type="hidden" name="segment" value={segment.name} />
        {mailing === null ? (
          <input type="hidden" name="entry" value={form.values['entry'] ?? ''} />
        ) : (
          <input type="hidden" name="version" value={form.values['version'] ?? ''} />
        )}
        {segment.byType ? <Narrowing view={view} context={context} /> : null}
        <p>{t('mailing.languages')}</p>
        {LANGUAGES.map((of) => (
          <fieldset key={of}>
            <legend>{t(`mailing.in.${of}`)}</legend>
            <TextField
              language={language}
              form={form}
              name={`subject-${of}`}
              label={t('mailing.subject')}
              maxLength={MAILING_BOUNDS.subject}
            />
            <TextField
              language={language}
              form={form}
              name={`body-${of}`}
              label={t('mailing.body')}
              hint={t('mailing.placeholders', {
                words: segment.placeholders.map((it) => `{${PLACEHOLDER_WORDS[it][of]}}`).join(' '),
              })}
              lines={9}
              maxLength={MAILING_BOUNDS.body}
            />
          </fieldset>
        ))}
        <p class="actions">
          <button class="btn go" type="submit">
            {t('mailing.keep')}
          </button>
        </p>
      </form>
    </WorkLayout>,
  );
}

function Narrowing({ view: { edition, form }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const sentence = sentenceFor(language, form, 'narrowing');
  const option = (value: string, label: string): VNode => (
    <option key={value} value={value} selected={value === (form.values['narrowing'] ?? '')}>
      {label}
    </option>
  );
  return (
    <div class={sentence === undefined ? 'field' : 'field faulty'}>
      <label for="narrowing">{t('mailing.whom')}</label>
      <FieldFault id="narrowing-fault" language={language} sentence={sentence} />
      <select id="narrowing" name="narrowing">
        {option('', t('mailing.everybody'))}
        {edition.participationTypes.flatMap(({ code, title, startSlots }) => [
          option(narrowingValue({ typeCode: code, slot: null }), title[language]),
          ...startSlots.map((slot) =>
            option(
              narrowingValue({ typeCode: code, slot }),
              `${title[language]} · ${formatDayAndTime(language, slot)}`,
            ),
          ),
        ])}
      </select>
    </div>
  );
}
