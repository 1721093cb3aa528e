import type { VNode } from 'preact';
import { type Edition, givingState } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { type Hectometres, kilometresOf } from '../../../domain/pledge.js';
import { formatDay, formatMoney, formatNumber } from '../../../platform/i18n/index.js';
import { EMPTY_FORM, ErrorSummary } from '../../shared/components/form-fields.js';
import { Layout } from '../../shared/layout.js';
import { type MessageKey, translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under, walkerPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import type { PledgeWalkerView } from './pledge.js';
import { Sign } from './thanks.js';

/** What the page says about a promise; `awaited`: the walk is over, its kilometres are not known yet. */
export type OwnPledgeMoment =
  'promised' | 'awaited' | 'settled' | 'nothing-due' | 'on-its-way' | 'paid' | 'withdrawn' | 'lapsed';

export interface OwnPledgePageView {
  readonly edition: Edition;
  readonly now: Date;
  readonly token: string;
  readonly moment: OwnPledgeMoment;
  readonly pledge: {
    readonly perKmMinor: number;
    readonly capMinor: number;
    readonly name: string;
    readonly walker: PledgeWalkerView;
    readonly settled: { readonly walked: Hectometres; readonly dueMinor: number } | null;
    readonly payment: { readonly token: string } | null;
  };
  /** Something was changed a moment ago. */
  readonly saved: boolean;
  readonly error: ErrorCode | null;
}

interface PartProps {
  readonly view: OwnPledgePageView;
  readonly context: PageContext;
}

const TITLES: Readonly<Record<OwnPledgeMoment, MessageKey>> = {
  promised: 'pledge.promisedTitle',
  awaited: 'pledge.awaitedTitle',
  settled: 'pledge.settledTitle',
  'nothing-due': 'pledge.nothingDueTitle',
  'on-its-way': 'pledge.onItsWayTitle',
  paid: 'pledge.paidTitle',
  withdrawn: 'pledge.withdrawnTitle',
  lapsed: 'pledge.lapsedTitle',
};
const MOODS: Readonly<Record<OwnPledgeMoment, 'good' | 'waiting' | 'plain'>> = {
  promised: 'good',
  awaited: 'waiting',
  settled: 'good',
  'nothing-due': 'plain',
  'on-its-way': 'good',
  paid: 'good',
  withdrawn: 'plain',
  lapsed: 'plain',
};

/** The path of a donor's own page of a promise. */
export function ownPledgePath(context: PageContext, token: string): string {
  return under(context, `/pledges/${encodeURIComponent(token)}`);
}

/** What a donor sees behind the link of a promise: where it stands, and the one thing to do. */
export function renderOwnPledgePage(view: OwnPledgePageView, context: PageContext): string {
  const { pledge, moment } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = t(TITLES[moment], {
    name: pledge.name.trim().split(/\s+/)[0] ?? pledge.name,
    walker: pledge.walker.name,
    km: walkedKm(view, context),
  });
  return renderPage(
    <Layout context={context} title={title} unlisted>
      <div class="wrap column" data-status={moment}>
        <ErrorSummary language={language} form={EMPTY_FORM} error={view.error} controls={{}} />
        {view.saved ? (
          <p class="notice" role="status">
            {t('pledge.saved')}
          </p>
        ) : null}
        <div class={`card moment ${MOODS[moment]}`}>
          <Sign mood={MOODS[moment]} />
          <h1 dir="auto">{title}</h1>
          <Words view={view} context={context} />
          <Onward view={view} context={context} />
        </div>
        {pledge.settled === null || moment === 'withdrawn' ? null : <Reckoning view={view} context={context} />}
        {moment === 'promised' ? <Withdraw view={view} context={context} /> : null}
      </div>
    </Layout>,
  );
}

function walkedKm({ pledge: { settled } }: OwnPledgePageView, { language }: PageContext): string {
  return settled === null ? '' : formatNumber(language, kilometresOf(settled.walked));
}

function Words({ view, context }: PartProps): VNode {
  const { edition, pledge, moment } = view;
  const { language } = context;
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency);
  const walker = pledge.walker.name;
  const amount = money(pledge.settled?.dueMinor ?? 0);
  const day = formatDay(language, edition.walkOn);
  const terms = t('pledge.terms', { perKm: money(pledge.perKmMinor), cap: money(pledge.capMinor), walker });
  switch (moment) {
    case 'promised':
      return (
        <>
          <p class="lead">{terms}</p>
          <p>{t('pledge.promised', { day })}</p>
        </>
      );
    case 'awaited':
      return (
        <>
          <p class="lead">{terms}</p>
          <p>{t('pledge.awaited', { walker })}</p>
        </>
      );
    case 'settled':
      return givingState(edition, view.now) === 'open' ? (
        <p class="lead">{t('pledge.settled', { amount })}</p>
      ) : (
        <p class="notice">{t('give.over')}</p>
      );
    case 'nothing-due':
      return (
        <p>
          {pledge.settled !== null && pledge.settled.walked > 0
            ? t('pledge.tooLittle', { walker, km: walkedKm(view, context) })
            : t('pledge.notWalked', { walker })}
        </p>
      );
    case 'on-its-way':
      return <p class="lead">{t('pledge.onItsWay', { amount, walker })}</p>;
    case 'paid':
      return <p class="lead">{t('pledge.paid', { amount, walker })}</p>;
    case 'withdrawn':
      return <p>{t('pledge.withdrawn')}</p>;
    case 'lapsed':
      return <p>{t(pledge.settled === null ? 'pledge.letGo' : 'pledge.lapsed', { walker })}</p>;
  }
}

