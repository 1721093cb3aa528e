import type { VNode } from 'preact';
import { type Edition, givingState, PARTICIPATION_GROUPS, registrationState } from '../../../domain/edition.js';
import { formatDay, formatMoney, formatNumber, formatPercent, formatWeekday } from '../../../platform/i18n/index.js';
import { type MilestoneView, stonesOf } from '../../shared/components/badges.js';
import { GiftList, type PublicGiftView } from '../../shared/components/gift-list.js';
import { figureSize, LiveMark, LiveMoney, LiveNumber, LivePercent } from '../../shared/components/live-figures.js';
import { MatchLines, type MatchView } from '../../shared/components/match-lines.js';
import { Route } from '../../shared/components/route.js';
import { SearchForm } from '../../shared/components/search-form.js';
import { groupName, TeamRows, type TeamRowView } from '../../shared/components/summary-rows.js';
import { Layout } from '../../shared/layout.js';
import { liveSource } from '../../shared/live-source.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { picturePath, pictureRevision } from '../../shared/share-picture.js';
import { renderPage } from '../../shared/render-page.js';
import type { EditionTotalView } from '../../shared/total-views.js';

export interface EditionHomeView {
  readonly edition: Edition;
  readonly now: Date;
  readonly total: EditionTotalView;
  /** The teams that raised most, most first; a handful. */
  readonly topTeams: readonly TeamRowView[];
  /** Newest first; a handful. */
  readonly latestGifts: readonly PublicGiftView[];
  /** Those of the edition as a whole; its road has a stone at each that is an amount. */
  readonly milestones?: readonly MilestoneView[];
  /** What sponsors add to every gift now. */
  readonly matches?: readonly MatchView[];
}

/** The front page of an edition: the live total on its road, and the two things one can do. */
export function renderEditionHomePage(view: EditionHomeView, context: PageContext): string {
  const { edition, total } = view;
  const { language } = context;
  const live = liveSource(context, { kind: 'edition' }, total, edition.currency, edition.goalMinor);
  const t = translatorOf(language);
  return renderPage(
    <Layout
      context={context}
      title={edition.title[language]}
      description={`${formatWeekday(language, edition.walkOn)} · ${edition.place[language]}. ${t('layout.about')}`}
      live={live}
      picture={picturePath(context, { kind: 'edition' }, pictureRevision(total.revision, null))}
      bodyClass="home"
    >
      <Hero view={view} context={context} />
      <Facts view={view} context={context} />
      <section class="band wrap halves" aria-labelledby="whom">
        <div>
          <h2 id="whom">{t('home.whom')}</h2>
          <SearchForm context={context} />
          <h3 class="apart">{t('home.top')}</h3>
          <div data-live-region="teams">
            {view.topTeams.length === 0 ? (
              <p class="hollow">{t('home.noTeams')}</p>
            ) : (
              <>
                <TeamRows context={context} currency={edition.currency} rows={view.topTeams} />
                <p class="onwards">
                  <a class="onward" href={under(context, '/teams')}>
                    {t('home.allTeams', { count: total.teams })}
                  </a>
                  <a class="onward" href={under(context, '/leaderboard')}>
                    {t('leaders.title')}
                  </a>
                </p>
              </>
            )}
          </div>
        </div>
        <div>
          <MatchLines language={language} currency={edition.currency} matches={view.matches ?? []} />
          <h2>{t('home.latest')}</h2>
          <div data-live-region="gifts">
            <GiftList
              context={context}
              currency={edition.currency}
              gifts={view.latestGifts}
              open={givingState(edition, view.now) === 'open'}
              showTarget={() => true}
            />
          </div>
        </div>
      </section>
      <How edition={edition} context={context} />
    </Layout>,
  );
}

interface PartProps {
  readonly view: EditionHomeView;
  readonly context: PageContext;
}

