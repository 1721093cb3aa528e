import type { ComponentChildren, VNode } from 'preact';
import type { ErrorCode, FieldError } from '../../../domain/errors.js';
import type { Language } from '../../../domain/language.js';
import { errorSentence, fieldErrorSentence } from '../messages/error-sentences.js';
import { translatorOf } from '../messages/translators.js';
import { ONCE_KEY_FIELD } from '../../../platform/http/once-key.js';
import { newToken } from '../../../platform/http/token.js';

/** A form as somebody filled it in: what they typed is never lost, and what is wrong stands beside it. */
export interface FormState {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
}

export const EMPTY_FORM: FormState = { values: {}, errors: [] };

/** Longer than any field takes; a form is never filled again with more than this. */
const MOST_CHARACTERS = 10_000;
const MOST_FIELDS = 120;

/** The values of a submitted form or a query, as text, to be filled in again. */
export function formValues(input: Readonly<Record<string, unknown>>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(input).slice(0, MOST_FIELDS)) {
    if (typeof value === 'string') values[name] = value.slice(0, MOST_CHARACTERS);
  }
  return values;
}

/** The first fault of a field, as a sentence; `undefined` where nothing is wrong. */
export function sentenceFor(language: Language, form: FormState, field: string): string | undefined {
  const fault = form.errors.find((it) => it.field === field);
  return fault === undefined ? undefined : fieldErrorSentence(language, fault);
}

interface ErrorSummaryProps {
  readonly language: Language;
  readonly form: FormState;
  /** A refusal of the whole form. */
  readonly error: ErrorCode | null;
  /** The id of the control of a field; a fault of a field that is not here links to the form. */
  readonly controls: Readonly<Record<string, string>>;
}

/** All faults together at the top; it takes the focus, and each line leads to its field. */
export function ErrorSummary({ language, form, error, controls }: ErrorSummaryProps): VNode | null {
  const general = error === null || error === 'INPUT_INVALID' ? null : error;
  const covered = general !== null && form.errors.some((fault) => fault.code === general);
  if (form.errors.length === 0 && general === null) return null;
  const t = translatorOf(language);
  return (
    // It takes the focus, as the pattern for error summaries asks: whoever hears the page hears first what is wrong.
    <div class="faults" role="alert" tabIndex={-1} autofocus data-focus="">
      <h2>{t('form.errorsTitle')}</h2>
      {general === null || covered ? null : <p>{errorSentence(language, general)}</p>}
      {form.errors.length === 0 ? null : (
        <ul>
          {form.errors.map((fault) => (
            <li key={`${fault.field} ${fault.code}`}>
              <a href={`#${controls[fault.field] ?? 'form'}`}>{fieldErrorSentence(language, fault)}</a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The sentence beside a field. */
export function FieldFault({
  id,
  language,
  sentence,
}: {
  readonly id: string;
  readonly language: Language;
  readonly sentence: string | undefined;
}): VNode | null {
  if (sentence === undefined) return null;
  return (
    <p class="fault" id={id}>
      <span class="unseen">{translatorOf(language)('form.errorPrefix')} </span>
      {sentence}
    </p>
  );
}

interface TextFieldProps {
  readonly language: Language;
  readonly form: FormState;
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly optional?: boolean;
  readonly type?: 'text' | 'email' | 'date' | 'datetime-local';
  readonly autocomplete?: string;
  readonly inputMode?: 'decimal' | 'numeric' | 'email' | 'tel';
  readonly maxLength?: number;
  readonly lines?: number;
  readonly short?: boolean;
}

/** A label, perhaps a hint, perhaps what is wrong, and the control: in this order, in one column. */
export function TextField(props: TextFieldProps): VNode {
  const { language, form, name, label, hint, optional, type = 'text', lines, short } = props;
  const sentence = sentenceFor(language, form, name);
  const described = [hint === undefined ? '' : `${name}-hint`, sentence === undefined ? '' : `${name}-fault`]
    .filter((id) => id !== '')
    .join(' ');
  const shared = {
    id: name,
    name,
    'aria-describedby': described === '' ? undefined : described,
    'aria-invalid': sentence === undefined ? undefined : ('true' as const),
    ...(props.autocomplete === undefined ? {} : { autocomplete: props.autocomplete }),
    ...(props.maxLength === undefined ? {} : { maxLength: props.maxLength }),
    ...(type === 'text' ? { dir: 'auto' as const } : {}),
  };
  const value = form.values[name] ?? '';
  return (
    <div class={sentence === undefined ? 'field' : 'field faulty'}>
      <label for={name}>
        {label}
        {optional === true ? <span class="optional"> ({translatorOf(language)('give.optional')})</span> : null}
      </label>
      {hint === undefined ? null : (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      <FieldFault id={`${name}-fault`} language={language} sentence={sentence} />
      {lines === undefined ? (
        <Control {...shared} type={type} short={short === true} value={value} inputMode={props.inputMode} />
      ) : (
        <textarea {...shared} rows={lines}>
          {value}
        </textarea>
      )}
    </div>
  );
}

interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly type: 'text' | 'email' | 'date' | 'datetime-local';
  readonly short: boolean;
  readonly value: string;
  readonly inputMode: 'decimal' | 'numeric' | 'email' | 'tel' | undefined;
}

/** An input; the types of the elements ask for one literal type each. */
function Control({ type, short, inputMode, ...rest }: ControlProps): VNode {
  const all = { ...rest, ...(inputMode === undefined ? {} : { inputMode }), ...(short ? { class: 'short' } : {}) };
  switch (type) {
    case 'text':
      return <input {...all} type="text" />;
    case 'email':
      return <input {...all} type="email" spellcheck={false} />;
    case 'date':
      return <input {...all} type="date" />;
    case 'datetime-local':
      return <input {...all} type="datetime-local" />;
  }
}

interface TickBoxProps {
  readonly language: Language;
  readonly form: FormState;
  readonly name: string;
  readonly hint?: string;
  readonly children: ComponentChildren;
}

/** A box to tick; never ticked in advance. */
export function TickBox({ language, form, name, hint, children }: TickBoxProps): VNode {
  const sentence = sentenceFor(language, form, name);
  const described = [hint === undefined ? '' : `${name}-hint`, sentence === undefined ? '' : `${name}-fault`]
    .filter((id) => id !== '')
    .join(' ');
  return (
    <div class={sentence === undefined ? 'tick' : 'tick faulty'}>
      <FieldFault id={`${name}-fault`} language={language} sentence={sentence} />
      <input
        id={name}
        name={name}
        type="checkbox"
        value="yes"
        checked={(form.values[name] ?? '') !== ''}
        aria-describedby={described === '' ? undefined : described}
        aria-invalid={sentence === undefined ? undefined : 'true'}
      />
      <label for={name}>{children}</label>
      {hint === undefined ? null : (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** The key by which a form that is sent twice is taken once; it stays the same while a refused form is put right. */
export function OnceKey({ form }: { readonly form: FormState }): VNode {
  return <input type="hidden" name={ONCE_KEY_FIELD} value={form.values[ONCE_KEY_FIELD] ?? newToken()} />;
}
