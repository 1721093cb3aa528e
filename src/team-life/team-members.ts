import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { AccountId, TeamId, WalkerId } from '../domain/ids.js';
import type { Queryable, Transaction } from '../platform/database/database.js';
import type { TotalKey } from '../totals/index.js';

/** What somebody is in a team. */
export type TeamRole = 'captain' | 'co-captain' | 'member';

/** A team as whoever belongs to it sees it at work. */
export interface LockedTeam {
  readonly id: TeamId;
  readonly slug: string;
  readonly name: string;
  readonly captainWalkerId: WalkerId;
}

/** A member of a team, with the account that registered them. */
export interface LockedMember {
  readonly id: WalkerId;
  readonly accountId: AccountId;
  readonly coCaptain: boolean;
}

/**
 * Locks teams that are one, in the order of their ids, so that two people who change them stand in line.
 * @throws {DomainError} `TEAM_NOT_FOUND` when one of them is not there (any more)
 */
export async function lockTeams(
  tx: Transaction,
  edition: Edition,
  slugs: readonly string[],
): Promise<Map<string, LockedTeam>> {
  const rows = await tx.rows<{ id: TeamId; slug: string; name: string; captain_walker_id: WalkerId }>(
    `SELECT id, slug, name, captain_walker_id FROM team
      WHERE edition_id = $1 AND slug = ANY($2::text[]) AND confirmed_at IS NOT NULL ORDER BY id FOR UPDATE`,
    [edition.id, slugs],
  );
  const teams = new Map(
    rows.map((row) => [
      row.slug,
      { id: row.id, slug: row.slug, name: row.name, captainWalkerId: row.captain_walker_id },
    ]),
  );
  for (const slug of slugs) if (!teams.has(slug)) throw new DomainError('TEAM_NOT_FOUND', `No team ${slug}`);
  return teams;
}

/** Locks one team. @throws {DomainError} `TEAM_NOT_FOUND` */
export async function lockTeam(tx: Transaction, edition: Edition, slug: string): Promise<LockedTeam> {
  const team = (await lockTeams(tx, edition, [slug])).get(slug);
  if (team === undefined) throw new DomainError('TEAM_NOT_FOUND', `No team ${slug}`);
  return team;
}

/** The members of a team whose places are valid or held, by their id. */
export async function membersOf(tx: Queryable, teamId: TeamId): Promise<Map<WalkerId, LockedMember>> {
  const rows = await tx.rows<{ id: WalkerId; account_id: AccountId; co_captain: boolean }>(
    `SELECT w.id, r.account_id, c.walker_id IS NOT NULL AS co_captain
       FROM walker w JOIN registration r ON r.id = w.registration_id
       LEFT JOIN team_co_captain c ON c.team_id = w.team_id AND c.walker_id = w.id
      WHERE w.team_id = $1 AND w.released_at IS NULL ORDER BY w.id`,
    [teamId],
  );
  return new Map(rows.map((row) => [row.id, { id: row.id, accountId: row.account_id, coCaptain: row.co_captain }]));
}

/** What an account is in a team: the most that one of its walkers is; `null` when none of them belongs to it. */
export function roleOf(
  team: Pick<LockedTeam, 'captainWalkerId'>,
  members: ReadonlyMap<WalkerId, LockedMember>,
  accountId: AccountId,
): TeamRole | null {
  const own = [...members.values()].filter((member) => member.accountId === accountId);
  if (own.some(({ id }) => id === team.captainWalkerId)) return 'captain';
  if (own.some(({ coCaptain }) => coCaptain)) return 'co-captain';
  return own.length > 0 ? 'member' : null;
}

/** @throws {DomainError} `NOT_ALLOWED` for anybody else than the captain */
export function requireCaptain(
  team: LockedTeam,
  members: ReadonlyMap<WalkerId, LockedMember>,
  accountId: AccountId,
): void {
  if (roleOf(team, members, accountId) !== 'captain') throw new DomainError('NOT_ALLOWED', 'Only a captain may');
}

/**
 * Lets walkers walk with another team, or alone (`null`): they leave whatever they were in the old one, and the numbers
 * of walkers follow. Their gifts stay where they were given.
 * @returns the totals whose number of walkers changed
 */
export async function moveWalkers(
  tx: Transaction,
  walkerIds: readonly WalkerId[],
  from: TeamId,
  into: TeamId | null,
): Promise<TotalKey[]> {
  await tx.rows(`DELETE FROM team_co_captain WHERE team_id = $1 AND walker_id = ANY($2::uuid[])`, [from, walkerIds]);
  await tx.rows(`DELETE FROM captaincy_offer WHERE team_id = $1 AND to_walker_id = ANY($2::uuid[])`, [from, walkerIds]);
  const moved = await tx.rows<{ confirmed: boolean }>(
    `UPDATE walker SET team_id = $3 WHERE team_id = $1 AND id = ANY($2::uuid[])
     RETURNING confirmed_at IS NOT NULL AS confirmed`,
    [from, walkerIds, into],
  );
  const heads = moved.filter(({ confirmed }) => confirmed).length;
  if (heads === 0) return [];
  const changes = [[from, -heads] as const, ...(into === null ? [] : [[into, heads] as const])];
  for (const [teamId, change] of [...changes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await tx.rows(
      `INSERT INTO headcount (scope, scope_id, walkers, teams, revision) VALUES ('team', $1, 0, 0, 1)
       ON CONFLICT ON CONSTRAINT headcount_pk DO NOTHING`,
      [teamId],
    );
    await tx.rows(
      `UPDATE headcount SET walkers = walkers + $2, revision = revision + 1, updated_at = now()
        WHERE scope = 'team' AND scope_id = $1`,
      [teamId, change],
    );
  }
  return changes.map(([scopeId]) => ({ scope: 'team', scopeId }));
}

/** Ends a team once nobody is left in it: it is nowhere shown any more, and its gifts still count. */
export async function endTeam(
  tx: Transaction,
  edition: Edition,
  team: LockedTeam,
  mergedInto: TeamId | null,
): Promise<TotalKey[]> {
  await tx.rows(`DELETE FROM team_merge_offer WHERE team_id = $1 OR into_team_id = $1`, [team.id]);
  await tx.rows(
    `UPDATE team SET dissolved_at = now(), confirmed_at = NULL, captain_walker_id = NULL, merged_into_id = $2
      WHERE id = $1`,
    [team.id, mergedInto],
  );
  await tx.rows(
    `UPDATE headcount SET teams = teams - 1, revision = revision + 1, updated_at = now()
      WHERE scope = 'edition' AND scope_id = $1`,
    [edition.id],
  );
  return [{ scope: 'edition', scopeId: edition.id }];
}
