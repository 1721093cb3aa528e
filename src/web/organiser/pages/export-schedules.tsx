import type { ComponentChildren, VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { type ExportSchedule, SCHEDULE_TARGETS } from '../../../exports/index.js';
import { EXPORT_FORMATS } from '../../../lists/index.js';
import type { Language } from '../../../domain/language.js';
import { formatDayAndTime } from '../../../platform/i18n/index.js';
import { ErrorSummary, FieldFault, type FormState, sentenceFor } from '../../shared/components/form-fields.js';
import { errorSentence } from '../../shared/messages/error-sentences.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

/** A list under a name, as it is chosen. */
export interface ViewChoice {
  readonly value: string;
  readonly name: string;
  readonly list: string;
}

export interface ExportSchedulesView {
  readonly edition: Edition;
  readonly schedules: readonly ExportSchedule[];
  readonly choices: readonly ViewChoice[];
  /** Whoever holds the key of the first day is nobody whose role could be looked up. */
  readonly mayPlan: boolean;
  readonly hasBucket: boolean;
  /** Makes a form that is sent twice one plan. */
  readonly entry: string;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

interface Props {
  readonly view: ExportSchedulesView;
  readonly context: PageContext;
}

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** Before people come to work. */
const USUAL_HOUR = '6';

/** What is planned, and a form to plan more. */
export function renderExportSchedulesPage(view: ExportSchedulesView, context: PageContext): string {
  const { edition, schedules } = view;
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <WorkLayout context={context} title={t('plan.title')} heading={edition.title[language]}>
      <h1>{t('plan.title')}</h1>
      <p>{t('plan.intro')}</p>
      <section class="card" aria-labelledby="planned">
        <h2 id="planned">{t('plan.planned')}</h2>
        {schedules.length === 0 ? (
          <p class="hollow">{t('plan.none')}</p>
        ) : (
          <ul class="issues">
            {schedules.map((schedule) => (
              <Line key={schedule.id} schedule={schedule} edition={edition} language={language} />
            ))}
          </ul>
        )}
      </section>
      {view.mayPlan ? <Planning view={view} context={context} /> : <p class="hollow">{t('plan.byName')}</p>}
    </WorkLayout>,
  );
}

interface LineProps {
  readonly schedule: ExportSchedule;
  readonly edition: Edition;
  readonly language: Language;
}

function Line({ schedule, edition, language }: LineProps): VNode {
  const t = translatorOf(language);
  const { id, name, list, format, weekday, hour, goesTo, nextAt, lastAt, lastFileId, lastError, stopped } = schedule;
  const query = new URLSearchParams({ language, edition: edition.slug }).toString();
  return (
    <li>
      <p>
        <b>
          <bdi>{name}</bdi>
        </b>
        <span class="small mute">
          {t(`list.title.${list}`)} · {format.toUpperCase()} · {rhythmText(language, weekday, hour)} ·{' '}
          {t(`plan.goesTo.${goesTo}`)} · <bdi>{schedule.plannedBy}</bdi>
        </span>
        <span class="small mute">
          {stopped ? t('plan.stopped') : t('plan.next', { at: formatDayAndTime(language, nextAt) })}
          {lastAt === null ? null : <> · {t('plan.last', { at: formatDayAndTime(language, lastAt) })}</>}
          {lastError === null ? null : <> · {errorSentence(language, lastError as ErrorCode)}</>}
        </span>
        {lastFileId === null ? null : (
          <span class="exports">
            <a href={`/organise/files/${lastFileId}?${query}`}>{t('plan.lastFile')}</a>
          </span>
        )}
      </p>
      {stopped ? (
        <span class="chip dull">{t('plan.chipStopped')}</span>
      ) : (
        <form action={`/organise/export-schedules/${id}/stop?language=${language}`} method="post">
          <input type="hidden" name="edition" value={edition.slug} />
          <button class="btn line" type="submit" aria-label={t('plan.stopNamed', { name })}>
            {t('plan.stop')}
          </button>
        </form>
      )}
    </li>
  );
}

function rhythmText(language: Language, weekday: number | null, hour: number): string {
  const t = translatorOf(language);
  const at = clockOf(hour);
  return weekday === null
    ? t('plan.everyDay', { at })
    : t('plan.everyWeek', { day: weekdayName(language, weekday), at });
}

function clockOf(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/** @param weekday from 1, which is Monday */
function weekdayName(language: Language, weekday: number): string {
  return translatorOf(language)(`plan.weekday.${String(weekday) as '1'}`);
}

function Planning({ view, context: { language } }: Props): VNode {
  const { edition, choices, hasBucket, entry, form, error } = view;
  const t = translatorOf(language);
  const controls = { view: 'view', format: 'format', rhythm: 'rhythm', hour: 'hour', goesTo: 'goesTo', entry: 'view' };
  const value = (name: string, usual: string): string => form.values[name] ?? usual;
  return (
    <section class="card" aria-labelledby="planning">
      <h2 id="planning">{t('plan.new')}</h2>
      <ErrorSummary language={language} form={form} error={error} controls={controls} />
      <form id="form" class="form" action={`/organise/export-schedules?language=${language}`} method="post" novalidate>
        <input type="hidden" name="edition" value={edition.slug} />
        <input type="hidden" name="entry" value={entry} />
        <div>
          <Choice name="view" label={t('plan.view')} language={language} form={form}>
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value} selected={choice.value === value('view', '')}>
                {choice.name}
              </option>
            ))}
          </Choice>
          <Choice name="format" label={t('plan.format')} language={language} form={form}>
            {EXPORT_FORMATS.map((format) => (
              <option key={format} value={format} selected={format === value('format', 'csv')}>
                {format.toUpperCase()}
              </option>
            ))}
          </Choice>
          <Choice name="rhythm" label={t('plan.when')} language={language} form={form}>
            <option value="daily" selected={value('rhythm', 'daily') === 'daily'}>
              {t('plan.daily')}
            </option>
            {WEEKDAYS.map((day) => (
              <option key={day} value={String(day)} selected={value('rhythm', 'daily') === String(day)}>
                {t('plan.weekly', { day: weekdayName(language, day) })}
              </option>
            ))}
          </Choice>
          <Choice name="hour" label={t('plan.hour')} language={language} form={form}>
            {HOURS.map((hour) => (
              <option key={hour} value={String(hour)} selected={value('hour', USUAL_HOUR) === String(hour)}>
                {clockOf(hour)}
              </option>
            ))}
          </Choice>
          {hasBucket ? (
            <Choice name="goesTo" label={t('plan.to')} language={language} form={form}>
              {SCHEDULE_TARGETS.map((target) => (
                <option key={target} value={target} selected={value('goesTo', 'mail') === target}>
                  {t(`plan.goesTo.${target}`)}
                </option>
              ))}
            </Choice>
          ) : (
            <input type="hidden" name="goesTo" value="mail" />
          )}
        </div>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('plan.button')}
          </button>
        </p>
      </form>
    </section>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly language: Language;
  readonly form: FormState;
  readonly children: ComponentChildren;
}

function Choice({ name, label, language, form, children }: ChoiceProps): VNode {
  const sentence = sentenceFor(language, form, name);
  return (
    <div class={sentence === undefined ? 'field' : 'field faulty'}>
      <label for={name}>{label}</label>
      <FieldFault id={`${name}-fault`} language={language} sentence={sentence} />
      <select
        id={name}
        name={name}
        aria-describedby={sentence === undefined ? undefined : `${name}-fault`}
        aria-invalid={sentence === undefined ? undefined : 'true'}
      >
        {children}
      </select>
    </div>
  );
}
