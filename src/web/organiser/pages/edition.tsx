import type { ComponentChildren, VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import {
  type EditionRules,
  type ReminderSchedule,
  type Window,
  WINDOWS,
  type Words,
} from '../../../edition-rules/index.js';
import { formatDay, formatDayAndTime, formatMoney, formatNumber } from '../../../platform/i18n/index.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { StateChips } from './editions.js';

export interface EditionView {
  readonly rules: EditionRules;
  readonly edition: Edition;
  readonly schedules: readonly ReminderSchedule[];
  /** People who asked to be told when the next edition is open, and were not. */
  readonly waiting: number;
  readonly mayChange: boolean;
  readonly form: FormState;
  readonly error: ErrorCode | null;
  readonly done: string | null;
}

interface Props {
  readonly view: EditionView;
  readonly context: PageContext;
}

const DONE = [
  'saved',
  'opened',
  'closed',
  'archived',
  'unarchived',
  'cloned',
  'told',
  'scheduled',
  'cancelled',
] as const;

/** One edition: where it stands, its rules, and what an admin can do with it. */
export function renderEditionPage(view: EditionView, context: PageContext): string {
  const { rules, mayChange, form, error, waiting } = view;
  const { language } = context;
  const t = translatorOf(language);
  const done = DONE.find((it) => it === view.done);
  const changeable = mayChange && rules.state !== 'archived';
  return renderPage(
    <WorkLayout context={context} title={rules.title[language]} heading={rules.title[language]}>
      <h1>{rules.title[language]}</h1>
      {done === undefined ? null : <p role="status">{t(`editions.done.${done}`)}</p>}
      <ErrorSummary
        language={language}
        form={form}
        error={error}
        controls={{ until: 'until', sendAt: 'sendAt', window: 'form', act: 'form' }}
      />
      <section class="card">
        <p>
          <StateChips edition={rules} language={language} />
        </p>
        <p>
          {formatDay(language, rules.walkOn)}
          {rules.state === 'draft' ? (
            <> · {t('editions.draftText')}</>
          ) : (
            <>
              {' '}
              · <a href={under(context)}>{t('work.publicPage')}</a>
            </>
          )}
        </p>
        {changeable ? (
          <p class="actions">
            <a class="btn go" href={linkTo(context, '/rules')}>
              {t('rules.heading')}
            </a>
            <a class="btn line" href={linkTo(context, '/clone')}>
              {t('editions.cloneLink')}
            </a>
          </p>
        ) : mayChange ? (
          <p class="actions">
            <a class="btn line" href={linkTo(context, '/clone')}>
              {t('editions.cloneLink')}
            </a>
          </p>
        ) : null}
      </section>
      <Types view={view} context={context} changeable={changeable} />
      {changeable ? (
        <div class="two">
          {WINDOWS.map((window) => (
            <WindowCard key={window} window={window} view={view} context={context} />
          ))}
        </div>
      ) : null}
      {mayChange && waiting > 0 ? (
        <section class="card" aria-labelledby="tell">
          <h2 id="tell">{t('editions.tellTitle')}</h2>
          <p>{t('editions.tellText', { count: waiting })}</p>
          <Act context={context} path="/tell" rules={rules}>
            <button class="btn go" type="submit">
              {t('editions.tell')}
            </button>
          </Act>
        </section>
      ) : null}
      <section class="card" aria-labelledby="milestones">
        <h2 id="milestones">{t('milestones.title')}</h2>
        <p>
          <a href={linkTo(context, '/milestones')}>{t('editions.milestonesLink')}</a>
        </p>
      </section>
      <Reminders view={view} context={context} changeable={changeable} />
      {mayChange && rules.state !== 'draft' ? (
        <section class="card" aria-labelledby="archive">
          <h2 id="archive">{t('editions.archiveTitle')}</h2>
          <p>{t(rules.state === 'archived' ? 'editions.archivedText' : 'editions.archiveText')}</p>
          <Act context={context} path="/archive" rules={rules}>
            <button class="btn line" type="submit">
              {t(rules.state === 'archived' ? 'editions.unarchive' : 'editions.archive')}
            </button>
          </Act>
        </section>
      ) : null}
    </WorkLayout>,
  );
}

function linkTo({ language, editionSlug }: PageContext, path: string): string {
  const slug = editionSlug ?? '';
  return `/organise/editions/${slug}${path}?${new URLSearchParams({ language, edition: slug }).toString()}`;
}

interface ActProps {
  readonly context: PageContext;
  readonly path: string;
  readonly rules: EditionRules;
  readonly children: ComponentChildren;
}

/** A form of one act, which names the version that was seen. */
function Act({ context, path, rules, children }: ActProps): VNode {
  return (
    <form class="form" action={linkTo(context, path)} method="post" novalidate>
      <input type="hidden" name="version" value={String(rules.version)} />
      {children}
    </form>
  );
}

function Types({ view: { rules, edition }, context, changeable }: Props & { readonly changeable: boolean }): VNode {
  const { language } = context;
  const t = translatorOf(language);
  return (
    <section class="card" aria-labelledby="types">
      <h2 id="types">{t('editions.types')}</h2>
      <div class="sideways" tabIndex={0} role="group" aria-labelledby="types">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('rule.title')}</th>
              <th scope="col" class="r">
                {t('rule.feeMinor')}
              </th>
              <th scope="col" class="r">
                {t('rule.capacity')}
              </th>
              <th scope="col" class="r">
                {t('work.walkers')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rules.types.map(({ id, values, walkers }) => {
              const title = values['title'] as Words;
              const capacity = values['capacity'];
              return (
                <tr key={id}>
                  <th scope="row">
                    {changeable ? <a href={linkTo(context, `/types/${id}`)}>{title[language]}</a> : title[language]}
                  </th>
                  <td class="r num">{formatMoney(language, Number(values['feeMinor']), edition.currency)}</td>
                  <td class="r num">
                    {typeof capacity === 'number' ? formatNumber(language, capacity) : t('editions.noLimit')}
                  </td>
                  <td class="r num">{formatNumber(language, walkers)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {changeable ? (
        <p>
          <a href={linkTo(context, '/types/new')}>{t('rules.newType')}</a>
        </p>
      ) : null}
    </section>
  );
}

function WindowCard({ view: { rules, edition, form }, context, window }: Props & { readonly window: Window }): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const state = rules[window];
  const [opens, closes] =
    window === 'registration'
      ? [edition.registrationOpensAt, edition.registrationClosesAt]
      : [edition.givingOpensAt, edition.givingClosesAt];
  const open = rules.state === 'public' && state === 'open';
  const mine = form.values['window'] === window ? form : { values: {}, errors: [] };
  return (
    <section class="card" aria-labelledby={window}>
      <h2 id={window}>{t(`editions.${window}`)}</h2>
      <p>{t('editions.fromTo', { from: formatDayAndTime(language, opens), to: formatDayAndTime(language, closes) })}</p>
      {rules.state === 'draft' ? <p class="small mute">{t('editions.openPublishes')}</p> : null}
      <Act context={context} path="/windows" rules={rules}>
        <input type="hidden" name="window" value={window} />
        {open || state !== 'over' ? null : (
          <TextField
            language={language}
            form={mine}
            name="until"
            type="datetime-local"
            label={t('editions.until')}
            hint={t('editions.untilHint')}
          />
        )}
        <button class={open ? 'btn line' : 'btn go'} type="submit" name="act" value={open ? 'close' : 'open'}>
          {t(open ? `editions.close.${window}` : `editions.open.${window}`)}
        </button>
      </Act>
    </section>
  );
}

function Reminders({
  view: { rules, schedules, form },
  context,
  changeable,
}: Props & { readonly changeable: boolean }): VNode {
  const { language } = context;
  const t = translatorOf(language);
  return (
    <section class="card" aria-labelledby="reminders">
      <h2 id="reminders">{t('editions.reminders')}</h2>
      <p>{t('editions.remindersText')}</p>
      <ul class="issues">
        {schedules.map(({ id, sendAt, done }) => (
          <li key={id}>
            <p>{formatDayAndTime(language, sendAt)}</p>
            {done ? (
              <span class="chip dull">{t('editions.sent')}</span>
            ) : changeable ? (
              <Act context={context} path={`/reminders/${id}/cancel`} rules={rules}>
                <button class="btn line" type="submit">
                  {t('editions.cancelReminder')}
                  <span class="unseen"> {formatDayAndTime(language, sendAt)}</span>
                </button>
              </Act>
            ) : null}
          </li>
        ))}
      </ul>
      {changeable ? (
        <Act context={context} path="/reminders" rules={rules}>
          <TextField
            language={language}
            form={form}
            name="sendAt"
            type="datetime-local"
            label={t('editions.remindAt')}
          />
          <button class="btn line" type="submit">
            {t('editions.remind')}
          </button>
        </Act>
      ) : null}
    </section>
  );
}
