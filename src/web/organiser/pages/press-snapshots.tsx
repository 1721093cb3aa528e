import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { difference } from '../../../domain/money.js';
import { formatDayAndTime, formatMoney, formatNumber } from '../../../platform/i18n/index.js';
import {
  type Figure,
  FIGURES,
  type Figures,
  type FiguresNow,
  type PressSnapshot,
  SNAPSHOT_BOUNDS,
} from '../../../press-snapshots/index.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface PressSnapshotsView {
  readonly edition: Edition;
  readonly now: FiguresNow;
  readonly snapshots: readonly PressSnapshot[];
  readonly mayFreeze: boolean;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

export interface PressSnapshotView {
  readonly edition: Edition;
  readonly snapshot: PressSnapshot;
  /** The others of the edition, to compare with. */
  readonly others: readonly PressSnapshot[];
  /** What it is compared with: another one, or the figures of now; `null`: nothing. */
  readonly beside: PressSnapshot | FiguresNow | null;
}

interface Shared {
  readonly edition: Edition;
  readonly context: PageContext;
}

/** The figures of now, to be frozen under a title, and those that were. */
export function renderPressSnapshotsPage(view: PressSnapshotsView, context: PageContext): string {
  const { edition, now, snapshots, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <WorkLayout context={context} title={t('snapshot.title')} heading={edition.title[language]}>
      <h1>{t('snapshot.title')}</h1>
      <p>{t('snapshot.intro')}</p>
      <ErrorSummary language={language} form={form} error={error} controls={{ title: 'title' }} />
      <div class="two">
        <section class="card" aria-labelledby="now">
          <h2 id="now">{t('snapshot.nowTitle')}</h2>
          <p class="small mute num">{t('snapshot.at', { time: formatDayAndTime(language, now.at) })}</p>
          <FigureTable edition={edition} figures={now.figures} beside={null} labelledBy="now" context={context} />
        </section>
        <div>
          {view.mayFreeze ? (
            <section class="card" aria-labelledby="freeze">
              <h2 id="freeze">{t('snapshot.freeze')}</h2>
              <form class="form" id="form" action={`/organise/snapshots?language=${language}`} method="post" novalidate>
                <input type="hidden" name="edition" value={edition.slug} />
                <input type="hidden" name="entry" value={form.values['entry'] ?? ''} />
                <TextField
                  language={language}
                  form={form}
                  name="title"
                  label={t('snapshot.name')}
                  hint={t('snapshot.nameHint')}
                  maxLength={SNAPSHOT_BOUNDS.title}
                />
                <p class="actions">
                  <button class="btn go" type="submit">
                    {t('snapshot.freeze')}
                  </button>
                </p>
              </form>
            </section>
          ) : null}
          <section class="card" aria-labelledby="taken">
            <h2 id="taken">{t('snapshot.taken')}</h2>
            {snapshots.length === 0 ? <p class="hollow">{t('snapshot.none')}</p> : null}
            <ul class="issues">
              {snapshots.map((it) => (
                <li key={it.id}>
                  <p>
                    <b>
                      <a href={snapshotPath({ edition, context }, it)}>
                        <bdi>{it.title}</bdi>
                      </a>
                    </b>
                    <span class="small mute num">
                      {t('snapshot.by', { time: formatDayAndTime(language, it.takenAt), name: it.takenBy })}
                    </span>
                  </p>
                  <b class="num">{formatMoney(language, it.figures.raised, edition.currency)}</b>
                </li>
              ))}
            </ul>
          </section>
        </div>
      </div>
    </WorkLayout>,
  );
}

/** One snapshot, alone or beside another or the figures of now. It prints as it stands. */
export function renderPressSnapshotPage(view: PressSnapshotView, context: PageContext): string {
  const { edition, snapshot, beside } = view;
  const { language } = context;
  const t = translatorOf(language);
  const time = formatDayAndTime(language, snapshot.takenAt);
  const query = new URLSearchParams({ language, edition: edition.slug });
  return renderPage(
    <WorkLayout context={context} title={snapshot.title} heading={edition.title[language]}>
      <div class="list-head">
        <h1>
          <bdi>{snapshot.title}</bdi>
        </h1>
        <p class="downloads">
          <a href={`/organise/snapshots/${snapshot.id}/figures.csv?${query.toString()}`}>{t('snapshot.csv')}</a>
        </p>
      </div>
      <p class="num">{t('snapshot.by', { time: t('snapshot.at', { time }), name: snapshot.takenBy })}</p>
      <p>{t('snapshot.never')}</p>
      <Compare view={view} context={context} />
      <section class="card" aria-label={t('snapshot.title')}>
        {beside === null ? null : (
          <p id="compared">{t('snapshot.compared', { title: snapshot.title, time, other: nameOf(beside, context) })}</p>
        )}
        <FigureTable
          edition={edition}
          figures={snapshot.figures}
          beside={beside}
          labelledBy={beside === null ? null : 'compared'}
          context={context}
        />
      </section>
      <p class="downloads">
        <a href={`/organise/snapshots?${query.toString()}`}>{t('snapshot.back')}</a>
      </p>
    </WorkLayout>,
  );
}

