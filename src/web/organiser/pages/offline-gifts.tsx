import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { OfflineGift, OfflineState } from '../../../offline-gifts/index.js';
import { formatDay, formatMoney } from '../../../platform/i18n/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface OfflineGiftsView {
  readonly edition: Edition;
  /** What was decided as well. */
  readonly all: boolean;
  readonly waiting: { readonly count: number; readonly sumMinor: number };
  readonly gifts: readonly OfflineGift[];
  readonly mayEnter: boolean;
  /** One has just been entered. */
  readonly done: boolean;
  /** Where the next page begins; `null` on the last. */
  readonly next: string | null;
}

interface Props {
  readonly view: OfflineGiftsView;
  readonly context: PageContext;
}

/** The tint of the chip that shows where a gift stands. */
export const OFFLINE_TONES: Readonly<Record<OfflineState, string>> = {
  entered: 'wait',
  verified: '',
  rejected: 'dull',
  reversed: 'bad',
};

/** The envelope evening at a glance: what waits to be verified, what was decided, and the way to enter the next. */
export function renderOfflineGiftsPage(view: OfflineGiftsView, context: PageContext): string {
  const { edition, waiting, gifts } = view;
  const { language } = context;
  const t = translatorOf(language);
  const sum = formatMoney(language, waiting.sumMinor, edition.currency, 'always');
  return renderPage(
    <WorkLayout context={context} title={t('offline.title')} heading={edition.title[language]}>
      <div class="list-head">
        <h1>{t('offline.title')}</h1>
        <p class="num">
          {t('offline.waiting', { count: waiting.count })}
          {waiting.count === 0 ? '' : ` · ${t('offline.waitingSum', { sum })}`}
        </p>
      </div>
      {view.done ? (
        <p class="card" role="status">
          {t('offline.done.entered')}
        </p>
      ) : null}
      <p>{t('offline.intro')}</p>
      {view.mayEnter ? (
        <p class="actions">
          <a class="btn go" href={addressOf(view, context, '/new')}>
            {t('offline.enter')}
          </a>
        </p>
      ) : null}
      <section class="card" aria-label={t('offline.title')}>
        <ul class="ways">
          {([false, true] as const).map((all) => (
            <li key={String(all)}>
              <a
                href={addressOf(view, context, '', all ? { all: 'yes' } : {})}
                aria-current={all === view.all ? 'page' : undefined}
              >
                {t(all ? 'offline.showAll' : 'offline.showWaiting')}
              </a>
            </li>
          ))}
        </ul>
        {gifts.length === 0 ? (
          <p class="hollow">{view.all ? t('offline.none') : t('offline.waiting', { count: 0 })}</p>
        ) : (
          <Rows view={view} context={context} />
        )}
        {view.next === null ? null : (
          <p class="actions">
            <a
              class="btn line"
              rel="next"
              href={addressOf(view, context, '', { ...(view.all ? { all: 'yes' } : {}), before: view.next })}
            >
              {t('offline.next')}
            </a>
          </p>
        )}
      </section>
    </WorkLayout>,
  );
}

function Rows({ view, context }: Props): VNode {
  const { language } = context;
  const t = translatorOf(language);
  return (
    <div class="sideways" tabIndex={0} role="group" aria-label={t('offline.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('offline.receivedOn')}</th>
            <th scope="col">{t('work.donor')}</th>
            <th scope="col" class="r">
              {t('work.amount')}
            </th>
            <th scope="col">{t('work.method')}</th>
            <th scope="col">{t('work.to')}</th>
            <th scope="col">{t('offline.state')}</th>
          </tr>
        </thead>
        <tbody>
          {view.gifts.map((gift) => (
            <tr key={gift.id}>
              <td class="num">{formatDay(language, new Date(`${gift.receivedOn}T12:00:00Z`))}</td>
              <td>
                <a href={addressOf(view, context, `/${gift.id}`)}>
                  <bdi>{gift.company ?? gift.name}</bdi>
                </a>
              </td>
              <td class="r num">{formatMoney(language, gift.amountMinor, view.edition.currency, 'always')}</td>
              <td>{t(`list.word.${gift.method}`)}</td>
              <td>
                <bdi>{gift.target.name ?? t('work.edition')}</bdi>
              </td>
              <td>
                <span class={`chip ${OFFLINE_TONES[gift.state]}`}>{t(`offline.state.${gift.state}`)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function addressOf(
  { edition }: OfflineGiftsView,
  { language }: PageContext,
  path: string,
  more: Readonly<Record<string, string>> = {},
): string {
  return `/organise/offline-gifts${path}?${new URLSearchParams({ language, edition: edition.slug, ...more }).toString()}`;
}
