import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import {
  type Leader,
  LEADERBOARD_ORDERS,
  LEADERBOARD_SUBJECTS,
  type LeaderboardOrder,
  type LeaderboardSubject,
} from '../../../leaderboards/index.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, teamPath, under, walkerPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface LeaderboardView {
  readonly edition: Edition;
  readonly subject: LeaderboardSubject;
  readonly order: LeaderboardOrder;
  readonly leaders: readonly Leader[];
}

/** Who is ahead: teams and walkers, by what they raised, by donors, and by what a walker raised on average. */
export function renderLeaderboardPage(view: LeaderboardView, context: PageContext): string {
  const { edition, subject, order, leaders } = view;
  const { language } = context;
  const t = translatorOf(language);
  const orders = LEADERBOARD_ORDERS.filter((it) => subject === 'teams' || it !== 'per-walker');
  return renderPage(
    <Layout context={context} title={t('leaders.title')}>
      <div class="wrap column">
        <h1>{t('leaders.title')}</h1>
        <Choices
          label={t('leaders.of')}
          choices={LEADERBOARD_SUBJECTS.map((it) => ({
            text: t(`leaders.of.${it}`),
            href: under(context, `/leaderboard?of=${it}&by=${order}`),
            current: it === subject,
          }))}
        />
        <Choices
          label={t('leaders.by')}
          choices={orders.map((it) => ({
            text: t(`leaders.by.${it}`),
            href: under(context, `/leaderboard?of=${subject}&by=${it}`),
            current: it === order,
          }))}
        />
        {leaders.length === 0 ? (
          <p class="hollow">{t('leaders.none')}</p>
        ) : (
          <ol class="leaders">
            {leaders.map((leader) => (
              <li key={leader.slug}>
                <span class="rank num" aria-hidden="true">
                  {leader.rank}
                </span>
                <a href={subject === 'teams' ? teamPath(context, leader.slug) : walkerPath(context, leader.slug)}>
                  <bdi>{leader.name}</bdi>
                </a>
                <span class="num">
                  <b>{figureOf(leader, view, context)}</b>
                  {order === 'raised' ? null : (
                    <span class="small mute"> {formatMoney(language, leader.raisedMinor, edition.currency)}</span>
                  )}
                </span>
              </li>
            ))}
          </ol>
        )}
      </div>
    </Layout>,
  );
}

function figureOf(leader: Leader, { edition, order }: LeaderboardView, { language }: PageContext): string {
  const t = translatorOf(language);
  switch (order) {
    case 'raised':
      return formatMoney(language, leader.raisedMinor, edition.currency);
    case 'donors':
      return t('leaders.donors', { count: leader.donors });
    case 'per-walker':
      return t('leaders.perWalker', { amount: formatMoney(language, leader.perWalkerMinor, edition.currency) });
  }
}

interface ChoicesProps {
  readonly label: string;
  readonly choices: readonly { readonly text: string; readonly href: string; readonly current: boolean }[];
}

function Choices({ label, choices }: ChoicesProps): VNode {
  return (
    <nav aria-label={label}>
      <ul class="ways">
        {choices.map(({ text, href, current }) => (
          <li key={href}>
            <a href={href} aria-current={current ? 'true' : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
