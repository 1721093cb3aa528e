import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { LANGUAGES } from '../../../domain/language.js';
import {
  type DefinedMilestone,
  MILESTONE_BOUNDS,
  MILESTONE_KINDS,
  MILESTONE_SCOPES,
  type MilestoneScope,
} from '../../../milestones/index.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface MilestonesView {
  readonly edition: Edition;
  readonly milestones: readonly DefinedMilestone[];
  readonly mayChange: boolean;
  readonly form: FormState;
  readonly error: ErrorCode | null;
  readonly done: string | null;
}

interface Props {
  readonly view: MilestonesView;
  readonly context: PageContext;
}

const DONE = ['added', 'renamed', 'removed'] as const;

const actionOf = ({ path, language }: PageContext, act: string): string => `${path}${act}?language=${language}`;

/** What an edition celebrates: of pages, of teams and as a whole, and a new one. */
export function renderMilestonesPage(view: MilestonesView, context: PageContext): string {
  const { edition, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const done = DONE.find((it) => it === view.done);
  const controls = Object.fromEntries(form.errors.map(({ field }) => [field, field]));
  return renderPage(
    <WorkLayout context={context} title={t('milestones.title')} heading={edition.title[language]}>
      <h1>{t('milestones.title')}</h1>
      {done === undefined ? null : <p role="status">{t(`milestones.done.${done}`)}</p>}
      <p>{t('milestones.intro')}</p>
      <ErrorSummary language={language} form={form} error={error} controls={controls} />
      {MILESTONE_SCOPES.map((scope) => (
        <Of key={scope} scope={scope} view={view} context={context} />
      ))}
      {view.mayChange ? <NewMilestone view={view} context={context} /> : null}
    </WorkLayout>,
  );
}

function Of({ scope, view, context }: Props & { readonly scope: MilestoneScope }): VNode {
  const { edition, mayChange } = view;
  const { language } = context;
  const t = translatorOf(language);
  const own = view.milestones.filter((milestone) => milestone.scope === scope);
  const what = ({ kind, threshold }: DefinedMilestone): string =>
    kind === 'raised'
      ? t('milestones.kind.raised', { amount: formatMoney(language, threshold, edition.currency) })
      : t(`milestones.kind.${kind}`, { count: threshold });
  return (
    <section class="card" aria-labelledby={`of-${scope}`}>
      <h2 id={`of-${scope}`}>{t(`milestones.scope.${scope}`)}</h2>
      {own.length === 0 ? (
        <p class="hollow">{t('milestones.none')}</p>
      ) : (
        <ul class="issues">
          {own.map((milestone) => (
            <li key={milestone.id}>
              <div>
                <p>
                  <b>{milestone.label[language]}</b>
                  <span class="small mute">
                    {what(milestone)}
                    {scope === 'edition' ? null : <> · {t('milestones.reachedBy', { count: milestone.reachedBy })}</>}
                  </span>
                </p>
                {mayChange ? <Change milestone={milestone} context={context} /> : null}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Change({
  milestone: { id, label },
  context,
}: {
  readonly milestone: DefinedMilestone;
  readonly context: PageContext;
}): VNode {
  const { language } = context;
  const t = translatorOf(language);
  return (
    <details>
      <summary>
        {t('milestones.change')}
        <span class="unseen"> {label[language]}</span>
      </summary>
      <form class="form" action={actionOf(context, `/${id}`)} method="post">
        {LANGUAGES.map((of) => (
          <p class="field" key={of}>
            <label for={`${id}-${of}`}>{t(`milestones.in.${of}`)}</label>
            <input
              type="text"
              id={`${id}-${of}`}
              name={`label-${of}`}
              value={label[of]}
              maxLength={MILESTONE_BOUNDS.label}
              lang={of}
              required
            />
          </p>
        ))}
        <p class="actions">
          <button class="btn line" type="submit">
            {t('milestones.rename')}
          </button>
        </p>
      </form>
      <form action={actionOf(context, `/${id}/remove`)} method="post">
        <button class="btn line" type="submit">
          {t('milestones.remove')}
        </button>
      </form>
    </details>
  );
}

function NewMilestone({ view: { form }, context }: Props): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const choice = (name: 'scope' | 'kind', options: readonly (readonly [string, string])[], title: string): VNode => (
    <p class="field">
      <label for={name}>{title}</label>
      <select id={name} name={name}>
        {options.map(([value, text]) => (
          <option key={value} value={value} selected={form.values[name] === value}>
            {text}
          </option>
        ))}
      </select>
    </p>
  );
  return (
    <section class="card" aria-labelledby="new-milestone">
      <h2 id="new-milestone">{t('milestones.new')}</h2>
      <form class="form" id="form" action={actionOf(context, '')} method="post" novalidate>
        {choice(
          'scope',
          MILESTONE_SCOPES.map((it) => [it, t(`milestones.scope.${it}`)]),
          t('milestones.where'),
        )}
        {choice(
          'kind',
          MILESTONE_KINDS.map((it) => [it, t(`milestones.choose.${it}`)]),
          t('milestones.what'),
        )}
        <TextField
          language={language}
          form={form}
          name="threshold"
          label={t('milestones.threshold')}
          inputMode="decimal"
          maxLength={30}
          short
        />
        <fieldset>
          <legend>{t('milestones.label')}</legend>
          {LANGUAGES.map((of) => (
            <TextField
              key={of}
              language={language}
              form={form}
              name={`label-${of}`}
              label={t(`milestones.in.${of}`)}
              maxLength={MILESTONE_BOUNDS.label}
            />
          ))}
        </fieldset>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('milestones.add')}
          </button>
        </p>
      </form>
    </section>
  );
}
