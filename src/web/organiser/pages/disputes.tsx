import type { VNode } from 'preact';
import type { Dispute } from '../../../disputes/index.js';
import type { Edition } from '../../../domain/edition.js';
import type { Language } from '../../../domain/language.js';
import { formatDay, formatDayAndTime, formatMoney } from '../../../platform/i18n/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface DisputesView {
  readonly edition: Edition;
  readonly now: Date;
  readonly disputes: readonly Dispute[];
  /** Where the next page begins; `null` on the last. */
  readonly next: string | null;
}

interface Props {
  readonly view: DisputesView;
  readonly context: PageContext;
}

/** Payments that donors dispute: where they stand, how much, until when to answer, and the way to answer. */
export function renderDisputesPage(view: DisputesView, context: PageContext): string {
  const { edition, disputes, next } = view;
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <WorkLayout context={context} title={t('dispute.title')} heading={edition.title[language]}>
      <h1>{t('dispute.title')}</h1>
      <p>{t('dispute.intro')}</p>
      <section class="card" aria-label={t('dispute.title')}>
        {disputes.length === 0 ? (
          <p class="hollow">{t('dispute.none')}</p>
        ) : (
          <ul class="issues">
            {disputes.map((dispute) => (
              <Line key={dispute.id} dispute={dispute} view={view} context={context} />
            ))}
          </ul>
        )}
        {next === null ? null : (
          <p class="actions">
            <a
              class="btn line"
              rel="next"
              href={`/organise/disputes?${new URLSearchParams({ language, edition: edition.slug, before: next }).toString()}`}
            >
              {t('offline.next')}
            </a>
          </p>
        )}
      </section>
    </WorkLayout>,
  );
}

/** Stripe's words that ask for an answer. */
const ASKS: readonly string[] = ['needs_response', 'warning_needs_response', 'appeal_needs_response'];

function Line({ dispute, view, context }: Props & { readonly dispute: Dispute }): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const { evidenceDueBy, donationId } = dispute;
  const asks = ASKS.includes(dispute.status);
  const query = new URLSearchParams({ language, edition: view.edition.slug });
  return (
    <li>
      <p>
        <b class="num">
          {formatMoney(language, dispute.amountMinor, dispute.currency, 'always')}
          {dispute.reason === null ? '' : ` · ${dispute.reason}`}
        </b>
        {asks && evidenceDueBy !== null ? (
          <span>
            {t(evidenceDueBy > view.now ? 'dispute.answerBefore' : 'dispute.tooLate', {
              time: formatDayAndTime(language, evidenceDueBy),
            })}
          </span>
        ) : null}
        <span class="small mute">
          {t('dispute.toldAt', { day: formatDay(language, dispute.toldAt) })} · {dispute.id}
        </span>
        <a href={stripeAddress(dispute)} rel="noreferrer">
          {t(dispute.live ? 'dispute.atStripe' : 'dispute.atStripeTest')}
          <span class="unseen"> {dispute.id}</span>
        </a>
        {donationId === null ? null : (
          <>
            {' · '}
            <a href={`/organise/gifts/${donationId}?${query.toString()}`}>
              {t('offline.openGift')}
              <span class="unseen"> {dispute.id}</span>
            </a>
          </>
        )}
      </p>
      <span class={`chip ${toneOf(dispute.status)}`}>{statusWord(language, dispute.status)}</span>
    </li>
  );
}

/** The payment's page in Stripe's dashboard, where a dispute is answered. */
function stripeAddress({ live, paymentIntentId }: Dispute): string {
  return `https://dashboard.stripe.com/${live ? '' : 'test/'}payments/${encodeURIComponent(paymentIntentId)}`;
}

function toneOf(status: string): string {
  if (ASKS.includes(status) || status === 'lost') return 'bad';
  return status === 'won' || status === 'warning_closed' || status === 'prevented' ? '' : 'wait';
}

/** Stripe's word as people say it; a new one of Stripe's as it is. */
function statusWord(language: Language, status: string): string {
  const t = translatorOf(language);
  switch (status) {
    case 'needs_response':
    case 'warning_needs_response':
    case 'appeal_needs_response':
      return t('dispute.needsResponse');
    case 'under_review':
    case 'warning_under_review':
    case 'appeal_under_review':
      return t('dispute.underReview');
    case 'won':
    case 'warning_closed':
    case 'prevented':
      return t('dispute.won');
    case 'lost':
      return t('dispute.lost');
    default:
      return status;
  }
}
