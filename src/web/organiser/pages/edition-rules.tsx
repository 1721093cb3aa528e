import type { VNode } from 'preact';
import type { ErrorCode } from '../../../domain/errors.js';
import { LANGUAGES } from '../../../domain/language.js';
import {
  EDITION_SECTIONS,
  type EditionRules,
  type RuleField,
  suggestedRows,
  TYPE_FIELDS,
  type TypeRules,
  type Words,
} from '../../../edition-rules/index.js';
import {
  ErrorSummary,
  FieldFault,
  type FormState,
  sentenceFor,
  TextField,
  TickBox,
} from '../../shared/components/form-fields.js';
import { type MessageKey, translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { choiceName, ruleHint, ruleName } from './rule-words.js';

export interface RulesView {
  readonly rules: EditionRules;
  /** `null`: the rules of the edition itself. */
  readonly type: TypeRules | 'new' | null;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

const SECTION_TITLES: Readonly<Record<string, MessageKey>> = {
  about: 'rules.section.about',
  windows: 'rules.section.windows',
  money: 'rules.section.money',
  giving: 'rules.section.giving',
  walking: 'rules.section.walking',
};

/** What the page of these rules is called. */
export function rulesTitle({ type }: Pick<RulesView, 'type'>, { language }: PageContext): string {
  const t = translatorOf(language);
  if (type === null) return t('rules.heading');
  const title = type === 'new' ? null : (type.values['title'] as Words);
  return title === null ? t('rules.newType') : title[language];
}

/** The version that was seen; of who was told of another's change, the one that they see now. */
function versionOf({ rules, form, error }: RulesView): string {
  return error === 'EDITION_CHANGED' ? String(rules.version) : (form.values['version'] ?? String(rules.version));
}

/** Rules as a form; what is typed is shown as a change before it is saved. */
export function renderRulesPage(view: RulesView, context: PageContext): string {
  const { rules, type, form, error } = view;
  const { language, path } = context;
  const t = translatorOf(language);
  const title = rulesTitle(view, context);
  const sections = type === null ? EDITION_SECTIONS : [{ name: 'type', fields: TYPE_FIELDS }];
  return renderPage(
    <WorkLayout context={context} title={title} heading={rules.title[language]}>
      <h1>{title}</h1>
      <ErrorSummary
        language={language}
        form={form}
        error={error}
        controls={Object.fromEntries(form.errors.map(({ field }) => [field, field]))}
      />
      {rules.state === 'archived' ? <p role="status">{t('error.EDITION_ARCHIVED')}</p> : null}
      <form class="form rules" id="form" action={`${path}?language=${language}`} method="post" novalidate>
        <input type="hidden" name="version" value={versionOf(view)} />
        {type === 'new' ? (
          <section class="card">
            <TextField
              language={language}
              form={form}
              name="code"
              label={t('rules.code')}
              hint={t('rules.codeHint')}
              maxLength={63}
            />
          </section>
        ) : null}
        {sections.map(({ name, fields }) => {
          const heading = SECTION_TITLES[name];
          return (
            <section class="card" key={name}>
              {heading === undefined ? null : <h2>{t(heading)}</h2>}
              {fields.map((field) => (
                <Rule key={field.name} field={field} form={form} context={context} />
              ))}
            </section>
          );
        })}
        <p class="actions">
          <button class="btn go" type="submit" name="step" value="preview">
            {t('rules.preview')}
          </button>
          <a class="btn line" href={`/organise/editions/${rules.slug}?language=${language}&edition=${rules.slug}`}>
            {t('rules.cancel')}
          </a>
        </p>
      </form>
    </WorkLayout>,
  );
}

interface RuleProps {
  readonly field: RuleField;
  readonly form: FormState;
  readonly context: PageContext;
}

function Rule({ field, form, context: { language } }: RuleProps): VNode {
  const { name, kind, optional } = field;
  const label = ruleName(language, field);
  const hint = ruleHint(language, field);
  const shared = { language, form, name, label, hint, ...(optional === undefined ? {} : { optional }) };
  switch (kind) {
    case 'words':
      return <WordsFields name={name} label={label} form={form} language={language} most={field.length ?? 200} />;
    case 'suggested':
      return <SuggestedFields field={field} form={form} language={language} />;
    case 'money':
      return <TextField {...shared} inputMode="decimal" maxLength={20} short />;
    case 'whole':
      return <TextField {...shared} inputMode="numeric" maxLength={9} short />;
    case 'day':
      return <TextField {...shared} type="date" short />;
    case 'moment':
      return <TextField {...shared} type="datetime-local" />;
    case 'moneys':
    case 'wholes':
    case 'names':
    case 'moments':
      return <TextField {...shared} lines={Math.max(3, (form.values[name] ?? '').split('\n').length + 1)} />;
    case 'box':
      return (
        <TickBox language={language} form={form} name={name} {...(hint === undefined ? {} : { hint })}>
          {label}
        </TickBox>
      );
    case 'choice':
      return (
        <div class="field">
          <label for={name}>{label}</label>
          <FieldFault id={`${name}-fault`} language={language} sentence={sentenceFor(language, form, name)} />
          <select id={name} name={name}>
            {field.choices?.map((choice) => (
              <option key={choice} value={choice} selected={form.values[name] === choice}>
                {choiceName(language, field, choice)}
              </option>
            ))}
          </select>
        </div>
      );
  }
}

interface WordsProps {
  readonly name: string;
  readonly label: string;
  readonly form: FormState;
  readonly language: PageContext['language'];
  readonly most: number;
}

function WordsFields({ name, label, form, language, most }: WordsProps): VNode {
  const t = translatorOf(language);
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      {LANGUAGES.map((it) => (
        <TextField
          key={it}
          language={language}
          form={form}
          name={`${name}.${it}`}
          label={t(`people.language.${it}`)}
          maxLength={most}
        />
      ))}
    </fieldset>
  );
}

function SuggestedFields({ field, form, language }: Omit<RuleProps, 'context'> & Pick<WordsProps, 'language'>): VNode {
  const t = translatorOf(language);
  const most = field.length ?? 6;
  const filled = Array.from({ length: most }, (_, row) => row).filter(
    (row) => (form.values[`${field.name}.${String(row)}.amount`] ?? '') !== '',
  );
  const rows = suggestedRows(field, (filled.at(-1) ?? -1) + 1);
  return (
    <fieldset class="field">
      <legend>{ruleName(language, field)}</legend>
      {Array.from({ length: rows }, (_, row) => {
        const name = `${field.name}.${String(row)}`;
        return (
          <div class="rule-row" key={name}>
            <TextField
              language={language}
              form={form}
              name={`${name}.amount`}
              label={t('rules.amount', { number: row + 1 })}
              inputMode="decimal"
              maxLength={20}
              short
            />
            {LANGUAGES.map((it) => (
              <TextField
                key={it}
                language={language}
                form={form}
                name={`${name}.${it}`}
                label={t('rules.makesPossible', { number: row + 1, language: t(`people.language.${it}`) })}
                maxLength={80}
              />
            ))}
          </div>
        );
      })}
    </fieldset>
  );
}
