import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { BulkAction, BulkGift, BulkOutcome, BulkRun, GiftPage } from '../../../gift-desk/index.js';
import type { Language } from '../../../domain/language.js';
import { formatDayAndTime, formatMoney } from '../../../platform/i18n/index.js';
import { ErrorSummary, type FormState, TextField, TickBox } from '../../shared/components/form-fields.js';
import { errorSentence } from '../../shared/messages/error-sentences.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { giftToText } from '../find-gift-pages.js';
import type { GiftDeskTarget } from './gift-desk.js';

export interface BulkView {
  readonly edition: Edition;
  /** What this person may do. */
  readonly actions: readonly BulkAction[];
  readonly action: BulkAction;
  readonly gifts: readonly BulkGift[];
  /** Where the gifts go; `null` while it is not chosen. */
  readonly place: GiftPage | null;
  readonly find: string;
  readonly matches: readonly GiftDeskTarget[] | null;
  /** Makes a form that is sent twice one deed. */
  readonly runId: string;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

interface Props {
  readonly view: BulkView;
  readonly context: PageContext;
}

/** What will be done to many gifts, with each before and after. */
export function renderBulkPage(view: BulkView, context: PageContext): string {
  const { edition, gifts, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = t('bulk.title', { count: gifts.length });
  const controls = { reason: 'reason', sure: 'sure', to: 'find', gift: 'rows' };
  return renderPage(
    <WorkLayout context={context} title={title} heading={edition.title[language]}>
      <h1>{title}</h1>
      <ErrorSummary language={language} form={form} error={error} controls={controls} />
      {gifts.length === 0 ? (
        <p class="hollow">{t('bulk.none')}</p>
      ) : (
        <>
          <Choice view={view} context={context} />
          <Deed view={view} context={context} />
        </>
      )}
      <Back edition={edition} language={language} />
    </WorkLayout>,
  );
}

function Chosen({ gifts }: { readonly gifts: readonly BulkGift[] }): VNode {
  return (
    <>
      {gifts.map(({ id }) => (
        <input key={id} type="hidden" name="gift" value={id} />
      ))}
    </>
  );
}

function Choice({ view, context: { language } }: Props): VNode {
  const { edition, actions, action, gifts, find, matches, place } = view;
  const t = translatorOf(language);
  return (
    <section class="card" aria-labelledby="choice">
      <h2 id="choice">{t('bulk.choose')}</h2>
      <form class="form" action="/organise/bulk" method="get">
        <input type="hidden" name="language" value={language} />
        <input type="hidden" name="edition" value={edition.slug} />
        <Chosen gifts={gifts} />
        <div class="field">
          <label for="action">{t('bulk.action')}</label>
          <select id="action" name="action">
            {actions.map((it) => (
              <option key={it} value={it} selected={it === action}>
                {t(`bulk.action.${it}`)}
              </option>
            ))}
          </select>
        </div>
        {action === 'move' ? (
          <div>
            <div class="field">
              <label for="find">{t('desk.find')}</label>
              <input id="find" name="find" type="search" value={find} maxLength={100} />
            </div>
            <fieldset>
              <legend class="as-label">{t('desk.to')}</legend>
              {(matches ?? []).map(({ kind, slug, name }) => (
                <To key={`${kind}/${slug}`} value={`${kind}/${slug}`} text={name} place={place} />
              ))}
              {place === null || place.to.kind === 'edition' || isAmong(matches, place) ? null : (
                <To value={giftToText(place.to)} text={place.name ?? ''} place={place} />
              )}
              <To value="edition" text={t('work.edition')} place={place} />
            </fieldset>
          </div>
        ) : null}
        <p class="actions">
          <button class="btn line" type="submit">
            {t('bulk.go')}
          </button>
        </p>
      </form>
    </section>
  );
}

function isAmong(matches: readonly GiftDeskTarget[] | null, place: GiftPage): boolean {
  return (matches ?? []).some(({ kind, slug }) => `${kind}/${slug}` === giftToText(place.to));
}

interface ToProps {
  readonly value: string;
  readonly text: string;
  readonly place: GiftPage | null;
}

function To({ value, text, place }: ToProps): VNode {
  return (
    <div class="tick">
      <input
        id={`to-${value.replace('/', '-')}`}
        type="radio"
        name="to"
        value={value}
        checked={place !== null && giftToText(place.to) === value}
      />
      <label for={`to-${value.replace('/', '-')}`}>
        <bdi>{text}</bdi>
      </label>
    </div>
  );
}

function Deed({ view, context: { language } }: Props): VNode {
  const { edition, action, gifts, place, runId, form } = view;
  const t = translatorOf(language);
  if (action === 'move' && place === null) return <p class="hollow">{t('bulk.choosePlace')}</p>;
  return (
    <section class="card" aria-labelledby="rows">
      <h2 id="rows">{t('bulk.rows')}</h2>
      <ul class="issues">
        {gifts.map((gift) => (
          <li key={gift.id}>
            <p>
              <a href={`/organise/gifts/${gift.id}?language=${language}&edition=${edition.slug}`}>
                <b>
                  <bdi>{gift.name}</bdi>
                </b>
              </a>
              <span class="small mute num">{formatMoney(language, gift.raisedMinor, edition.currency, 'always')}</span>
            </p>
            <span class="num">
              <bdi>{changeOf(view, gift, language)}</bdi>
            </span>
          </li>
        ))}
      </ul>
      {action === 'move' && place !== null ? <PageTotals view={view} place={place} language={language} /> : null}
      <form id="form" class="form" action={`/organise/bulk?language=${language}`} method="post" novalidate>
        <input type="hidden" name="edition" value={edition.slug} />
        <input type="hidden" name="run" value={runId} />
        <input type="hidden" name="action" value={action} />
        {place === null ? null : <input type="hidden" name="to" value={giftToText(place.to)} />}
        <Chosen gifts={gifts} />
        <div>
          <TextField language={language} form={form} name="reason" label={t('desk.reason')} maxLength={300} />
          <TickBox language={language} form={form} name="sure">
            {t('bulk.sure', { count: gifts.length })}
          </TickBox>
        </div>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('bulk.button')}: {t(`bulk.action.${action}`)}
          </button>
        </p>
      </form>
    </section>
  );
}

/** Before and after of one gift. */
function changeOf({ edition, action, place }: BulkView, gift: BulkGift, language: Language): string {
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency, 'always');
  switch (action) {
    case 'move':
      return `${gift.target.name ?? t('work.edition')} → ${place?.name ?? t('work.edition')}`;
    case 'refund':
      return `${money(gift.leftMinor)} → ${money(0)}`;
    case 'hide':
      return `${t(gift.hidden ? 'bulk.hidden' : 'bulk.shown')} → ${t('bulk.hidden')}`;
    case 'thank':
      return gift.email === null ? t('bulk.noMail') : t('bulk.mailTo', { email: gift.email });
  }
}

