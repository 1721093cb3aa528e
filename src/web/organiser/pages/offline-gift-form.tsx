import type { VNode } from 'preact';
import { cashSum, EURO_PIECES } from '../../../domain/cash-count.js';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { LANGUAGES } from '../../../domain/language.js';
import { countedPieces, OFFLINE_METHODS, OFFLINE_TEXT_BOUNDS, pieceField } from '../../../offline-gifts/index.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import {
  ErrorSummary,
  FieldFault,
  type FormState,
  sentenceFor,
  TextField,
  TickBox,
} from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

/** Somebody whom a gift may be for. */
export interface OfflineGiftPlace {
  readonly kind: 'team' | 'walker';
  readonly slug: string;
  readonly name: string;
}

export interface OfflineGiftFormView {
  readonly edition: Edition;
  /** Whom the typed name may mean, where it means several. */
  readonly places: readonly OfflineGiftPlace[];
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

interface Props {
  readonly view: OfflineGiftFormView;
  readonly context: PageContext;
}

/** Enters a gift that came without Stripe, with the counting sheet of an envelope. */
export function renderOfflineGiftFormPage(view: OfflineGiftFormView, context: PageContext): string {
  const { edition, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const controls = Object.fromEntries(
    [...new Set(form.errors.map(({ field }) => field))].map((field) => [field, field === 'pieces' ? 'sheet' : field]),
  );
  return renderPage(
    <WorkLayout context={context} title={t('offline.enter')} heading={edition.title[language]}>
      <h1>{t('offline.enter')}</h1>
      <ErrorSummary language={language} form={form} error={error} controls={controls} />
      <form
        class="form"
        id="form"
        action={`/organise/offline-gifts/new?language=${language}`}
        method="post"
        novalidate
        autocomplete="off"
      >
        <input type="hidden" name="edition" value={edition.slug} />
        <input type="hidden" name="entry" value={form.values['entry'] ?? ''} />
        <div class="two">
          <Gift view={view} context={context} />
          <Sheet view={view} context={context} />
        </div>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('offline.save')}
          </button>
        </p>
      </form>
    </WorkLayout>,
  );
}

function Gift({ view, context: { language } }: Props): VNode {
  const { form } = view;
  const t = translatorOf(language);
  const shared = { language, form } as const;
  return (
    <section class="card" aria-labelledby="gift">
      <h2 id="gift">{t('desk.facts')}</h2>
      <Choice
        view={view}
        language={language}
        name="method"
        label={t('offline.method')}
        options={OFFLINE_METHODS.map((method) => [method, t(`list.word.${method}`)])}
      />
      <TextField {...shared} name="offlineAmount" label={t('offline.amount')} inputMode="decimal" short />
      <TextField {...shared} name="for" label={t('offline.for')} hint={t('offline.forHint')} maxLength={100} optional />
      <Places view={view} context={{ language }} />
      <TextField
        {...shared}
        name="name"
        label={t('offline.name')}
        hint={t('offline.nameHint')}
        maxLength={OFFLINE_TEXT_BOUNDS.name}
      />
      <TextField
        {...shared}
        name="company"
        label={t('offline.company')}
        maxLength={OFFLINE_TEXT_BOUNDS.company}
        optional
      />
      <TextField
        {...shared}
        name="email"
        label={t('offline.email')}
        hint={t('offline.emailHint')}
        type="email"
        maxLength={254}
        optional
      />
      <Choice
        view={view}
        language={language}
        name="language"
        label={t('offline.language')}
        options={LANGUAGES.map((it) => [it, t(`list.word.${it}`)])}
      />
      <TextField
        {...shared}
        name="message"
        label={t('offline.message')}
        maxLength={OFFLINE_TEXT_BOUNDS.message}
        lines={2}
        optional
      />
      <TickBox {...shared} name="anonymous">
        {t('offline.anonymous')}
      </TickBox>
      {view.edition.taxCertificates ? (
        <TickBox {...shared} name="certificateWanted" hint={t('offline.certificateHint')}>
          {t('offline.certificate')}
        </TickBox>
      ) : null}
      <TextField {...shared} name="receivedOn" label={t('offline.receivedOn')} type="date" short />
      <TextField
        {...shared}
        name="reference"
        label={t('offline.reference')}
        maxLength={OFFLINE_TEXT_BOUNDS.reference}
        optional
      />
    </section>
  );
}

/** Whom the typed name may mean. */
function Places({
  view: { places, form },
  context: { language },
}: {
  readonly view: OfflineGiftFormView;
  readonly context: Pick<PageContext, 'language'>;
}): VNode | null {
  if (places.length === 0) return null;
  const t = translatorOf(language);
  return (
    <fieldset class="field">
      <legend>{t('offline.which')}</legend>
      {places.map(({ kind, slug, name }) => {
        const value = `${kind}/${slug}`;
        return (
          <p class="tick" key={value}>
            <input id={value} type="radio" name="to" value={value} checked={form.values['to'] === value} />
            <label for={value}>
              <bdi>{name}</bdi> <span class="small mute">({t(`list.word.${kind}`)})</span>
            </label>
          </p>
        );
      })}
    </fieldset>
  );
}

interface ChoiceProps {
  readonly view: OfflineGiftFormView;
  readonly language: PageContext['language'];
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [string, string])[];
}