function Hero({ view, context }: PartProps): VNode {
  const { edition, total } = view;
  const { language } = context;
  const { currency, goalMinor } = edition;
  const milestonesMinor = [...edition.milestonesMinor, ...stonesOf(view.milestones ?? [])];
  const t = translatorOf(language);
  const amounts = { raisedMinor: total.raisedMinor, goalMinor, milestonesMinor };
  return (
    <section class="hero">
      <div class="wrap">
        <div class="marks">
          <LiveMark asOf={total.asOf} language={language} />
          <p class="eyebrow">
            {formatWeekday(language, edition.walkOn)} · {edition.place[language]}
          </p>
        </div>
        <h1 class="unseen">{edition.title[language]}</h1>
        <p class="figure" data-size={figureSize(formatMoney(language, total.raisedMinor, currency))}>
          <LiveMoney name="raised" amountMinor={total.raisedMinor} language={language} currency={currency} />
        </p>
        <p class="lead">
          {total.raisedMinor <= 0
            ? t('home.leadZero')
            : t.rich<VNode>('home.leadToGoal', {
                percent: formatPercent(language, total.raisedMinor / Math.max(1, goalMinor)),
                b: () => <LivePercent share={total.raisedMinor / Math.max(1, goalMinor)} language={language} />,
              })}
        </p>
        <Actions view={view} context={context} />
      </div>
      <div class="wrap roads">
        <Route form="broad" amounts={amounts} language={language} currency={currency} seed={null} />
        <Route form="narrow" amounts={amounts} language={language} currency={currency} seed={null} />
      </div>
    </section>
  );
}

function Actions({ view: { edition, now }, context }: PartProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const giving = givingState(edition, now);
  const registration = registrationState(edition, now);
  return (
    <div class="actions">
      {giving === 'open' ? (
        <a class="btn go" href={under(context, '/teams')}>
          {t('home.support')}
        </a>
      ) : null}
      {registration === 'open' ? (
        <a class={giving === 'open' ? 'btn line' : 'btn go'} href={under(context, '/register')}>
          {t('home.walkAlong')}
        </a>
      ) : null}
      {giving === 'open' ? (
        <a class="onward" href={under(context, '/give')}>
          {t('home.giveAll')}
        </a>
      ) : null}
      {giving === 'not-yet' ? (
        <p class="notice">{t('home.givingNotYet', { day: formatDay(language, edition.givingOpensAt) })}</p>
      ) : null}
      {giving === 'over' ? <p class="notice">{t('home.givingOver')}</p> : null}
      {registration === 'not-yet' ? (
        <p class="notice">{t('home.registrationNotYet', { day: formatDay(language, edition.registrationOpensAt) })}</p>
      ) : null}
      {registration === 'over' && giving === 'open' ? (
        <p class="notice">{t('home.registrationOver', { day: formatDay(language, edition.givingClosesAt) })}</p>
      ) : null}
    </div>
  );
}

function Facts({ view: { edition, total }, context }: PartProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  return (
    <section class="wrap" aria-label={edition.title[language]}>
      <dl class="facts">
        <div>
          <dt>{t('home.factWalkers')}</dt>
          <dd>
            <LiveNumber name="walkers" value={total.walkers} language={language} />
          </dd>
        </div>
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
        {PARTICIPATION_GROUPS.map((group) => (
          <div key={group}>
            <dt>{groupName(language, group)}</dt>
            <dd>{formatNumber(language, total.walkersByGroup[group])}</dd>
          </div>
        ))}
        <div hidden={total.onItsWayMinor <= 0} data-live-shown="onItsWay">
          <dt>{t('home.factOnItsWay')}</dt>
          <dd>
            <LiveMoney
              name="onItsWay"
              amountMinor={total.onItsWayMinor}
              language={language}
              currency={edition.currency}
            />
          </dd>
        </div>
      </dl>
    </section>
  );
}

function How({ edition, context }: { readonly edition: Edition; readonly context: PageContext }): VNode {
  const t = translatorOf(context.language);
  const place = edition.place[context.language];
  return (
    <section class="how" aria-labelledby="how">
      <div class="wrap">
        <h2 id="how">{t('home.how')}</h2>
        <ol class="steps columns-3">
          <li>
            <h3>{t('home.how1')}</h3>
            <p>{t('home.how1Text', { place })}</p>
          </li>
          <li>
            <h3>{t('home.how2')}</h3>
            <p>{t('home.how2Text')}</p>
          </li>
          <li>
            <h3>{t('home.how3')}</h3>
            <p>{t('home.how3Text')}</p>
          </li>
        </ol>
      </div>
    </section>
  );
}