interface TotalsProps {
  readonly view: BulkView;
  readonly place: GiftPage;
  readonly language: Language;
}

/** What each page will have raised. */
function PageTotals({ view: { edition, gifts }, place, language }: TotalsProps): VNode {
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency, 'always');
  const goal = giftToText(place.to);
  const pages = new Map<string, { name: string; before: number; leaves: number }>();
  let comes = 0;
  for (const gift of gifts) {
    const from = giftToText(gift.target);
    if (from === goal) continue;
    comes += gift.raisedMinor;
    if (from === 'edition') continue;
    const page = pages.get(from) ?? { name: gift.target.name ?? from, before: gift.pageMinor, leaves: 0 };
    pages.set(from, { ...page, leaves: page.leaves + gift.raisedMinor });
  }
  return (
    <ul>
      {[...pages].map(([key, { name, before, leaves }]) => (
        <li key={key} class="num">
          {t('bulk.pageTotal', { name, before: money(before), after: money(before - leaves) })}
        </li>
      ))}
      {place.to.kind === 'edition' ? null : (
        <li class="num">
          {t('bulk.pageTotal', {
            name: place.name ?? '',
            before: money(place.raisedMinor),
            after: money(place.raisedMinor + comes),
          })}
        </li>
      )}
    </ul>
  );
}

