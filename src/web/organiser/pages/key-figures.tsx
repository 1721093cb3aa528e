import { type ComponentChildren, Fragment, type VNode } from 'preact';
import { PARTICIPATION_GROUPS } from '../../../domain/edition.js';
import { dayInBelgium, formatMoney, formatNumber, formatPercent } from '../../../platform/i18n/index.js';
import { LiveMark, LiveMoney, LiveNumber } from '../../shared/components/live-figures.js';
import { ProgressBar } from '../../shared/components/progress-bar.js';
import { groupName } from '../../shared/components/summary-rows.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { under } from '../../shared/page-context.js';
import type { ControlRoomPartProps } from './control-room-view.js';
import { figuresOf, listsOf } from './list-address.js';

/** The figures at the top; each leads to what it is made of. */
export function KeyFigures({ view, context }: ControlRoomPartProps): VNode {
  const { edition, total, parts } = view;
  const { language } = context;
  const { currency, goalMinor } = edition;
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, currency);
  const list = listsOf(edition.slug, language);
  const figure = figuresOf(edition.slug, language);
  const waiting = view.attention.openItems + view.attention.parkedEvents;
  return (
    <dl class="key-figures">
      <KeyFigure term={t('work.raised')} first>
        <dd class="n">
          <LiveMoney name="raised" amountMinor={total.raisedMinor} language={language} currency={currency} />
        </dd>
        <dd>
          <LiveMark asOf={total.asOf} language={language} />
        </dd>
        <dd class="small mute num" data-live-region="parts">
          <a href={under(context, '/how-the-amount-is-made')}>
            {t('work.raisedParts', {
              paid: money(parts.paidMinor),
              refunded: money(Math.abs(parts.refundedMinor)),
              disputed: money(Math.abs(parts.disputedMinor)),
              offline: money(parts.offlineMinor),
              matched: money(parts.matchedMinor),
            })}
          </a>
        </dd>
        <dd>
          <ProgressBar
            valueMinor={total.raisedMinor}
            goalMinor={goalMinor}
            label={t('progress.label', {
              name: t('work.raised'),
              amount: money(total.raisedMinor),
              goal: money(goalMinor),
            })}
            live
          />
          <span class="small mute" data-live-region="of-goal">
            {t('work.ofGoal', {
              percent: formatPercent(language, total.raisedMinor / Math.max(1, goalMinor)),
              goal: money(goalMinor),
            })}
          </span>
        </dd>
      </KeyFigure>
      <KeyFigure term={t('work.onItsWay')}>
        <dd class="n">
          <a href={list('donations', { status: 'pending' })}>
            <LiveMoney name="onItsWay" amountMinor={total.onItsWayMinor} language={language} currency={currency} />
          </a>
        </dd>
        <dd class="small mute">{t('work.onItsWayText')}</dd>
      </KeyFigure>
      <KeyFigure term={t('work.gifts')}>
        <dd class="n">
          <a href={figure('donations')}>
            <LiveNumber name="gifts" value={total.gifts} language={language} />
          </a>
        </dd>
        {view.giftsToday === null ? null : (
          <dd class="small mute" data-live-region="today">
            <a href={figure('donations', { paidFrom: dayInBelgium(total.asOf) })}>
              {t('work.giftsToday', { count: view.giftsToday })}
            </a>
          </dd>
        )}
      </KeyFigure>
      <KeyFigure term={t('work.donors')}>
        <dd class="n">
          <a href={figure('donors')}>
            <LiveNumber name="donors" value={total.donors} language={language} />
          </a>
        </dd>
      </KeyFigure>
      <KeyFigure term={t('work.walkers')}>
        <dd class="n">
          <a href={figure('walkers')}>
            <LiveNumber name="walkers" value={total.walkers} language={language} />
          </a>
        </dd>
        <dd class="small mute" data-live-region="groups-of-walkers">
          {PARTICIPATION_GROUPS.map((group, index) => (
            <Fragment key={group}>
              {index === 0 ? null : ' · '}
              <a href={figure('walkers', { group })}>
                {formatNumber(language, total.walkersByGroup[group])} {groupName(language, group)}
              </a>
            </Fragment>
          ))}
        </dd>
        <dd class="small mute" data-live-region="teams">
          <a href={figure('teams')}>{t('count.teams', { count: total.teams })}</a>
        </dd>
        {view.freePlaces === null ? null : (
          <dd class="small mute" data-live-region="free-places">
            {t('work.freePlaces', { count: view.freePlaces })}
          </dd>
        )}
      </KeyFigure>
      <KeyFigure term={t('work.forPerson')}>
        <dd class="n" data-live-region="for-person">
          <a href="#attention" class={waiting > 0 ? 'num alarm' : 'num'}>
            {formatNumber(language, waiting)}
          </a>
        </dd>
      </KeyFigure>
    </dl>
  );
}

interface KeyFigureProps {
  readonly term: string;
  readonly first?: boolean;
  readonly children: ComponentChildren;
}

function KeyFigure({ term, first, children }: KeyFigureProps): VNode {
  return (
    <div class={first === true ? 'card first' : 'card'}>
      <dt>{term}</dt>
      {children}
    </div>
  );
}
