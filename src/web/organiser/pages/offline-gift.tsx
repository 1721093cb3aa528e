import type { ComponentChildren, VNode } from 'preact';
import { EURO_PIECES } from '../../../domain/cash-count.js';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { OfflineGift, OfflineState } from '../../../offline-gifts/index.js';
import { formatDay, formatDayAndTime, formatMoney, formatNumber } from '../../../platform/i18n/index.js';
import { ErrorSummary, FieldFault, type FormState, sentenceFor } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { OFFLINE_TONES } from './offline-gifts.js';

export interface OfflineGiftView {
  readonly edition: Edition;
  readonly gift: OfflineGift;
  /** The edition's total now, for before and after. */
  readonly raisedMinor: number;
  readonly mayDecide: boolean;
  readonly form: FormState;
  readonly error: ErrorCode | null;
  readonly done: Exclude<OfflineState, 'entered'> | null;
}

interface Props {
  readonly view: OfflineGiftView;
  readonly context: PageContext;
}

/** One gift that was entered by hand: what was written and counted, who did, and what may be decided. */
export function renderOfflineGiftPage(view: OfflineGiftView, context: PageContext): string {
  const { edition, gift, form, error, done } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = t('offline.giftTitle', {
    amount: formatMoney(language, gift.amountMinor, edition.currency),
    name: gift.company ?? gift.name,
  });
  return renderPage(
    <WorkLayout context={context} title={title} heading={edition.title[language]}>
      <div class="list-head">
        <h1 dir="auto">{title}</h1>
        <span class={`chip ${OFFLINE_TONES[gift.state]}`}>{t(`offline.state.${gift.state}`)}</span>
      </div>
      <ErrorSummary language={language} form={form} error={error} controls={{ reason: 'reason' }} />
      {done === null ? null : (
        <p class="card" role="status">
          {t(`offline.done.${done}`)}
        </p>
      )}
      <div class="two">
        <Facts view={view} context={context} />
        <div class="stack">
          <Decisions view={view} context={context} />
        </div>
      </div>
      <p>
        <a href={`/organise/offline-gifts?${new URLSearchParams({ language, edition: edition.slug }).toString()}`}>
          {t('offline.title')}
        </a>
      </p>
    </WorkLayout>,
  );
}