/** What the page's script asks for, in its words: it changes with each tenth of the gifts, and when all are done. */
export function bulkStatus({ busy, rows }: BulkRun): string {
  return busy ? `making ${String(Math.floor((rows.filter(isOver).length * 10) / Math.max(1, rows.length)))}` : 'done';
}

function isOver({ outcome }: BulkRun['rows'][number]): boolean {
  return outcome !== 'waiting';
}

/** How far it is, and what came of each gift. */
export function renderBulkRunPage(
  { edition, run }: { readonly edition: Edition; readonly run: BulkRun },
  context: PageContext,
): string {
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <WorkLayout context={context} title={t('bulk.results')} heading={edition.title[language]} askAgain={run.busy}>
      <div data-status={bulkStatus(run)}>
        <h1>{t(run.busy ? 'bulk.doing' : 'bulk.results')}</h1>
        <p>
          {t(`bulk.action.${run.action}`)} · {run.doneBy} · {formatDayAndTime(language, run.begunAt)}
        </p>
        <HowFar run={run} language={language} />
        {run.busy ? (
          <form action={`/organise/bulk/${run.id}/stop?language=${language}`} method="post">
            <input type="hidden" name="edition" value={edition.slug} />
            <p class="actions">
              <button class="btn line" type="submit">
                {t('bulk.stop')}
              </button>
              <span class="small mute">{t('bulk.stopText')}</span>
            </p>
          </form>
        ) : null}
        <section class="card" aria-label={t('bulk.results')}>
          <ul class="issues">
            {run.rows.map(({ gift, outcome }) => (
              <li key={gift.id}>
                <p>
                  <a href={`/organise/gifts/${gift.id}?language=${language}&edition=${edition.slug}`}>
                    <b>
                      <bdi>{gift.name}</bdi>
                    </b>
                  </a>
                  <span class="small mute num">
                    {formatMoney(language, gift.raisedMinor, edition.currency, 'always')} ·{' '}
                    <bdi>{gift.target.name ?? t('work.edition')}</bdi>
                  </span>
                </p>
                <span class={`chip ${toneOf(outcome)}`}>{outcomeText(language, outcome)}</span>
              </li>
            ))}
          </ul>
        </section>
      </div>
      <Back edition={edition} language={language} />
    </WorkLayout>,
  );
}

interface HowFarProps {
  readonly run: BulkRun;
  readonly language: Language;
}

function HowFar({ run: { busy, rows }, language }: HowFarProps): VNode {
  const t = translatorOf(language);
  const over = rows.filter(isOver).length;
  const done = rows.filter(({ outcome }) => outcome === 'done').length;
  return (
    <>
      {busy ? <progress class="bar" max={Math.max(1, rows.length)} value={over} aria-label={t('bulk.doing')} /> : null}
      <p class="num">{t('bulk.howFar', { over, all: rows.length, done, refused: over - done })}</p>
      {busy ? <p class="small mute">{t('bulk.away')}</p> : null}
    </>
  );
}

function toneOf(outcome: BulkOutcome): string {
  if (outcome === 'done') return '';
  return outcome === 'waiting' ? 'wait' : 'bad';
}

function outcomeText(language: Language, outcome: BulkOutcome): string {
  const t = translatorOf(language);
  if (outcome === 'waiting' || outcome === 'done' || outcome === 'unknown' || outcome === 'stopped')
    return t(`bulk.outcome.${outcome}`);
  return errorSentence(language, outcome);
}

function Back({ edition, language }: { readonly edition: Edition; readonly language: Language }): VNode {
  return (
    <p>
      <a href={`/organise/lists/donations?language=${language}&edition=${edition.slug}`}>
        {translatorOf(language)('bulk.back')}
      </a>
    </p>
  );
}
