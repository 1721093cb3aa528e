import type { VNode } from 'preact';
import { EXPORTS } from '../../../audit/index.js';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { KEPT_HOURS, type ListExport } from '../../../exports/index.js';
import type { Language } from '../../../domain/language.js';
import { formatDayAndTime, formatMoney, formatNumber, formatPercent } from '../../../platform/i18n/index.js';
import { nl } from '../../shared/messages/nl.js';
import { type MessageKey, translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { filterLabel, wordOf } from '../list-words.js';

export interface FilesView {
  readonly edition: Edition;
  readonly files: readonly ListExport[];
  /** Whether who looks may read who exported what. */
  readonly seesLog: boolean;
}

export interface FileView {
  readonly edition: Edition;
  readonly file: ListExport;
  /** Where it is fetched; `null` while it cannot be. */
  readonly href: string | null;
}

/** What the page's script asks for: it changes with each tenth of the file, and when it is made. */
export function fileStatus({ state, rowsDone, rowCount }: ListExport): string {
  if (state === 'waiting') return 'making 0';
  if (state !== 'making') return state;
  // Never nought: it has begun.
  return `making ${String(rowCount === null ? 1 : 2 + Math.floor((rowsDone * 10) / Math.max(1, rowCount)))}`;
}

const queryOf = ({ slug }: Edition, { language }: PageContext): string =>
  new URLSearchParams({ language, edition: slug }).toString();

const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(nl, key);

function titleOf({ list, format }: ListExport, language: Language): string {
  return `${translatorOf(language)(`list.title.${list.name}`)} (${format.toUpperCase()})`;
}

/** Every file of the edition, those that are over too. */
export function renderFilesPage(view: FilesView, context: PageContext): string {
  const { edition, files } = view;
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <WorkLayout context={context} title={t('files.title')} heading={edition.title[language]}>
      <h1>{t('files.title')}</h1>
      <p>{t('files.intro', { hours: KEPT_HOURS })}</p>
      <section class="card" aria-label={t('files.title')}>
        {files.length === 0 ? (
          <p class="hollow">{t('files.none')}</p>
        ) : (
          <ul class="issues">
            {files.map((file) => (
              <li key={file.id}>
                <p>
                  <a href={`/organise/files/${file.id}?${queryOf(edition, context)}`}>{titleOf(file, language)}</a>
                  <span class="small mute">
                    {formatDayAndTime(language, file.createdAt)} · <bdi>{file.askedBy}</bdi>
                    {file.rowCount === null ? null : <> · {t('list.summary', { count: file.rowCount })}</>}
                  </span>
                </p>
                <State file={file} language={language} />
              </li>
            ))}
          </ul>
        )}
      </section>
      {view.seesLog ? (
        <p>
          <a href={`/organise/log?${queryOf(edition, context)}&action=${EXPORTS}`}>{t('files.log')}</a>
        </p>
      ) : null}
    </WorkLayout>,
  );
}

function State({ file: { state }, language }: { readonly file: ListExport; readonly language: Language }): VNode {
  const tone = state === 'failed' ? ' bad' : state === 'ready' ? '' : state === 'gone' ? ' dull' : ' wait';
  return <span class={`chip${tone}`}>{translatorOf(language)(`files.state.${state}`)}</span>;
}

/** One file: how far it is, what it holds, and where it is fetched. */
export function renderFilePage({ edition, file, href }: FileView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  const status = fileStatus(file);
  const busy = file.state === 'waiting' || file.state === 'making';
  return renderPage(
    <WorkLayout context={context} title={t('files.title')} heading={edition.title[language]} askAgain={busy}>
      <div data-status={status}>
        <h1>{t(`files.heading.${file.state}`)}</h1>
        <section class="card" aria-label={titleOf(file, language)}>
          <p>
            <b>{titleOf(file, language)}</b>
          </p>
          {busy ? <Progress file={file} language={language} /> : null}
          {file.state === 'failed' ? <p>{t(whyOf(file.error))}</p> : null}
          <Facts file={file} edition={edition} language={language} />
          <div class="actions">
            {file.state === 'ready' && href !== null ? (
              <a class="btn go" href={href}>
                {t('files.fetch', { size: sizeOf(file.bytes, language) })}
              </a>
            ) : null}
            {busy || file.state === 'ready' ? (
              <form action={`/organise/files/${file.id}/remove?language=${language}`} method="post">
                <input type="hidden" name="edition" value={edition.slug} />
                <button class="btn line" type="submit">
                  {t(busy ? 'files.stop' : 'files.remove')}
                </button>
              </form>
            ) : null}
          </div>
        </section>
      </div>
      <p>
        <a href={`/organise/files?${queryOf(edition, context)}`}>{t('files.all')}</a>
      </p>
    </WorkLayout>,
  );
}

function whyOf(error: string | null): MessageKey {
  const key = `error.${(error ?? 'SERVICE_UNAVAILABLE') as ErrorCode}`;
  return isMessageKey(key) ? key : 'error.SERVICE_UNAVAILABLE';
}

function Progress({ file, language }: { readonly file: ListExport; readonly language: Language }): VNode {
  const t = translatorOf(language);
  const { rowsDone, rowCount } = file;
  const most = Math.max(1, rowCount ?? 1);
  return (
    <>
      <progress class="bar" max={most} value={Math.min(most, rowsDone)} aria-label={t('files.progress')} />
      <p class="num">
        {rowCount === null
          ? t('files.counting')
          : t('files.rows', {
              done: formatNumber(language, rowsDone),
              all: formatNumber(language, rowCount),
              part: formatPercent(language, rowsDone / most),
            })}
      </p>
      <p class="small mute">{t('files.away')}</p>
    </>
  );
}

interface FactsProps {
  readonly file: ListExport;
  readonly edition: Edition;
  readonly language: Language;
}

/** What somebody checks before they trust a file. */
function Facts({ file, edition, language }: FactsProps): VNode {
  const t = translatorOf(language);
  const { list, query, rowCount, sumMinor, state } = file;
  const made = rowCount !== null && (state === 'ready' || state === 'gone');
  return (
    <dl class="facts">
      {made ? (
        <Fact label={t('files.count')}>
          {formatNumber(language, rowCount)}
          {sumMinor === null ? '' : ` · ${formatMoney(language, sumMinor, edition.currency, 'always')}`}
        </Fact>
      ) : null}
      <Fact label={t('list.aboutBy')}>{file.askedBy}</Fact>
      <Fact label={t('files.asked')}>{formatDayAndTime(language, file.createdAt)}</Fact>
      {state === 'ready' && file.expiresAt !== null ? (
        <Fact label={t('files.until')}>{formatDayAndTime(language, file.expiresAt)}</Fact>
      ) : null}
      {[...query.filters].map(([key, value]) => (
        <Fact key={key} label={filterLabel(language, key)}>
          {list.filters.find((filter) => filter.key === key)?.choices?.includes(value) === true
            ? wordOf(language, value)
            : value}
        </Fact>
      ))}
    </dl>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: string | readonly string[] }): VNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}

/** As people say how large a file is: kB below a megabyte. */
function sizeOf(bytes: number, language: Language): string {
  const [size, unit] = bytes < 1_000_000 ? [Math.ceil(bytes / 1_000), 'kB'] : [Math.round(bytes / 1_000_000), 'MB'];
  return `${formatNumber(language, size)}\u00A0${unit}`;
}
