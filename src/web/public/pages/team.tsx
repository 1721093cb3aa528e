import type { VNode } from 'preact';
import { type ParticipationGroup, registrationState } from '../../../domain/edition.js';
import { logoPath } from '../../../photos/index.js';
import { formatMoney, formatTime } from '../../../platform/i18n/index.js';
import { MemberPages } from '../../shared/components/member-pages.js';
import { groupName, SummaryRow } from '../../shared/components/summary-rows.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, teamPath, under, walkerPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { Paragraphs } from './page-parts.js';
import { FundraisingPage, type FundraisingPageView } from './fundraising-page.js';

/** A member as the team's page shows them; public names only. */
export interface TeamMemberView {
  readonly slug: string;
  readonly name: string;
  readonly captain: boolean;
  readonly raisedMinor: number;
  /** What the walker committed to raise. */
  readonly minimumMinor: number;
}

export interface TeamPageView extends FundraisingPageView {
  readonly team: {
    readonly slug: string;
    readonly name: string;
    readonly story: string;
    readonly walkers: number;
    readonly goalMinor: number;
    readonly participationGroup: ParticipationGroup;
    readonly members: readonly TeamMemberView[];
    /** Pages of members before this one; `undefined`: none. */
    readonly membersBefore?: number;
    readonly moreMembers?: boolean;
    readonly routeDescription?: string;
    readonly startsAt?: Date | null;
    /** Who stands behind the team; sizes of the logo in pixels. */
    readonly sponsor?: {
      readonly name: string;
      readonly logo: string;
      readonly width: number;
      readonly height: number;
    } | null;
  };
}

/** A team's fundraising page. */
export function renderTeamPage(view: TeamPageView, context: PageContext): string {
  const { edition, team } = view;
  const { language } = context;
  const t = translatorOf(language);
  const captain = team.members.find((member) => member.captain);
  const meta = [
    t('count.walkers', { count: team.walkers }),
    groupName(language, team.participationGroup),
    ...(captain === undefined ? [] : [t('team.captainIs', { name: captain.name })]),
    ...(team.startsAt == null ? [] : [t('team.startsAt', { time: formatTime(language, team.startsAt) })]),
  ];
  return renderPage(
    <FundraisingPage
      context={context}
      view={view}
      target={{ kind: 'team', slug: team.slug, name: team.name }}
      goalMinor={team.goalMinor}
      story={team.story}
      withoutStory={t('team.noStory')}
      meta={meta.join(' · ')}
      showTarget={(gift) => gift.target.kind === 'walker'}
    >
      {team.routeDescription === undefined || team.routeDescription === '' ? null : (
        <section aria-labelledby="team-route">
          <h2 id="team-route">{t('team.route')}</h2>
          <Paragraphs text={team.routeDescription} />
        </section>
      )}
      {team.sponsor == null ? null : (
        <section aria-labelledby="sponsor">
          <h2 id="sponsor">{t('team.sponsor')}</h2>
          <p class="sponsor">
            <img
              src={logoPath(team.sponsor.logo)}
              width={team.sponsor.width}
              height={team.sponsor.height}
              loading="lazy"
              alt={team.sponsor.name}
            />
          </p>
        </section>
      )}
      <section aria-labelledby="members">
        <h2 id="members">{t('team.members')}</h2>
        <Members view={view} context={context} />
        <MemberPages
          language={language}
          base={teamPath(context, team.slug)}
          hash="members"
          page={(team.membersBefore ?? 0) + 1}
          more={team.moreMembers ?? false}
        />
        {registrationState(edition, view.now) === 'open' ? (
          <p class="actions">
            <a class="onward" href={`${under(context, '/register')}?team=${encodeURIComponent(team.slug)}`}>
              {t('team.join')}
            </a>
            <a class="small" href={under(context, `/my/join/${encodeURIComponent(team.slug)}`)}>
              {t('joinTeam.registered')}
            </a>
          </p>
        ) : null}
      </section>
    </FundraisingPage>,
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
