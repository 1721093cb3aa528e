import type { EditionId, TeamId, WalkerId } from '../domain/ids.js';
import { coverMinimums, type MinimumCover } from '../domain/minimum-cover.js';
import { minor } from '../domain/money.js';
import type { Queryable } from '../platform/database/database.js';

interface Candidate {
  readonly id: WalkerId;
  readonly team_id: TeamId | null;
  readonly minimum_cover: MinimumCover;
}

/** Some of an edition's walkers by their ids, and which of them are short of their minimum. */
export interface ShortWalkers {
  readonly short: readonly WalkerId[];
  /** Where to go on; `null` at the end. */
  readonly last: WalkerId | null;
}

/**
 * The walkers after `after` who are short: their own page is below the minimum, and the edition's rule does not let the
 * surplus of their team cover what is missing.
 * @param only one walker; `null`: everybody
 * @param most how many are looked at
 */
export async function findShortWalkers(
  tx: Queryable,
  editionId: EditionId,
  { after, only, most }: { readonly after: WalkerId | null; readonly only: WalkerId | null; readonly most: number },
): Promise<ShortWalkers> {
  const rows = await tx.rows<Candidate>(
    `SELECT w.id, w.team_id, e.minimum_cover
       FROM walker w JOIN edition e ON e.id = w.edition_id
       JOIN participation_type pt ON pt.id = w.participation_type_id
       JOIN fundraising_page p ON p.walker_id = w.id
       LEFT JOIN total s ON s.scope = 'page' AND s.scope_id = p.id
      WHERE w.edition_id = $1 AND w.confirmed_at IS NOT NULL AND ($2::uuid IS NULL OR w.id > $2)
        AND ($3::uuid IS NULL OR w.id = $3) AND coalesce(s.raised_minor, 0) < pt.minimum_minor
      ORDER BY w.id LIMIT $4`,
    [editionId, after, only, most],
  );
  const covering = rows.filter((row) => row.minimum_cover === 'team-surplus');
  const covered = await coveredByTeams(tx, [
    ...new Set(covering.flatMap(({ team_id: teamId }) => (teamId === null ? [] : [teamId]))),
  ]);
  return {
    short: rows.map(({ id }) => id).filter((id) => !covered.has(id)),
    last: rows.length < most ? null : (rows.at(-1)?.id ?? null),
  };
}

/** The members of these teams whose whole shortfall the team's surplus covers. */
async function coveredByTeams(tx: Queryable, teamIds: readonly TeamId[]): Promise<Set<WalkerId>> {
  if (teamIds.length === 0) return new Set();
  const members = await tx.rows<{ id: WalkerId; team_id: TeamId; raised_minor: string; minimum_minor: string }>(
    `SELECT w.id, w.team_id, coalesce(s.raised_minor, 0) AS raised_minor, pt.minimum_minor
         FROM walker w JOIN participation_type pt ON pt.id = w.participation_type_id
         JOIN fundraising_page p ON p.walker_id = w.id
         LEFT JOIN total s ON s.scope = 'page' AND s.scope_id = p.id
        WHERE w.team_id = ANY($1::uuid[]) AND w.confirmed_at IS NOT NULL ORDER BY 3 DESC, w.public_name, w.id`,
    [teamIds],
  );
  const teams = await tx.rows<{ team_id: TeamId; raised_minor: string }>(
    `SELECT p.team_id, s.raised_minor FROM fundraising_page p JOIN total s ON s.scope = 'page' AND s.scope_id = p.id
        WHERE p.team_id = ANY($1::uuid[])`,
    [teamIds],
  );
  const toTeam = new Map(teams.map((row) => [row.team_id, Number(row.raised_minor)]));
  const covered = new Set<WalkerId>();
  for (const teamId of teamIds) {
    const own = members.filter((row) => row.team_id === teamId);
    const raised = own.map((row) => ({
      raisedMinor: minor(Number(row.raised_minor)),
      minimumMinor: minor(Number(row.minimum_minor)),
    }));
    const { members: outcomes } = coverMinimums(raised, minor(toTeam.get(teamId) ?? 0), 'team-surplus');
    for (const [index, { id }] of own.entries()) {
      const outcome = outcomes[index];
      if (outcome !== undefined && outcome.coveredMinor >= outcome.shortMinor) covered.add(id);
    }
  }
  return covered;
}