function Onward({ view: { edition, now, token, pledge, moment }, context }: PartProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const path = ownPledgePath(context, token);
  const amount = formatMoney(language, pledge.settled?.dueMinor ?? 0, edition.currency);
  const toPage = (
    <a class="onward" href={walkerPath(context, pledge.walker.slug)}>
      {t('thanks.toPage', { name: pledge.walker.name })}
    </a>
  );
  return (
    <>
      {moment === 'settled' && givingState(edition, now) === 'open' ? (
        <form class="form" action={`${path}/pay`} method="post" data-once="">
          <button class="btn go wide" type="submit">
            {t('give.buttonAmount', { amount })}
          </button>
          <p class="small mute">{t('give.methods')}</p>
        </form>
      ) : null}
      <p class="actions">
        {moment === 'promised' ? (
          <a class="btn line" href={`${path}/change`}>
            {t('pledge.change')}
          </a>
        ) : null}
        {(moment === 'paid' || moment === 'on-its-way') && pledge.payment !== null ? (
          <a class="btn line" href={under(context, `/gifts/${encodeURIComponent(pledge.payment.token)}`)}>
            {t('pledge.seeGift')}
          </a>
        ) : null}
        {toPage}
      </p>
    </>
  );
}

/** The sum, so that everybody can reckon it again. */
function Reckoning({ view, context }: PartProps): VNode | null {
  const { edition, pledge } = view;
  const { language } = context;
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency, 'always');
  if (pledge.settled === null) return null;
  return (
    <section aria-labelledby="reckoning">
      <h2 id="reckoning">{t('pledge.reckoning')}</h2>
      <table class="sums">
        <tbody>
          <tr>
            <th scope="row">{t('pledge.walked')}</th>
            <td class="num">{t('distance', { km: walkedKm(view, context) })}</td>
          </tr>
          <tr>
            <th scope="row">{t('pledge.rowPerKm')}</th>
            <td class="num">{money(pledge.perKmMinor)}</td>
          </tr>
          <tr>
            <th scope="row">{t('pledge.rowCap')}</th>
            <td class="num">{money(pledge.capMinor)}</td>
          </tr>
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('pledge.together')}</th>
            <td class="num">{money(pledge.settled.dueMinor)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

/** Taking a promise back asks for a second step, so that no slip of a finger does it. */
function Withdraw({ view: { token }, context }: PartProps): VNode {
  const t = translatorOf(context.language);
  return (
    <details>
      <summary>{t('pledge.withdrawAsk')}</summary>
      <form class="form" action={`${ownPledgePath(context, token)}/withdraw`} method="post" data-once="">
        <p>{t('pledge.withdrawExplained')}</p>
        <button class="btn line" type="submit">
          {t('pledge.withdraw')}
        </button>
      </form>
    </details>
  );
}
