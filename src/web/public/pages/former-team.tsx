import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import { formatDay, formatMoney } from '../../../platform/i18n/index.js';
import { GiftList, type PublicGiftView } from '../../shared/components/gift-list.js';
import { MemberPages } from '../../shared/components/member-pages.js';
import { Avatar, Banner, headingClass, type Photo } from '../../shared/components/portrait.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, teamPath, under, walkerPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import type { PageTotalView } from '../../shared/total-views.js';
import { Story } from './page-parts.js';

interface NamedView {
  readonly slug: string;
  readonly name: string;
}

export interface FormerTeamPageView {
  readonly edition: Edition;
  readonly team: NamedView & {
    readonly story: string;
    readonly endedAt: Date;
    /** The team that all of them went to; `null`: none. */
    readonly mergedInto: NamedView | null;
    /** A page of those who were in it at its end, and with whom they walk today. */
    readonly walkers: readonly (NamedView & { readonly team: NamedView | null })[];
    readonly walkersBefore: number;
    readonly moreWalkers: boolean;
  };
  readonly photo: Photo | null;
  readonly total: PageTotalView;
  readonly latestGifts: readonly PublicGiftView[];
}

/** The page of a team that is no more: where everybody went, and what was given to it, which stays where it is. */
export function renderFormerTeamPage(view: FormerTeamPageView, context: PageContext): string {
  const { edition, team, total } = view;
  const { language } = context;
  const t = translatorOf(language);
  const day = formatDay(language, team.endedAt);
  return renderPage(
    <Layout context={context} title={team.name} unlisted>
      <div class="wrap column former">
        <Banner name={team.name} seed={team.slug} photo={view.photo} />
        <h1 class={headingClass(team.name)} dir="auto">
          {team.name}
        </h1>
        <p class="lead">
          {team.mergedInto === null
            ? t('formerTeam.dissolved', { team: team.name, day })
            : t.rich<VNode>('formerTeam.merged', {
                team: team.name,
                day,
                into: team.mergedInto.name,
                a: linkTo(teamPath(context, team.mergedInto.slug)),
              })}
        </p>
        <p class="notice">
          {total.gifts === 0 && total.raisedMinor === 0
            ? t('formerTeam.noGifts')
            : t('formerTeam.gifts', {
                count: total.gifts,
                amount: formatMoney(language, total.raisedMinor, edition.currency),
              })}
          {total.onItsWayMinor > 0
            ? ` ${t('onItsWay', { amount: formatMoney(language, total.onItsWayMinor, edition.currency) })}.`
            : ''}
        </p>
        {team.story === '' ? null : <Story text={team.story} without="" />}
        <Walkers view={view} context={context} />
        <section aria-labelledby="latest">
          <h2 id="latest">{t('gifts.title')}</h2>
          <GiftList
            context={context}
            currency={edition.currency}
            gifts={view.latestGifts}
            open={false}
            showTarget={(gift) => gift.target.kind === 'walker'}
          />
        </section>
        <p>
          <a class="onward" href={under(context, '/teams')}>
            {t('formerTeam.others')}
          </a>
        </p>
      </div>
    </Layout>,
  );
}

/** Where everybody went, each with a way to their own page. */
function Walkers({ view: { team }, context }: { readonly view: FormerTeamPageView; readonly context: PageContext }) {
  const t = translatorOf(context.language);
  return (
    <section aria-labelledby="walkers">
      <h2 id="walkers">{t('formerTeam.walkers')}</h2>
      {team.walkers.length === 0 ? (
        <p class="hollow">{t('formerTeam.nobody')}</p>
      ) : (
        <ul class="rows">
          {team.walkers.map((walker) => (
            <li key={walker.slug}>
              <Avatar name={walker.name} seed={walker.slug} />
              <div class="about">
                <a href={walkerPath(context, walker.slug)} dir="auto">
                  {walker.name}
                </a>
                <p class="small mute">
                  {walker.team === null
                    ? t('walker.alone')
                    : t.rich<VNode>('walker.withLink', {
                        team: walker.team.name,
                        a: linkTo(teamPath(context, walker.team.slug)),
                      })}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
      <MemberPages
        language={context.language}
        base={teamPath(context, team.slug)}
        hash="walkers"
        page={team.walkersBefore + 1}
        more={team.moreWalkers}
      />
    </section>
  );
}

function linkTo(href: string): (name: VNode | string | readonly (VNode | string)[]) => VNode {
  return (name) => (
    <a href={href}>
      <bdi>{name}</bdi>
    </a>
  );
}