function Choice({ view: { form }, language, name, label, options }: ChoiceProps): VNode {
  const sentence = sentenceFor(language, form, name);
  return (
    <div class={sentence === undefined ? 'field' : 'field faulty'}>
      <label for={name}>{label}</label>
      <FieldFault id={`${name}-fault`} language={language} sentence={sentence} />
      <select id={name} name={name} aria-describedby={sentence === undefined ? undefined : `${name}-fault`}>
        {options.map(([value, text]) => (
          <option key={value} value={value} selected={form.values[name] === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

function Sheet({ view: { form, edition }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const counted = cashSum(countedPieces(form.values));
  const sentence = sentenceFor(language, form, 'pieces');
  return (
    <section class="card" aria-labelledby="sheet">
      <h2 id="sheet" tabIndex={-1}>
        {t('offline.sheet')}
      </h2>
      <p class="small mute">{t('offline.sheetText')}</p>
      <FieldFault id="pieces-fault" language={language} sentence={sentence} />
      {counted === 0 ? null : (
        <p class="num">
          <b>{t('offline.counted', { sum: formatMoney(language, counted, edition.currency, 'always') })}</b>
        </p>
      )}
      <div class="counting-sheet">
        {EURO_PIECES.map((piece) => {
          const name = pieceField(piece);
          const value = formatMoney(language, piece, edition.currency);
          const fault = sentenceFor(language, form, name);
          return (
            <p key={name} class={fault === undefined ? undefined : 'faulty'}>
              <label for={name}>
                <span class="unseen">{t('offline.piece', { value })}</span>
                <span aria-hidden="true" class="num">
                  {value} ×
                </span>
              </label>
              <input
                id={name}
                name={name}
                type="text"
                inputMode="numeric"
                maxLength={4}
                value={form.values[name] ?? ''}
                aria-invalid={fault === undefined ? undefined : 'true'}
                aria-describedby={fault === undefined ? undefined : `${name}-fault`}
              />
              {fault === undefined ? null : (
                <span class="fault" id={`${name}-fault`}>
                  {fault}
                </span>
              )}
            </p>
          );
        })}
      </div>
      <TextField
        language={language}
        form={form}
        name="counterOne"
        label={t('offline.counterOne')}
        maxLength={OFFLINE_TEXT_BOUNDS.counter}
      />
      <TextField
        language={language}
        form={form}
        name="counterTwo"
        label={t('offline.counterTwo')}
        maxLength={OFFLINE_TEXT_BOUNDS.counter}
      />
    </section>
  );
}
