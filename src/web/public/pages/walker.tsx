import type { VNode } from 'preact';
import type { ParticipationGroup } from '../../../domain/edition.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { groupName } from '../../shared/components/summary-rows.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, teamPath, walkerPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { FundraisingPage, type FundraisingPageView } from './fundraising-page.js';

/** What is promised to a walker per kilometre: never part of what is raised. */
export interface PledgesView {
  /** Whether promises are taken now. */
  readonly open: boolean;
  readonly promised: { readonly perKmMinor: number; readonly promises: number } | null;
}

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
  /** Promises per kilometre; none where the edition takes none. */
  readonly pledges?: PledgesView;
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
    >
      {view.pledges === undefined ? null : <Pledges view={view} pledges={view.pledges} context={context} />}
    </FundraisingPage>,
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

/** One plain line of what is promised, and the way to promise. */
function Pledges({
  view: { edition, walker },
  pledges: { open, promised },
  context,
}: {
  readonly view: WalkerPageView;
  readonly pledges: PledgesView;
  readonly context: PageContext;
}): VNode | null {
  const { language } = context;
  const t = translatorOf(language);
  if (!open && promised === null) return null;
  return (
    <p>
      {promised === null
        ? null
        : t('pledge.soFar', {
            promises: promised.promises,
            amount: formatMoney(language, promised.perKmMinor, edition.currency),
          })}{' '}
      {open
        ? t.rich<VNode>('pledge.invite', {
            name: walker.name,
            a: (words) => <a href={`${walkerPath(context, walker.slug)}/pledge`}>{words}</a>,
          })
        : null}
    </p>
  );
}