function Facts({ view: { edition, gift }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const counted = EURO_PIECES.flatMap((piece) => {
    const number = gift.pieces?.[piece] ?? 0;
    return number === 0
      ? []
      : [`${formatNumber(language, number)} × ${formatMoney(language, piece, edition.currency)}`];
  });
  const by = (name: string | null, at: Date | null): string =>
    at === null ? '' : `${name ?? ''} · ${formatDayAndTime(language, at)}`;
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">{t('desk.facts')}</h2>
      <dl class="facts">
        <Fact label={t('list.column.amount')}>
          {formatMoney(language, gift.amountMinor, edition.currency, 'always')}
        </Fact>
        <Fact label={t('work.method')}>{t(`list.word.${gift.method}`)}</Fact>
        <Fact label={t('work.to')}>
          <bdi>{gift.target.name ?? t('work.edition')}</bdi>
        </Fact>
        <Fact label={t('list.column.donor')}>
          <bdi>{gift.name}</bdi>
          {gift.anonymous ? ` (${t('work.anonymous')})` : ''}
        </Fact>
        {gift.company === null ? null : <Fact label={t('list.column.company')}>{gift.company}</Fact>}
        {gift.email === null ? null : <Fact label={t('list.column.email')}>{gift.email}</Fact>}
        {gift.certificateWanted ? <Fact label={t('list.column.certificateWanted')}>{t('list.yes')}</Fact> : null}
        {gift.message === null ? null : <Fact label={t('list.column.message')}>{gift.message}</Fact>}
        <Fact label={t('offline.receivedOn')}>{formatDay(language, new Date(`${gift.receivedOn}T12:00:00Z`))}</Fact>
        {gift.reference === null ? null : <Fact label={t('list.column.reference')}>{gift.reference}</Fact>}
        {gift.pieces === null ? null : <Fact label={t('offline.sheet')}>{counted.join(', ')}</Fact>}
        {gift.counters.length === 0 ? null : <Fact label={t('offline.counterOne')}>{gift.counters.join(' + ')}</Fact>}
        <Fact label={t('offline.enteredBy')}>{by(gift.enteredBy, gift.enteredAt)}</Fact>
        {gift.decidedAt === null ? null : (
          <Fact label={t('offline.decidedBy')}>{by(gift.decidedBy, gift.decidedAt)}</Fact>
        )}
        {gift.reversedAt === null ? null : (
          <Fact label={t('offline.reversedBy')}>{by(gift.reversedBy, gift.reversedAt)}</Fact>
        )}
        {gift.reason === null ? null : <Fact label={t('offline.reason')}>{gift.reason}</Fact>}
      </dl>
      {gift.donationId === null ? null : (
        <p>
          <a href={`/organise/gifts/${gift.donationId}?${new URLSearchParams({ language, edition: edition.slug })}`}>
            {t('offline.openGift')}
          </a>
        </p>
      )}
    </section>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ComponentChildren }): VNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Decisions({ view, context }: Props): VNode | null {
  const { edition, gift, raisedMinor, mayDecide } = view;
  const { language } = context;
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency, 'always');
  switch (gift.state) {
    case 'entered':
      if (!mayDecide) return <p class="card">{t('offline.needsFinance')}</p>;
      return (
        <>
          <section class="card" aria-labelledby="verify">
            <h2 id="verify">{t('offline.verify')}</h2>
            <p>
              {t('offline.verifyText', {
                before: money(raisedMinor),
                after: money(raisedMinor + gift.amountMinor),
              })}
            </p>
            <form class="form" action={actionOf(view, context, 'verify')} method="post">
              <input type="hidden" name="edition" value={edition.slug} />
              <p class="actions">
                <button class="btn go" type="submit">
                  {t('offline.verifyButton')}
                </button>
              </p>
            </form>
          </section>
          <WithReason view={view} context={context} deed="reject" text={null} />
        </>
      );
    case 'verified':
      if (!mayDecide) return null;
      return (
        <WithReason
          view={view}
          context={context}
          deed="reverse"
          text={t('offline.reverseText', {
            before: money(raisedMinor),
            after: money(raisedMinor - gift.amountMinor),
          })}
        />
      );
    case 'rejected':
    case 'reversed':
      return null;
  }
}

interface WithReasonProps extends Props {
  readonly deed: 'reject' | 'reverse';
  readonly text: string | null;
}

/** What is done for a reason, folded away until it is wanted. */
function WithReason({ view, context, deed, text }: WithReasonProps): VNode {
  const { edition, form } = view;
  const { language } = context;
  const t = translatorOf(language);
  const fault = sentenceFor(language, form, 'reason');
  return (
    <details class="card" open={fault !== undefined}>
      <summary>{t(`offline.${deed}`)}</summary>
      {text === null ? null : <p>{text}</p>}
      <form class="form" action={actionOf(view, context, deed)} method="post" novalidate>
        <input type="hidden" name="edition" value={edition.slug} />
        <div class={fault === undefined ? 'field' : 'field faulty'}>
          <label for="reason">{t('offline.reason')}</label>
          <FieldFault id="reason-fault" language={language} sentence={fault} />
          <input
            id="reason"
            name="reason"
            type="text"
            maxLength={300}
            value={form.values['reason'] ?? ''}
            aria-invalid={fault === undefined ? undefined : 'true'}
            aria-describedby={fault === undefined ? undefined : 'reason-fault'}
          />
        </div>
        <p class="actions">
          <button class="btn line" type="submit">
            {t(`offline.${deed}Button`)}
          </button>
        </p>
      </form>
    </details>
  );
}

function actionOf({ gift }: OfflineGiftView, { language }: PageContext, deed: string): string {
  return `/organise/offline-gifts/${encodeURIComponent(gift.id)}/${deed}?language=${language}`;
}
