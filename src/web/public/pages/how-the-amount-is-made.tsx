import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import { formatDayAndTime, formatMoney, formatNumber } from '../../../platform/i18n/index.js';
import { groupName } from '../../shared/components/summary-rows.js';
import { Layout } from '../../shared/layout.js';
import { type MessageKey, translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface HowTheAmountIsMadeView {
  readonly edition: Edition;
  /** Refunds and disputes are ≤ 0; the parts add up to `raisedMinor`. */
  readonly parts: {
    readonly paidMinor: number;
    readonly refundedMinor: number;
    readonly disputedMinor: number;
    readonly offlineMinor: number;
    readonly matchedMinor: number;
    readonly countedFeeMinor: number;
    readonly raisedMinor: number;
    readonly onItsWayMinor: number;
    readonly revision: number;
    readonly asOf: Date;
  };
  readonly raisedByGroup: { readonly central: number; readonly 'own-route': number };
}

/** Opens the edition's total into what it is made of, with the sum written out. */
export function renderHowTheAmountIsMadePage(view: HowTheAmountIsMadeView, context: PageContext): string {
  const { edition, parts } = view;
  const { language } = context;
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency, 'always');
  const rows: readonly (readonly [MessageKey, MessageKey, number])[] = [
    ['amount.paid', 'amount.paidText', parts.paidMinor],
    ['amount.refunded', 'amount.refundedText', parts.refundedMinor],
    ['amount.disputed', 'amount.disputedText', parts.disputedMinor],
    ['amount.offline', 'amount.offlineText', parts.offlineMinor],
    ['amount.matched', 'amount.matchedText', parts.matchedMinor],
    ...(edition.feesCount ? ([['amount.fees', 'amount.feesText', parts.countedFeeMinor]] as const) : []),
  ];
  return renderPage(
    <Layout context={context} title={t('amount.title')}>
      <div class="wrap column">
        <h1>{t('amount.title')}</h1>
        <p class="lead">{t('amount.intro')}</p>
        <p class="small mute">
          {t('amount.asOf', {
            time: formatDayAndTime(language, parts.asOf),
            revision: formatNumber(language, parts.revision),
          })}
        </p>
        <table class="sums">
          <thead>
            <tr>
              <th scope="col">{t('amount.part')}</th>
              <th scope="col">{t('amount.sum')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([title, text, amountMinor]) => (
              <Part key={title} title={t(title)} text={t(text)} amount={money(amountMinor)} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('amount.raised')}</th>
              <td class="num">{money(parts.raisedMinor)}</td>
            </tr>
          </tfoot>
        </table>
        <p class="sum-shown num">
          {t('amount.sumShown', {
            parts: rows.map(([, , amountMinor], index) => term(amountMinor, index === 0, money)).join(' '),
            total: money(parts.raisedMinor),
          })}
        </p>
        <table class="sums">
          <tbody>
            <Part title={t('amount.onItsWay')} text={t('amount.onItsWayText')} amount={money(parts.onItsWayMinor)} />
          </tbody>
        </table>
        <h2>{t('amount.groups')}</h2>
        <p>{t('amount.groupsText')}</p>
        <table class="sums">
          <tbody>
            <Part title={groupName(language, 'central')} amount={money(view.raisedByGroup.central)} />
            <Part title={groupName(language, 'own-route')} amount={money(view.raisedByGroup['own-route'])} />
          </tbody>
        </table>
      </div>
    </Layout>,
  );
}

/** A term of the written sum, with its sign in front. */
function term(amountMinor: number, first: boolean, money: (amountMinor: number) => string): string {
  const sign = amountMinor < 0 ? '− ' : first ? '' : '+ ';
  return `${sign}${money(Math.abs(amountMinor))}`;
}

function Part({
  title,
  text,
  amount,
}: {
  readonly title: string;
  readonly text?: string;
  readonly amount: string;
}): VNode {
  return (
    <tr>
      <th scope="row">
        {title}
        {text === undefined ? null : <span class="small mute">{text}</span>}
      </th>
      <td class="num">{amount}</td>
    </tr>
  );
}
