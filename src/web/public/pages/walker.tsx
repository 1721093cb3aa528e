import type { VNode } from 'preact';
import { type Edition, type ParticipationGroup, givingState } from '../../../domain/edition.js';
import { GiftList, type PublicGiftView } from '../../shared/components/gift-list.js';
import { Banner, headingClass, type Photo } from '../../shared/components/portrait.js';
import { groupName } from '../../shared/components/summary-rows.js';
import { Layout } from '../../shared/layout.js';
import { liveSource } from '../../shared/live-source.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, teamPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import type { PageTotalView } from '../../shared/total-views.js';
import { GiveCard, ShareLink, Story } from './page-parts.js';

export interface WalkerPageView {
  readonly edition: Edition;
  readonly now: Date;
  readonly walker: {
    readonly slug: string;
    readonly name: string;
    readonly story: string;
    readonly goalMinor: number;
    readonly distanceKm: number | null;
    readonly participationGroup: ParticipationGroup;
    readonly team: { readonly slug: string; readonly name: string } | null;
  };
  readonly photo: Photo | null;
  readonly total: PageTotalView;
  readonly latestGifts: readonly PublicGiftView[];
}

/** A walker's fundraising page. */
export function renderWalkerPage(view: WalkerPageView, context: PageContext): string {
  const { edition, walker, total } = view;
  const { language } = context;
  const t = translatorOf(language);
  const target = { kind: 'walker', slug: walker.slug, name: walker.name } as const;
  return renderPage(
    <Layout
      context={context}
      title={walker.name}
      description={walker.story === '' ? t('walker.noStory', { name: walker.name }) : walker.story.slice(0, 200)}
      live={liveSource(context, target, total, edition.currency, walker.goalMinor)}
    >
      <div class="wrap page">
        <div class="page-head">
          <Banner name={walker.name} seed={walker.slug} photo={view.photo} />
          <h1 class={headingClass(walker.name)} dir="auto">
            {walker.name}
          </h1>
          <p class="mute">
            <Meta view={view} context={context} />
          </p>
          <Story text={walker.story} without={t('walker.noStory', { name: walker.name })} />
        </div>
        <GiveCard
          context={context}
          edition={edition}
          now={view.now}
          target={target}
          total={total}
          goalMinor={walker.goalMinor}
        />
        <div class="page-body">
          <section aria-labelledby="latest">
            <h2 id="latest">{t('gifts.title')}</h2>
            <div data-live-region="gifts">
              <GiftList
                context={context}
                currency={edition.currency}
                gifts={view.latestGifts}
                open={givingState(edition, view.now) === 'open'}
                showTarget={() => false}
              />
            </div>
          </section>
          <ShareLink context={context} target={target} title={t('page.share')} />
        </div>
      </div>
    </Layout>,
  );
}

function Meta({ view: { walker }, context }: { readonly view: WalkerPageView; readonly context: PageContext }): VNode {
  const t = translatorOf(context.language);
  const { team } = walker;
  return (
    <>
      {team === null
        ? t('walker.alone')
        : t.rich<VNode>('walker.withLink', {
            team: team.name,
            a: (name) => (
              <a href={teamPath(context, team.slug)}>
                <bdi>{name}</bdi>
              </a>
            ),
          })}
      {walker.distanceKm === null ? '' : ` · ${t('distance', { km: walker.distanceKm })}`}
      {` · ${groupName(context.language, walker.participationGroup)}`}
    </>
  );
}
