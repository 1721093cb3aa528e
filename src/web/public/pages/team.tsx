import type { VNode } from 'preact';
import { type Edition, type ParticipationGroup, registrationState, givingState } from '../../../domain/edition.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { GiftList, type PublicGiftView } from '../../shared/components/gift-list.js';
import { Banner, headingClass, type Photo } from '../../shared/components/portrait.js';
import { groupName, SummaryRow } from '../../shared/components/summary-rows.js';
import { Layout } from '../../shared/layout.js';
import { liveSource } from '../../shared/live-source.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under, walkerPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import type { PageTotalView } from '../../shared/total-views.js';
import { GiveCard, ShareLink, Story } from './page-parts.js';

/** A member as the team's page shows them; public names only. */
export interface TeamMemberView {
  readonly slug: string;
  readonly name: string;
  readonly captain: boolean;
  readonly raisedMinor: number;
  /** What the walker committed to raise. */
  readonly minimumMinor: number;
}

export interface TeamPageView {
  readonly edition: Edition;
  readonly now: Date;
  readonly team: {
    readonly slug: string;
    readonly name: string;
    readonly story: string;
    readonly walkers: number;
    readonly goalMinor: number;
    readonly participationGroup: ParticipationGroup;
    readonly members: readonly TeamMemberView[];
  };
  readonly photo: Photo | null;
  readonly total: PageTotalView;
  readonly latestGifts: readonly PublicGiftView[];
}

/** A team's fundraising page. */
export function renderTeamPage(view: TeamPageView, context: PageContext): string {
  const { edition, team, total } = view;
  const { language } = context;
  const t = translatorOf(language);
  const target = { kind: 'team', slug: team.slug, name: team.name } as const;
  const captain = team.members.find((member) => member.captain);
  const meta = [
    t('count.walkers', { count: team.walkers }),
    groupName(language, team.participationGroup),
    ...(captain === undefined ? [] : [t('team.captainIs', { name: captain.name })]),
  ];
  return renderPage(
    <Layout
      context={context}
      title={team.name}
      description={team.story === '' ? t('team.noStory') : team.story.slice(0, 200)}
      live={liveSource(context, target, total, edition.currency, team.goalMinor)}
    >
      <div class="wrap page">
        <div class="page-head">
          <Banner name={team.name} seed={team.slug} photo={view.photo} />
          <h1 class={headingClass(team.name)} dir="auto">
            {team.name}
          </h1>
          <p class="mute">{meta.join(' · ')}</p>
          <Story text={team.story} without={t('team.noStory')} />
        </div>
        <GiveCard
          context={context}
          edition={edition}
          now={view.now}
          target={target}
          total={total}
          goalMinor={team.goalMinor}
        />
        <div class="page-body">
          <section aria-labelledby="members">
            <h2 id="members">{t('team.members')}</h2>
            <Members view={view} context={context} />
            {registrationState(edition, view.now) === 'open' ? (
              <p>
                <a class="onward" href={`${under(context, '/register')}?team=${encodeURIComponent(team.slug)}`}>
                  {t('team.join')}
                </a>
              </p>
            ) : null}
          </section>
          <section aria-labelledby="latest">
            <h2 id="latest">{t('gifts.title')}</h2>
            <div data-live-region="gifts">
              <GiftList
                context={context}
                currency={edition.currency}
                gifts={view.latestGifts}
                open={givingState(edition, view.now) === 'open'}
                showTarget={(gift) => gift.target.kind === 'walker'}
              />
            </div>
          </section>
          <ShareLink context={context} target={target} title={t('page.share')} />
        </div>
      </div>
    </Layout>,
  );
}

function Members({
  view: { edition, team },
  context,
}: {
  readonly view: TeamPageView;
  readonly context: PageContext;
}): VNode {
  const { language } = context;
  const t = translatorOf(language);
  if (team.members.length === 0) return <p class="hollow">{t('team.noMembers')}</p>;
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency);
  return (
    <div data-live-region="members">
      <ul class="rows">
        {team.members.map((member) => {
          const short = member.minimumMinor - member.raisedMinor;
          const minimum = money(member.minimumMinor);
          const meta = [
            ...(member.captain ? [t('team.captain')] : []),
            short > 0 ? t('team.stillTo', { amount: money(short), minimum }) : t('team.reached', { minimum }),
          ];
          return (
            <SummaryRow
              key={member.slug}
              context={context}
              currency={edition.currency}
              href={walkerPath(context, member.slug)}
              seed={member.slug}
              name={member.name}
              meta={meta.join(' · ')}
              raisedMinor={member.raisedMinor}
              goalMinor={member.minimumMinor}
            />
          );
        })}
      </ul>
    </div>
  );
}
