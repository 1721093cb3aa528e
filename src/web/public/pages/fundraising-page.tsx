import type { ComponentChildren, VNode } from 'preact';
import { type Edition, givingState } from '../../../domain/edition.js';
import { Badges, type MilestoneView, stonesOf } from '../../shared/components/badges.js';
import { GiftList, type PublicGiftView } from '../../shared/components/gift-list.js';
import { MatchLines, type MatchView } from '../../shared/components/match-lines.js';
import { Banner, headingClass, type Photo } from '../../shared/components/portrait.js';
import { Layout } from '../../shared/layout.js';
import { liveSource } from '../../shared/live-source.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext, Target } from '../../shared/page-context.js';
import { picturePath, pictureRevision, renditionOf } from '../../shared/share-picture.js';
import type { PageTotalView } from '../../shared/total-views.js';
import { GiveCard, ShareLink, Story } from './page-parts.js';
import { PageUpdates, type PageUpdateView } from './page-updates.js';

/** What the pages of a team and of a walker have in common. */
export interface FundraisingPageView {
  readonly edition: Edition;
  readonly now: Date;
  readonly photo: Photo | null;
  readonly total: PageTotalView;
  readonly latestGifts: readonly PublicGiftView[];
  /** Newest first. */
  readonly updates?: readonly PageUpdateView[];
  /** Those of this kind of page, reached or not; none where the edition has none. */
  readonly milestones?: readonly MilestoneView[];
  /** What sponsors add to a gift that is given here now. */
  readonly matches?: readonly MatchView[];
}

interface FundraisingPageProps {
  readonly context: PageContext;
  readonly view: FundraisingPageView;
  readonly target: Extract<Target, { readonly name: string }>;
  readonly goalMinor: number;
  readonly story: string;
  /** What stands where no story is yet. */
  readonly withoutStory: string;
  /** What stands under the name. */
  readonly meta: ComponentChildren;
  /** Found by its link alone. */
  readonly unlisted?: boolean;
  /** Whether a gift of the list says whom it is for. */
  readonly showTarget: (gift: PublicGiftView) => boolean;
  /** What only this kind of page has, above the gifts. */
  readonly children?: ComponentChildren;
}

/** A fundraising page: the face and the words, the card to give, and who gave. */
export function FundraisingPage({ context, view, target, goalMinor, story, ...props }: FundraisingPageProps): VNode {
  const { edition, now, total } = view;
  const t = translatorOf(context.language);
  return (
    <Layout
      context={context}
      title={target.name}
      description={story === '' ? props.withoutStory : story.slice(0, 200)}
      live={liveSource(context, target, total, edition.currency, goalMinor)}
      picture={picturePath(context, target, pictureRevision(total.revision, renditionOf(view.photo)))}
      unlisted={props.unlisted ?? false}
    >
      <div class="wrap page">
        <div class="page-head">
          <Banner name={target.name} seed={target.slug} photo={view.photo} />
          <h1 class={headingClass(target.name)} dir="auto">
            {target.name}
          </h1>
          <p class="mute">{props.meta}</p>
          <Badges language={context.language} milestones={view.milestones ?? []} />
          <MatchLines language={context.language} currency={edition.currency} matches={view.matches ?? []} />
          <Story text={story} without={props.withoutStory} />
        </div>
        <GiveCard
          context={context}
          edition={edition}
          now={now}
          target={target}
          total={total}
          goalMinor={goalMinor}
          stonesMinor={stonesOf(view.milestones ?? [])}
        />
        <div class="page-body">
          <PageUpdates language={context.language} updates={view.updates ?? []} />
          {props.children}
          <section aria-labelledby="latest">
            <h2 id="latest">{t('gifts.title')}</h2>
            <div data-live-region="gifts">
              <GiftList
                context={context}
                currency={edition.currency}
                gifts={view.latestGifts}
                open={givingState(edition, now) === 'open'}
                showTarget={props.showTarget}
              />
            </div>
          </section>
          <ShareLink context={context} target={target} title={t('page.share')} />
        </div>
      </div>
    </Layout>
  );
}
