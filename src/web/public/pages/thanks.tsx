import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { PaymentStatus } from '../../../domain/payment-position.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { type GiftTargetView, targetOf } from '../../shared/components/gift-list.js';
import { LiveMark, LiveMoney } from '../../shared/components/live-figures.js';
import { Route } from '../../shared/components/route.js';
import { ShareLinks } from '../../shared/components/share-links.js';
import { Layout } from '../../shared/layout.js';
import { liveSource } from '../../shared/live-source.js';
import { type MessageKey, translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, type Target, targetPath, tryAgainPath, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import type { PageTotalView } from '../../shared/total-views.js';
import { MonthlyOffer } from './monthly-offer.js';

export interface ThanksPageView {
  readonly edition: Edition;
  readonly token: string;
  /** The donor's own gift. */
  readonly gift: {
    readonly status: PaymentStatus;
    readonly amountMinor: number;
    /** The part of it that covers the payment; what is tried again is without. */
    readonly coveredFeeMinor?: number;
    /** The promise that it was to keep, which is paid from its own page. */
    readonly pledgeToken?: string | null;
    readonly name: string;
    readonly checkoutUrl: string | null;
    readonly target: GiftTargetView;
  };
  /** Whether the edition offers monthly gifts to the organisation. */
  readonly monthlyOffered?: boolean;
  /** The total of the page that was given to, with its goal, so that the donor sees it move; `null`: not shown. */
  readonly total: (PageTotalView & { readonly goalMinor: number }) | null;
}

type Mood = 'good' | 'waiting' | 'plain';

const TITLES: Readonly<Record<PaymentStatus, MessageKey>> = {
  started: 'thanks.waitingTitle',
  pending: 'thanks.onItsWayTitle',
  paid: 'thanks.paidTitle',
  failed: 'thanks.failedTitle',
  expired: 'thanks.expiredTitle',
  'partially-refunded': 'thanks.partlyRefundedTitle',
  refunded: 'thanks.refundedTitle',
  disputed: 'thanks.disputedTitle',
};
const MOODS: Readonly<Record<PaymentStatus, Mood>> = {
  started: 'waiting',
  pending: 'good',
  paid: 'good',
  failed: 'plain',
  expired: 'plain',
  'partially-refunded': 'plain',
  refunded: 'plain',
  disputed: 'plain',
};

/** What a donor sees after Stripe's page, and behind the link of their gift from then on. */
export function renderThanksPage(view: ThanksPageView, context: PageContext): string {
  const { edition, gift, total } = view;
  const { language } = context;
  const t = translatorOf(language);
  const target = targetOf(gift.target);
  const waiting = gift.status === 'started';
  const title = t(TITLES[gift.status], { name: firstWordOf(gift.name) });
  return renderPage(
    <Layout
      context={context}
      title={title}
      unlisted
      askAgain={waiting}
      {...(total === null ? {} : { live: liveSource(context, target, total, edition.currency, total.goalMinor) })}
    >
      <div class="wrap column" data-status={gift.status}>
        <div class={`card moment ${MOODS[gift.status]}`}>
          <Sign mood={MOODS[gift.status]} />
          <h1 dir="auto">{title}</h1>
          <Words view={view} context={context} target={target} />
          <Onward view={view} context={context} target={target} />
        </div>
        {total === null || MOODS[gift.status] !== 'good' ? null : (
          <section class="card" aria-label={t('page.raised')}>
            <LiveMark asOf={total.asOf} language={language} />
            <p class="figure">
              <LiveMoney
                name="raised"
                amountMinor={total.raisedMinor}
                language={language}
                currency={edition.currency}
              />
            </p>
            <Route
              form="card"
              amounts={{
                raisedMinor: total.raisedMinor,
                goalMinor: total.goalMinor,
                ...(target.kind === 'edition' ? { milestonesMinor: edition.milestonesMinor } : {}),
              }}
              language={language}
              currency={edition.currency}
              seed={target.kind === 'edition' ? edition.slug : target.slug}
            />
          </section>
        )}
        {MOODS[gift.status] === 'good' ? (
          <ShareLinks context={context} target={target} title={t('thanks.shareTitle')} />
        ) : null}
        {view.monthlyOffered === true && MOODS[gift.status] === 'good' ? (
          <MonthlyOffer context={context} token={view.token} />
        ) : null}
      </div>
    </Layout>,
  );
}

/** How somebody is spoken to: by the first word of the name they gave. */
function firstWordOf(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}

interface PartProps {
  readonly view: ThanksPageView;
  readonly context: PageContext;
  readonly target: Target;
}

function Words({ view: { gift, edition }, context: { language }, target }: PartProps): VNode {
  const t = translatorOf(language);
  const amount = formatMoney(language, gift.amountMinor, edition.currency);
  const reached = (toEdition: MessageKey, toPage: MessageKey): string =>
    target.kind === 'edition' ? t(toEdition, { amount }) : t(toPage, { amount, target: target.name });
  switch (gift.status) {
    case 'started':
      return (
        <>
          <p>{t('thanks.waiting', { amount })}</p>
          {gift.checkoutUrl === null ? null : <p>{t('thanks.waitingUnpaid')}</p>}
        </>
      );
    case 'pending':
      return <p class="lead">{reached('thanks.onItsWayEdition', 'thanks.onItsWay')}</p>;
    case 'paid':
      return (
        <>
          <p class="lead">{reached('thanks.paidEdition', 'thanks.paid')}</p>
          <p class="mute">{t('thanks.mail')}</p>
        </>
      );
    case 'failed':
      return <p>{t('thanks.failed', { amount })}</p>;
    case 'expired':
      return <p>{t('thanks.expired', { amount })}</p>;
    case 'partially-refunded':
    case 'refunded':
      return <p>{t('thanks.refunded')}</p>;
    case 'disputed':
      return <p>{t('thanks.disputed', { amount })}</p>;
  }
}

function Onward({ view, context, target }: PartProps): VNode {
  const { gift } = view;
  const t = translatorOf(context.language);
  const toPage = (
    <a class="onward" href={targetPath(context, target)}>
      {target.kind === 'edition' ? t('thanks.toHome') : t('thanks.toPage', { name: target.name })}
    </a>
  );
  const again = gift.status === 'failed' || gift.status === 'expired';
  return (
    <p class="actions">
      {gift.status === 'started' && gift.checkoutUrl !== null ? (
        <a class="btn line" href={gift.checkoutUrl}>
          {t('thanks.toCheckout')}
        </a>
      ) : null}
      {again ? (
        <a class="btn go" href={tryAgainPath(context, target, gift)}>
          {t('thanks.again')}
        </a>
      ) : null}
      {toPage}
      {gift.status === 'started' ? null : (
        <a class="onward" href={under(context, `/gifts/${view.token}`)}>
          {t('thanks.yourGift')}
        </a>
      )}
    </p>
  );
}

/** A sun over the road for what arrived, a road still open for what is awaited; a picture, never the only sign. */
export function Sign({ mood }: { readonly mood: Mood }): VNode {
  return (
    <svg class={`sign ${mood}`} viewBox="0 0 120 64" width="120" height="64" aria-hidden="true">
      <circle class="sun" cx="60" cy="40" r="20" />
      {mood === 'good' ? <path class="rays" d="M60 12V4M43 15l-4-7M77 15l4-7M31 25l-7-5M89 25l7-5" /> : null}
      <path class="hill" d="M4 50C22 36 42 40 60 46s38 2 56-6V58a6 6 0 0 1-6 6H10a6 6 0 0 1-6-6Z" />
      <path class="road" d="M4 50C22 36 42 40 60 46s38 2 56-6" />
    </svg>
  );
}
