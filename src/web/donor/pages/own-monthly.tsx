import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { MonthlyGiftState, OwnMonthlyCharge, OwnMonthlyGift } from '../../../monthly-gifts/index.js';
import { formatDay, formatMoney } from '../../../platform/i18n/index.js';
import { Sign } from '../../public/pages/thanks.js';
import { EMPTY_FORM, ErrorSummary } from '../../shared/components/form-fields.js';
import { Layout } from '../../shared/layout.js';
import { type MessageKey, translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface OwnMonthlyPageView {
  readonly edition: Edition;
  readonly token: string;
  readonly gift: OwnMonthlyGift;
  readonly error: ErrorCode | null;
}

interface PartProps {
  readonly view: OwnMonthlyPageView;
  readonly context: PageContext;
}

/** What the page says; `ending`: stopped by its donor a moment ago. */
type Moment = MonthlyGiftState | 'ending';

const TITLES: Readonly<Record<Moment, MessageKey>> = {
  started: 'monthly.startedTitle',
  pending: 'monthly.pendingTitle',
  active: 'monthly.activeTitle',
  failing: 'monthly.failingTitle',
  ending: 'monthly.endedTitle',
  ended: 'monthly.endedTitle',
};
const MOODS: Readonly<Record<Moment, 'good' | 'waiting' | 'plain'>> = {
  started: 'waiting',
  pending: 'good',
  active: 'good',
  failing: 'plain',
  ending: 'plain',
  ended: 'plain',
};

/** A monthly gift from its donor's side: where it stands, what was charged, and the button that stops it. */
export function renderOwnMonthlyPage(view: OwnMonthlyPageView, context: PageContext): string {
  const { gift } = view;
  const { language } = context;
  const t = translatorOf(language);
  const moment: Moment = gift.ending ? 'ending' : gift.state;
  const title = t(TITLES[moment], { name: gift.name.trim().split(/\s+/)[0] ?? gift.name });
  const canEnd = !gift.ending && (gift.state === 'pending' || gift.state === 'active' || gift.state === 'failing');
  return renderPage(
    <Layout context={context} title={title} unlisted askAgain={moment === 'started'}>
      <div class="wrap column" data-status={gift.state}>
        <ErrorSummary language={language} form={EMPTY_FORM} error={view.error} controls={{}} />
        <div class={`card moment ${MOODS[moment]}`}>
          <Sign mood={MOODS[moment]} />
          <h1 dir="auto">{title}</h1>
          <Words view={view} context={context} moment={moment} />
          {gift.certificateWanted ? <p class="small">{t('gift.certificateWanted')}</p> : null}
        </div>
        {gift.charges.length === 0 ? null : <Charges view={view} context={context} />}
        {canEnd ? <End view={view} context={context} /> : null}
      </div>
    </Layout>,
  );
}

function Words({ view: { gift, edition }, context, moment }: PartProps & { readonly moment: Moment }): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const amount = formatMoney(language, gift.amountMinor, edition.currency);
  switch (moment) {
    case 'started':
      return (
        <>
          <p>{t('monthly.started', { amount })}</p>
          {gift.checkoutUrl === null ? null : (
            <p class="actions">
              <a class="btn line" href={gift.checkoutUrl}>
                {t('thanks.toCheckout')}
              </a>
            </p>
          )}
        </>
      );
    case 'pending':
      return <p class="lead">{t('monthly.pending', { amount })}</p>;
    case 'active':
      return (
        <>
          <p class="lead">{t('monthly.active', { amount })}</p>
          {gift.nextChargeAt === null ? null : (
            <p>{t('monthly.next', { day: formatDay(language, gift.nextChargeAt) })}</p>
          )}
          {gift.endsAt === null ? null : <p>{t('monthly.endsOn', { day: formatDay(language, gift.endsAt) })}</p>}
        </>
      );
    case 'failing':
      return <Failing view={{ gift, edition }} context={context} />;
    case 'ending':
    case 'ended':
      return (
        <>
          <p>{t(gift.endReason === 'payment-failed' ? 'monthly.endedByFailure' : 'monthly.ended', { amount })}</p>
          <p class="actions">
            <a class="onward" href={under(context, '/monthly')}>
              {t('monthly.again')}
            </a>
          </p>
        </>
      );
  }
}

/** A card that failed: what happens by itself, and where it can be paid now. */
function Failing({
  view: { gift, edition },
  context: { language },
}: {
  readonly view: Pick<OwnMonthlyPageView, 'gift' | 'edition'>;
  readonly context: PageContext;
}): VNode {
  const t = translatorOf(language);
  const failed = gift.charges.find(({ state }) => state === 'failed');
  const amount = formatMoney(language, failed?.amountMinor ?? gift.amountMinor, edition.currency);
  const nextTry = failed?.nextAttemptAt ?? null;
  const payUrl = failed?.payUrl ?? null;
  return (
    <>
      <p>{t('monthly.failing', { amount })}</p>
      {nextTry === null ? null : <p>{t('monthly.nextTry', { day: formatDay(language, nextTry) })}</p>}
      {payUrl === null ? null : (
        <p class="actions">
          <a class="btn go" href={payUrl}>
            {t('monthly.payNow', { amount })}
          </a>
        </p>
      )}
    </>
  );
}

function Charges({ view: { gift, edition }, context: { language } }: PartProps): VNode {
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency, 'always');
  return (
    <section aria-labelledby="charges">
      <h2 id="charges">{t('monthly.charges')}</h2>
      <table class="sums">
        <tbody>
          {gift.charges.map((charge) => (
            <tr key={charge.invoiceId}>
              <th scope="row">
                <time dateTime={charge.chargedAt.toISOString()}>{formatDay(language, charge.chargedAt)}</time>
                <br />
                <span class="small mute">{stateOf(charge, t)}</span>
              </th>
              <td class="num">{money(charge.amountMinor - charge.takenBackMinor)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function stateOf({ state, takenBackMinor }: OwnMonthlyCharge, t: ReturnType<typeof translatorOf>): string {
  return state === 'paid' && takenBackMinor > 0 ? t('monthly.charge.takenBack') : t(`monthly.charge.${state}`);
}

/** Stopping asks for a second step, so that no slip of a finger does it; and for no reason. */
function End({ view: { token }, context }: PartProps): VNode {
  const t = translatorOf(context.language);
  return (
    <details>
      <summary>{t('monthly.endAsk')}</summary>
      <form
        class="form"
        action={under(context, `/monthly/${encodeURIComponent(token)}/end`)}
        method="post"
        data-once=""
      >
        <p>{t('monthly.endExplained')}</p>
        <button class="btn line" type="submit">
          {t('monthly.end')}
        </button>
      </form>
    </details>
  );
}
