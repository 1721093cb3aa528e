import type { ComponentChildren, VNode } from 'preact';
import type { StoredAuditLine } from '../../../audit/index.js';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { type FoundTeam, seenOf, type StoredPage } from '../../../people-desk/index.js';
import { formatDayAndTime, formatMoney, formatNumber, typedMoney } from '../../../platform/i18n/index.js';
import { EMPTY_FORM, FieldFault, type FormState, sentenceFor, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { LogLine } from './log.js';

/** What the desks of walkers and teams share. */
export interface DeskState {
  readonly edition: Edition;
  readonly mayAct: boolean;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

/** A form of a desk, by the name that it carries. */
export type DeskForm = 'correct' | 'page' | 'hide' | 'team' | 'type' | 'captain' | 'merge' | 'dissolve' | 'undo';

/** What was typed into this form, where it is the one that was refused; else `otherwise`. */
export function typedIn({ form }: DeskState, name: DeskForm, otherwise: FormState = EMPTY_FORM): FormState {
  return form.values['form'] === name ? form : otherwise;
}

interface DeskFormProps {
  readonly state: DeskState;
  readonly context: PageContext;
  readonly name: DeskForm;
  /** Below the desk: `/hide`. */
  readonly action: string;
  readonly button: string;
  /** The one thing that the page is mostly for. */
  readonly primary?: boolean;
  readonly children?: ComponentChildren;
}

/** A form that does something on somebody's behalf: it says why. */
export function ActForm({ state, context, name, action, button, primary = false, children }: DeskFormProps): VNode {
  const { language, path } = context;
  return (
    <form id={`form-${name}`} class="form" action={`${path}${action}?language=${language}`} method="post" novalidate>
      <input type="hidden" name="edition" value={state.edition.slug} />
      <input type="hidden" name="form" value={name} />
      <div>
        {children}
        <Reason state={state} context={context} name={name} />
      </div>
      <p class="actions">
        <button class={primary ? 'btn go' : 'btn line'} type="submit">
          {button}
        </button>
      </p>
    </form>
  );
}

function Reason({ state, context: { language }, name }: Pick<DeskFormProps, 'state' | 'context' | 'name'>): VNode {
  const form = typedIn(state, name);
  const sentence = sentenceFor(language, form, 'reason');
  return (
    <div class={sentence === undefined ? 'field' : 'field faulty'}>
      <label for={`reason-${name}`}>{translatorOf(language)('desk.reason')}</label>
      <FieldFault id={`reason-${name}-fault`} language={language} sentence={sentence} />
      <input
        id={`reason-${name}`}
        name="reason"
        type="text"
        maxLength={300}
        dir="auto"
        value={form.values['reason'] ?? ''}
        aria-invalid={sentence === undefined ? undefined : 'true'}
        aria-describedby={sentence === undefined ? undefined : `reason-${name}-fault`}
      />
    </div>
  );
}

/** Where the lines of the summary of faults lead to. */
export function controlsOf({ form }: DeskState, own: Readonly<Record<string, string>>): Record<string, string> {
  const name = form.values['form'] ?? 'correct';
  return { ...own, reason: `reason-${name}`, sure: `sure-${name}` };
}

export function Fact({ label, children }: { readonly label: string; readonly children: ComponentChildren }): VNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What a page raised, each leading to the gifts that it is made of. */
export function MoneyFacts({
  state: { edition },
  context: { language },
  gifts,
  raisedMinor,
  onItsWayMinor,
  filter,
}: {
  readonly state: DeskState;
  readonly context: PageContext;
  readonly gifts: number;
  readonly raisedMinor: number;
  readonly onItsWayMinor: number;
  readonly filter: Readonly<Record<string, string>>;
}): VNode {
  const t = translatorOf(language);
  const query = new URLSearchParams({ language, edition: edition.slug, ...filter });
  return (
    <>
      <Fact label={t('list.column.raised')}>
        <a class="num" href={`/organise/lists/donations?${query.toString()}`}>
          {formatMoney(language, raisedMinor, edition.currency, 'always')} · {t('count.gifts', { count: gifts })}
        </a>
      </Fact>
      {onItsWayMinor === 0 ? null : (
        <Fact label={t('list.column.onItsWay')}>
          <span class="num">{formatMoney(language, onItsWayMinor, edition.currency, 'always')}</span>
        </Fact>
      )}
    </>
  );
}

interface PageCardProps {
  readonly state: DeskState;
  readonly context: PageContext;
  readonly kind: 'walker' | 'team';
  readonly page: StoredPage;
  readonly publicPath: string;
}

/** The page: its words to change, and whether it is shown. */
export function PageCard({ state, context, kind, page, publicPath }: PageCardProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const hidden = page.hiddenAt !== null;
  const { name, story, goalMinor } = page.words;
  const stored = { values: { name, story, goal: typedMoney(language, goalMinor) }, errors: [] };
  const shared = { language, form: typedIn(state, 'page', stored) } as const;
  return (
    <section class="card" aria-labelledby="page">
      <h2 id="page">{t('people-desk.page')}</h2>
      <p>
        {page.hiddenAt === null ? (
          <a href={publicPath}>{t('people-desk.seePage')}</a>
        ) : (
          <span class="chip bad">
            {t('people-desk.hiddenSince', { when: formatDayAndTime(language, page.hiddenAt) })}
          </span>
        )}
      </p>
      {state.mayAct ? (
        <>
          <ActForm state={state} context={context} name="page" action="/page" button={t('people-desk.pageButton')}>
            <input type="hidden" name="seen" value={seenOf(page.words)} />
            <TextField {...shared} name="name" label={t(`people-desk.pageName.${kind}`)} maxLength={100} />
            <TextField {...shared} name="story" label={t('people-desk.story')} lines={5} optional />
            <TextField {...shared} name="goal" label={t('people-desk.goal')} inputMode="decimal" short />
          </ActForm>
          <details open={state.form.values['form'] === 'hide'}>
            <summary>{t(hidden ? 'people-desk.show' : 'people-desk.hide')}</summary>
            <p class="small mute">{t(hidden ? 'people-desk.showText' : 'people-desk.hideText')}</p>
            <ActForm
              state={state}
              context={context}
              name="hide"
              action="/hide"
              button={t(hidden ? 'people-desk.show' : 'people-desk.hide')}
            >
              <input type="hidden" name="hidden" value={hidden ? 'no' : 'yes'} />
            </ActForm>
          </details>
        </>
      ) : (
        <p class="lines" dir="auto">
          {story}
        </p>
      )}
    </section>
  );
}

interface FindTeamProps {
  readonly state: DeskState;
  readonly context: PageContext;
  readonly find: string;
  readonly label: string;
}

/** Looks for a team; the answer comes with the page. */
export function FindTeam({ state, context: { language, path }, find, label }: FindTeamProps): VNode {
  const t = translatorOf(language);
  return (
    <form class="search" action={`${path}#team`} method="get" role="search">
      <input type="hidden" name="language" value={language} />
      <input type="hidden" name="edition" value={state.edition.slug} />
      <label for="find">{label}</label>
      <div class="search-line">
        <input id="find" name="find" type="search" value={find} maxLength={100} />
        <button class="btn quiet" type="submit">
          {t('search.button')}
        </button>
      </div>
    </form>
  );
}

/** Teams that were found, to choose one of. */
export function TeamChoices({
  state,
  context: { language },
  found,
  find,
  without,
  adds,
  form,
  children,
}: {
  readonly state: DeskState;
  readonly context: PageContext;
  readonly found: readonly FoundTeam[];
  readonly find: string;
  /** The slug of the one that is left. */
  readonly without: string | null;
  /** How many would come along. */
  readonly adds: number;
  readonly form: FormState;
  readonly children?: ComponentChildren;
}): VNode {
  const t = translatorOf(language);
  const others = found.filter(({ slug }) => slug !== without);
  return (
    <fieldset>
      <legend class="as-label">{t('people-desk.into')}</legend>
      <FieldFault id="into-fault" language={language} sentence={sentenceFor(language, form, 'into')} />
      {others.map(({ slug, name, walkers, raisedMinor }) => (
        <div class="tick" key={slug}>
          <input
            id={`into-${slug}`}
            type="radio"
            name="into"
            value={slug}
            checked={form.values['into'] === slug || (others.length === 1 && form.values['into'] === undefined)}
          />
          <label for={`into-${slug}`}>
            <bdi>{name}</bdi> · {formatNumber(language, walkers)} → {t('count.walkers', { count: walkers + adds })} ·{' '}
            {formatMoney(language, raisedMinor, state.edition.currency)}
          </label>
        </div>
      ))}
      {find !== '' && others.length === 0 ? <p class="hollow">{t('search.none', { query: find })}</p> : null}
      {children}
    </fieldset>
  );
}

/** What was changed, with what stood there before and after. */
export function DeskLog({
  log,
  edition,
  context,
}: {
  readonly edition: Edition;
  readonly log: readonly StoredAuditLine[];
  readonly context: PageContext;
}): VNode | null {
  if (log.length === 0) return null;
  return (
    <section class="card" aria-labelledby="audit">
      <h2 id="audit">{translatorOf(context.language)('desk.audit')}</h2>
      <ul class="log-lines">
        {log.map((line) => (
          <LogLine key={line.id} line={line} edition={edition} language={context.language} />
        ))}
      </ul>
    </section>
  );
}
