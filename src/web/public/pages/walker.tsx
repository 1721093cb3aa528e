import type { VNode } from 'preact';
import type { ParticipationGroup } from '../../../domain/edition.js';
import { groupName } from '../../shared/components/summary-rows.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, teamPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { FundraisingPage, type FundraisingPageView } from './fundraising-page.js';

export interface WalkerPageView extends FundraisingPageView {
  readonly walker: {
    readonly slug: string;
    readonly name: string;
    readonly story: string;
    readonly goalMinor: number;
    readonly distanceKm: number | null;
    readonly participationGroup: ParticipationGroup;
    readonly team: { readonly slug: string; readonly name: string } | null;
    /** Found by its link alone: kept out of search engines too. */
    readonly unlisted?: boolean;
  };
}

/** A walker's fundraising page. */
export function renderWalkerPage(view: WalkerPageView, context: PageContext): string {
  const { walker } = view;
  return renderPage(
    <FundraisingPage
      context={context}
      view={view}
      target={{ kind: 'walker', slug: walker.slug, name: walker.name }}
      goalMinor={walker.goalMinor}
      story={walker.story}
      withoutStory={translatorOf(context.language)('walker.noStory', { name: walker.name })}
      meta={<Meta view={view} context={context} />}
      unlisted={walker.unlisted ?? false}
      showTarget={() => false}
    />,
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
