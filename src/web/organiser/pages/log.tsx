import type { VNode } from 'preact';
import { type AuditQuery, EXPORTS, type StoredAuditLine } from '../../../audit/index.js';
import type { Edition } from '../../../domain/edition.js';
import type { Language } from '../../../domain/language.js';
import { formatDayAndTime, formatMoney } from '../../../platform/i18n/index.js';
import { nl } from '../../shared/messages/nl.js';
import { type MessageKey, translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface LogView {
  readonly edition: Edition;
  readonly query: AuditQuery;
  readonly lines: readonly StoredAuditLine[];
  /** What can be narrowed to. */
  readonly actions: readonly string[];
  readonly nextCursor: string | null;
}

interface Props {
  readonly view: LogView;
  readonly context: PageContext;
}

/** Where the subject of a line has a page of its own, by its id. */
const DESKS: Readonly<Record<string, string | undefined>> = {
  donation: 'gifts',
  donor: 'donors',
  walker: 'walkers',
  team: 'teams',
  mailing: 'mailings',
  'attention-item': 'attention',
  'offline-gift': 'offline-gifts',
};

const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(nl, key);

/** What was done, in words; its own name where there are none yet. */
export function actionName(language: Language, action: string): string {
  const key = `log.action.${action}`;
  return isMessageKey(key) ? translatorOf(language)(key) : action;
}

/** What people and the system changed, the newest first. */
export function renderLogPage(view: LogView, context: PageContext): string {
  const { edition, lines, nextCursor } = view;
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <WorkLayout context={context} title={t('log.title')} heading={edition.title[language]}>
      <div class="list-head">
        <h1>{t('log.title')}</h1>
        <p class="exports">
          <a href={addressOf('/organise/log.csv', view, context, null)}>{t('log.csv')}</a>
        </p>
      </div>
      <Narrowing view={view} context={context} />
      <section class="card" aria-label={t('log.title')}>
        {lines.length === 0 ? (
          <p class="hollow">{t('log.none')}</p>
        ) : (
          <ol class="log-lines">
            {lines.map((line) => (
              <LogLine key={line.id} line={line} edition={edition} language={language} />
            ))}
          </ol>
        )}
        {nextCursor === null ? null : (
          <p>
            <a href={addressOf('/organise/log', view, context, nextCursor)}>{t('log.older')}</a>
          </p>
        )}
      </section>
    </WorkLayout>,
  );
}

function Narrowing({ view: { edition, query, actions }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  return (
    <form class="card narrowing" action="/organise/log" method="get" role="search">
      <input type="hidden" name="language" value={language} />
      <input type="hidden" name="edition" value={edition.slug} />
      <div class="narrowing-fields">
        <label>
          {t('log.who')}
          <input type="search" name="actor" value={query.actor ?? ''} maxLength={200} />
        </label>
        <label>
          {t('log.what')}
          <select name="action">
            <option value="">{t('log.anything')}</option>
            <option value={EXPORTS} selected={query.action === EXPORTS}>
              {t('log.exports')}
            </option>
            {actions.map((action) => (
              <option key={action} value={action} selected={action === query.action}>
                {actionName(language, action)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('log.text')}
          <input type="search" name="text" value={query.text ?? ''} maxLength={200} />
        </label>
        <label>
          {t('log.from')}
          <input type="date" name="from" value={query.from ?? ''} />
        </label>
        <label>
          {t('log.until')}
          <input type="date" name="until" value={query.until ?? ''} />
        </label>
      </div>
      <p class="actions">
        <button class="btn go" type="submit">
          {t('log.search')}
        </button>
      </p>
    </form>
  );
}

interface LogLineProps {
  readonly line: StoredAuditLine;
  readonly edition: Edition;
  readonly language: Language;
}

/** One line of the log, with what stood there before and after. */
export function LogLine({ line, edition, language }: LogLineProps): VNode {
  const t = translatorOf(language);
  const desk = DESKS[line.subject.kind];
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency, 'always');
  const { at, actor, action, subject, before, after, reason } = line;
  return (
    <li>
      <p>
        <time class="num mute" dateTime={at.toISOString()}>
          {formatDayAndTime(language, at)}
        </time>{' '}
        · <bdi>{actor.name}</bdi> · <b>{actionName(language, action)}</b>{' '}
        <span class="small mute">
          {subject.kind}{' '}
          {desk === undefined ? (
            subject.id
          ) : (
            <a
              href={`/organise/${desk}/${encodeURIComponent(subject.id)}?${new URLSearchParams({ language, edition: edition.slug }).toString()}`}
            >
              {subject.id}
            </a>
          )}
        </span>
      </p>
      {reason === null ? null : <p dir="auto">{reason}</p>}
      {before === null && after === null ? null : (
        <dl>
          <Facts title={t('log.before')} facts={before} money={money} />
          <Facts title={t('log.after')} facts={after} money={money} />
        </dl>
      )}
    </li>
  );
}

interface FactsProps {
  readonly title: string;
  readonly facts: Readonly<Record<string, unknown>> | null;
  readonly money: (amountMinor: number) => string;
}

function Facts({ title, facts, money }: FactsProps): VNode | null {
  if (facts === null) return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd class="small">
        {Object.entries(facts).map(([name, value]) => (
          <div key={name}>
            {name.replace(/Minor$/, '')}: <bdi>{factText(name, value, money)}</bdi>
          </div>
        ))}
      </dd>
    </div>
  );
}

/** As people read it: an amount with its sign, and whatever is no plain text as JSON. */
function factText(name: string, value: unknown, money: FactsProps['money']): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && name.endsWith('Minor')) return money(value);
  return JSON.stringify(value);
}

function addressOf(
  path: string,
  { edition, query }: LogView,
  { language }: PageContext,
  cursor: string | null,
): string {
  const { actor, action, text, from, until } = query;
  const parameters = new URLSearchParams({ language, edition: edition.slug });
  for (const [name, value] of Object.entries({ actor, action, text, from, until, cursor })) {
    if (value !== null) parameters.set(name, value);
  }
  return `${path}?${parameters.toString()}`;
}
