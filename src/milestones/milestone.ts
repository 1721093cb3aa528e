import type { EditionId, PageId, TeamId } from '../domain/ids.js';
import type { LocalisedText } from '../domain/language.js';

/** Whose milestone it is: of each walker's page, of each team, or of the edition as a whole. */
export const MILESTONE_SCOPES = ['page', 'team', 'edition'] as const;
export type MilestoneScope = (typeof MILESTONE_SCOPES)[number];

/** What is counted: gifts that count, donors of whom anything is left, minor units raised, percent of the own goal. */
export const MILESTONE_KINDS = ['gifts', 'donors', 'raised', 'goal-percent'] as const;
export type MilestoneKind = (typeof MILESTONE_KINDS)[number];

/** What an edition says of a milestone. */
export interface MilestoneRule {
  readonly scope: MilestoneScope;
  readonly kind: MilestoneKind;
  /** In the unit of its kind. */
  readonly threshold: number;
  readonly label: LocalisedText;
}

/** A milestone as it stands now. */
export interface Milestone extends MilestoneRule {
  readonly id: string;
  /** By what is raised at this moment: a refund may take it away again. */
  readonly reached: boolean;
  /** Where its stone stands on the road; minor units. `null`: it is not an amount. */
  readonly atMinor: number | null;
}

/** Whose milestones are asked for. */
export type MilestoneSubject =
  | { readonly scope: 'page'; readonly id: PageId }
  | { readonly scope: 'team'; readonly id: TeamId }
  | { readonly scope: 'edition'; readonly id: EditionId };

/**
 * Whether milestone `m` is reached by the totals `t` (whose row may be missing) of somebody with the goal `g.goal_minor`:
 * the one definition, for pages and for mails.
 */
export const IS_REACHED = `
  CASE m.kind
    WHEN 'gifts' THEN coalesce(t.gifts, 0) >= m.threshold
    WHEN 'raised' THEN coalesce(t.raised_minor, 0) >= m.threshold
    WHEN 'goal-percent' THEN g.goal_minor > 0 AND coalesce(t.raised_minor, 0) * 100 >= m.threshold * g.goal_minor
    ELSE coalesce(CASE m.scope WHEN 'edition' THEN t.donors ELSE t.supporters END, 0) >= m.threshold
  END`;
