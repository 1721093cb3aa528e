import type { VNode } from 'preact';
import { type Edition, PARTICIPATION_GROUPS } from '../../../domain/edition.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { assetPath } from '../../shared/assets/asset-files.js';
import { Badges, type MilestoneView, stonesOf } from '../../shared/components/badges.js';
import { GiftList, type PublicGiftView } from '../../shared/components/gift-list.js';
import { LiveMark, LiveMoney, LiveNumber, LivePercent } from '../../shared/components/live-figures.js';
import { Route } from '../../shared/components/route.js';
import { groupName } from '../../shared/components/summary-rows.js';
import { Head, liveAttributes } from '../../shared/layout.js';
import { liveSource } from '../../shared/live-source.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import type { EditionTotalView } from '../../shared/total-views.js';

export interface ScreenView {
  readonly edition: Edition;
  readonly total: EditionTotalView;
  readonly topTeams: readonly { readonly slug: string; readonly name: string; readonly raisedMinor: number }[];
  readonly latestGifts: readonly PublicGiftView[];
  readonly milestones: readonly MilestoneView[];
}

interface PartProps {
  readonly view: ScreenView;
  readonly context: PageContext;
}

/** Lists are read anew so long after the total has moved, give or take a half, so that many screens do not ask at once; ms. */
const REFRESH_MS = 4_000;

/**
 * The big screen: readable at twenty metres, dark. The total moves as it is told; the lists follow. Without a connection
 * everything stays as it was last known, with the time of that.
 */
export function renderScreenPage(view: ScreenView, context: PageContext): string {
  const { edition, total } = view;
  const { language } = context;
  const { currency, goalMinor } = edition;
  const t = translatorOf(language);
  const live = liveSource(context, { kind: 'edition' }, total, currency, goalMinor);
  return renderPage(
    <html lang={language}>
      <Head
        context={context}
        title={edition.title[language]}
        description={edition.title[language]}
        unlisted
        askAgain={false}
        styleSheets={[assetPath('screen.css')]}
      />
      <body class="screen">
        <main id="main" {...liveAttributes(context, live)} data-refresh={String(REFRESH_MS)}>
          <header>
            <h1>{edition.title[language]}</h1>
            <LiveMark asOf={total.asOf} language={language} />
          </header>
          <p class="total">
            <LiveMoney name="raised" amountMinor={total.raisedMinor} language={language} currency={currency} />
          </p>
          <p class="goal">
            <b>
              <LivePercent share={total.raisedMinor / Math.max(1, goalMinor)} language={language} />
            </b>{' '}
            {t('screen.ofGoal', { goal: formatMoney(language, goalMinor, currency) })}
          </p>
          <Route
            form="broad"
            amounts={{
              raisedMinor: total.raisedMinor,
              goalMinor,
              milestonesMinor: [...edition.milestonesMinor, ...stonesOf(view.milestones)],
            }}
            language={language}
            currency={currency}
            seed={null}
          />
          <Badges language={language} milestones={view.milestones} />
          <div class="thirds">
            <People view={view} context={context} />
            <TopTeams view={view} context={context} />
            <section aria-labelledby="latest" data-live-region="latest">
              <h2 id="latest">{t('home.latest')}</h2>
              <GiftList
                context={context}
                currency={currency}
                gifts={view.latestGifts}
                open
                showTarget={({ target }) => target.kind !== 'edition'}
              />
            </section>
          </div>
        </main>
        <p class="unseen" aria-live="polite" data-live-announce={t('live.announce', { amount: '{amount}' })} />
      </body>
    </html>,
  );
}

function People({ view: { edition, total }, context: { language } }: PartProps): VNode {
  const t = translatorOf(language);
  return (
    <section aria-label={edition.title[language]} data-live-region="people">
      <dl>
        {PARTICIPATION_GROUPS.map((group) => (
          <div class="group" key={group}>
            <dt>{groupName(language, group)}</dt>
            <dd class="num">{formatMoney(language, total.raisedByGroup[group], edition.currency)}</dd>
            <dd class="of">{t('screen.walkers', { count: total.walkersByGroup[group] })}</dd>
          </div>
        ))}
        <div>
          <dt>{t('home.factTeams')}</dt>
          <dd>
            <LiveNumber name="teams" value={total.teams} language={language} />
          </dd>
        </div>
        <div>
          <dt>{t('home.factDonors')}</dt>
          <dd>
            <LiveNumber name="donors" value={total.donors} language={language} />
          </dd>
        </div>
      </dl>
    </section>
  );
}

function TopTeams({ view: { edition, topTeams }, context: { language } }: PartProps): VNode {
  const t = translatorOf(language);
  return (
    <section aria-labelledby="top" data-live-region="top">
      <h2 id="top">{t('leaders.title')}</h2>
      <ol class="ahead">
        {topTeams.map(({ slug, name, raisedMinor }) => (
          <li key={slug}>
            <bdi>{name}</bdi>
            <span class="num">{formatMoney(language, raisedMinor, edition.currency)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
