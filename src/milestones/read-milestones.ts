import type { EditionId } from '../domain/ids.js';
import type { LocalisedText } from '../domain/language.js';
import type { Queryable } from '../platform/database/database.js';
import { IS_REACHED, type Milestone, type MilestoneKind, type MilestoneSubject } from './milestone.js';

/** More than a road has room for. */
const MOST_MILESTONES = 50;

const GOAL: Readonly<Record<MilestoneSubject['scope'], string>> = {
  page: `SELECT p.goal_minor FROM fundraising_page p WHERE p.id = $2`,
  team: `SELECT p.goal_minor FROM fundraising_page p WHERE p.team_id = $2`,
  edition: `SELECT e.goal_minor FROM edition e WHERE e.id = $2`,
};

/**
 * The milestones of a walker's page, a team or the edition, as they stand at this moment: derived from the totals, the
 * nearest first within each kind. At most fifty.
 */
export async function milestones(
  database: Queryable,
  editionId: EditionId,
  subject: MilestoneSubject,
): Promise<readonly Milestone[]> {
  const rows = await database.rows<{
    id: string;
    kind: MilestoneKind;
    threshold: string;
    label: LocalisedText;
    goal_minor: string;
    reached: boolean;
  }>(
    `SELECT m.id, m.kind, m.threshold, m.label, g.goal_minor, (${IS_REACHED}) AS reached
       FROM edition_milestone m CROSS JOIN (${GOAL[subject.scope]}) g
       LEFT JOIN total t ON t.scope = m.scope AND t.scope_id = $2
      WHERE m.edition_id = $1 AND m.scope = $3
      ORDER BY array_position(ARRAY['gifts', 'donors', 'raised', 'goal-percent'], m.kind), m.threshold LIMIT $4`,
    [editionId, subject.id, subject.scope, MOST_MILESTONES],
  );
  return rows.map(({ goal_minor: goalMinor, ...row }) => {
    const threshold = Number(row.threshold);
    return { ...row, scope: subject.scope, threshold, atMinor: amountOf(row.kind, threshold, Number(goalMinor)) };
  });
}

function amountOf(kind: MilestoneKind, threshold: number, goalMinor: number): number | null {
  switch (kind) {
    case 'raised':
      return threshold;
    case 'goal-percent':
      return goalMinor > 0 ? Math.ceil((threshold * goalMinor) / 100) : null;
    case 'gifts':
    case 'donors':
      return null;
  }
}