function Compare({ view, context }: { readonly view: PressSnapshotView; readonly context: PageContext }): VNode {
  const { edition, snapshot, others, beside } = view;
  const { language } = context;
  const t = translatorOf(language);
  const chosen = beside === null ? '' : 'id' in beside ? beside.id : 'now';
  return (
    <form class="inline-form downloads" action={`/organise/snapshots/${snapshot.id}`} method="get">
      <input type="hidden" name="language" value={language} />
      <input type="hidden" name="edition" value={edition.slug} />
      <label for="with">{t('snapshot.compareWith')}</label>
      <select id="with" name="with">
        <option value="" selected={chosen === ''}>
          {t('snapshot.alone')}
        </option>
        <option value="now" selected={chosen === 'now'}>
          {t('snapshot.withNow')}
        </option>
        {others.map((it) => (
          <option key={it.id} value={it.id} selected={chosen === it.id}>
            {nameOf(it, context)}
          </option>
        ))}
      </select>
      <button class="btn line" type="submit">
        {t('snapshot.compare')}
      </button>
    </form>
  );
}

interface FigureTableProps extends Shared {
  readonly figures: Figures;
  readonly beside: PressSnapshot | FiguresNow | null;
  readonly labelledBy: string | null;
}

function FigureTable({ edition, figures, beside, labelledBy, context }: FigureTableProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  return (
    <div
      class="sideways"
      tabIndex={0}
      role="group"
      aria-label={labelledBy === null ? t('snapshot.title') : undefined}
      aria-labelledby={labelledBy ?? undefined}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">{t('snapshot.figure')}</th>
            <th scope="col" class="r">
              {t('snapshot.amount')}
            </th>
            {beside === null ? null : (
              <>
                <th scope="col" class="r">
                  {nameOf(beside, context)}
                </th>
                <th scope="col" class="r">
                  {t('snapshot.difference')}
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {FIGURES.map((figure) => (
            <tr key={figure.key}>
              <th scope="row">{t(`snapshot.figure.${figure.key}`)}</th>
              <td class="r num">{written({ edition, context }, figure, figures[figure.key])}</td>
              {beside === null ? null : (
                <>
                  <td class="r num">{written({ edition, context }, figure, beside.figures[figure.key])}</td>
                  <td class="r num">{changeOf({ edition, context }, figure, figures, beside.figures)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function written({ edition, context: { language } }: Shared, { kind }: Figure, value: number): string {
  return kind === 'money' ? formatMoney(language, value, edition.currency, 'always') : formatNumber(language, value);
}

/** What is other in the second figures, in words. */
function changeOf(shared: Shared, figure: Figure, first: Figures, second: Figures): string {
  const t = translatorOf(shared.context.language);
  const change =
    figure.kind === 'money'
      ? difference(second[figure.key], first[figure.key])
      : second[figure.key] - first[figure.key];
  if (change === 0) return t('snapshot.same');
  const amount = written(shared, figure, Math.abs(change));
  return change > 0 ? t('snapshot.more', { amount }) : t('snapshot.less', { amount });
}

function nameOf(it: PressSnapshot | FiguresNow, { language }: PageContext): string {
  return 'id' in it
    ? `${it.title} (${formatDayAndTime(language, it.takenAt)})`
    : `${translatorOf(language)('snapshot.withNow')} (${formatDayAndTime(language, it.at)})`;
}

function snapshotPath({ edition, context: { language } }: Shared, { id }: PressSnapshot): string {
  return `/organise/snapshots/${id}?${new URLSearchParams({ language, edition: edition.slug }).toString()}`;
}
