import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../audit/index.js';
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
  readonly admission: Admission;
  readonly invitationToken: string;
}

/** Who may come in: everybody, or whom a captain says yes to. */
export const ADMISSIONS = ['open', 'on-request'] as const;
export type Admission = (typeof ADMISSIONS)[number];

/** A member of a team, with the account that registered them. */
export interface LockedMember {
  readonly id: WalkerId;
  readonly accountId: AccountId;
  readonly coCaptain: boolean;
  /** Their place is valid. */
  readonly valid: boolean;
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
  const rows = await tx.rows<{
    id: TeamId;
    slug: string;
    name: string;
    captain_walker_id: WalkerId;
    admission: Admission;
    invitation_token: string;
  }>(
    `SELECT id, slug, name, captain_walker_id, admission, invitation_token FROM team
      WHERE edition_id = $1 AND slug = ANY($2::text[]) AND confirmed_at IS NOT NULL ORDER BY id FOR UPDATE`,
    [edition.id, slugs],
  );
  const teams = new Map(
    rows.map((row) => [
      row.slug,
      {
        id: row.id,
        slug: row.slug,
        name: row.name,
        captainWalkerId: row.captain_walker_id,
        admission: row.admission,
        invitationToken: row.invitation_token,
      },
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
  const rows = await tx.rows<{ id: WalkerId; account_id: AccountId; co_captain: boolean; valid: boolean }>(
    `SELECT w.id, r.account_id, c.walker_id IS NOT NULL AS co_captain, w.confirmed_at IS NOT NULL AS valid
       FROM walker w JOIN registration r ON r.id = w.registration_id
       LEFT JOIN team_co_captain c ON c.team_id = w.team_id AND c.walker_id = w.id
      WHERE w.team_id = $1 AND w.released_at IS NULL ORDER BY w.id`,
    [teamId],
  );
  return new Map(
    rows.map((row) => [row.id, { id: row.id, accountId: row.account_id, coCaptain: row.co_captain, valid: row.valid }]),
  );
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

/** @throws {DomainError} `NOT_ALLOWED` to whoever is neither captain nor co-captain. */
export function requireLead(
  team: Pick<LockedTeam, 'captainWalkerId'>,
  members: ReadonlyMap<WalkerId, LockedMember>,
  accountId: AccountId,
): void {
  const role = roleOf(team, members, accountId);
  if (role !== 'captain' && role !== 'co-captain') throw new DomainError('NOT_ALLOWED', 'Only captains may');
}

/** @throws {DomainError} `TEAM_FULL` */
export async function requireRoom(tx: Queryable, edition: Edition, team: LockedTeam, places: number): Promise<void> {
  if (edition.teamSizeLimit === null) return;
  const members = await membersOf(tx, team.id);
  if (members.size + places > edition.teamSizeLimit) throw new DomainError('TEAM_FULL', team.slug);
}

/** How a number of walkers or teams changes; {@link applyHeadcounts} applies all of an act together. */
export interface HeadcountChange {
  readonly scope: 'edition' | 'participation-type' | 'team';
  readonly scopeId: string;
  readonly walkers: number;
  readonly teams: number;
}

/** Why walkers leave a team; kept with each of them. */
export interface Departure {
  readonly kind: 'left' | 'let-go' | 'switched' | 'merged' | 'dissolved';
  readonly by: AccountId | OnBehalf;
  /** Words for who leaves, never those for the audit log. */
  readonly reason: string | null;
}

/** An organiser who acts for walkers and teams, and why: not empty, for the audit log. */
export interface OnBehalf {
  readonly actor: Actor;
  readonly reason: string;
}

/** The account behind an act; `null` for an organiser's. */
export function accountOf(by: AccountId | OnBehalf): AccountId | null {
  return typeof by === 'string' ? by : null;
}

interface Move {
  /** `null`: they walked alone. */
  readonly from: TeamId | null;
  /** `null`: they walk on alone. */
  readonly into: TeamId | null;
  readonly departure: Departure;
}

/**
 * Lets walkers walk with another team, or alone: they leave whatever they were in the old one, and wait for no other
 * team any more. Their gifts stay where they were given.
 * @returns how the numbers of walkers follow
 */
export async function moveWalkers(
  tx: Transaction,
  walkerIds: readonly WalkerId[],
  { from, into, departure }: Move,
): Promise<HeadcountChange[]> {
  await tx.rows(`DELETE FROM team_co_captain WHERE team_id = $1 AND walker_id = ANY($2::uuid[])`, [from, walkerIds]);
  await tx.rows(`DELETE FROM captaincy_offer WHERE team_id = $1 AND to_walker_id = ANY($2::uuid[])`, [from, walkerIds]);
  const moved = await tx.rows<{ id: WalkerId; confirmed: boolean }>(
    `UPDATE walker SET team_id = $3 WHERE team_id IS NOT DISTINCT FROM $1 AND id = ANY($2::uuid[])
     RETURNING id, confirmed_at IS NOT NULL AS confirmed`,
    [from, walkerIds, into],
  );
  if (into !== null) {
    await tx.rows(
      `UPDATE team_join_request SET state = 'over', answered_at = now()
        WHERE walker_id = ANY($1::uuid[]) AND state = 'waiting'`,
      [walkerIds],
    );
  }
  if (from !== null) {
    await tx.rows(
      `INSERT INTO team_departure (id, walker_id, team_id, into_team_id, kind, reason, by_account_id, by_organiser)
       SELECT id, walker_id, $3, $4, $5, $6, $7, $8 FROM unnest($1::uuid[], $2::uuid[]) AS d (id, walker_id)`,
      [
        moved.map(() => uuidv7()),
        moved.map(({ id }) => id),
        from,
        into,
        departure.kind,
        departure.reason,
        accountOf(departure.by),
        typeof departure.by === 'string' ? null : departure.by.actor.name,
      ],
    );
  }
  const heads = moved.filter(({ confirmed }) => confirmed).length;
  if (heads === 0) return [];
  return [
    ...(from === null ? [] : [{ scope: 'team', scopeId: from, walkers: -heads, teams: 0 } as const]),
    ...(into === null ? [] : [{ scope: 'team', scopeId: into, walkers: heads, teams: 0 } as const]),
  ];
}

/**
 * Ends a team once nobody is left in it: it is nowhere shown any more, and its gifts still count. Those whose place is
 * not valid (any more) follow the others, so that a late payment never leads into a team that is none.
 */
export async function endTeam(
  tx: Transaction,
  edition: Edition,
  team: LockedTeam,
  mergedInto: TeamId | null,
): Promise<HeadcountChange[]> {
  await tx.rows(`DELETE FROM team_merge_offer WHERE team_id = $1 OR into_team_id = $1`, [team.id]);
  await tx.rows(
    `UPDATE team_join_request SET state = 'over', answered_at = now() WHERE team_id = $1 AND state = 'waiting'`,
    [team.id],
  );
  await tx.rows(`UPDATE walker SET team_id = $2 WHERE team_id = $1 AND released_at IS NOT NULL`, [team.id, mergedInto]);
  await tx.rows(
    `UPDATE team SET dissolved_at = now(), confirmed_at = NULL, captain_walker_id = NULL, merged_into_id = $2
      WHERE id = $1`,
    [team.id, mergedInto],
  );
  return [{ scope: 'edition', scopeId: edition.id, walkers: 0, teams: -1 }];
}

/**
 * Applies all changes of an act together, edition before teams and teams by their ids: the order in which places that
 * become valid are counted too, so that the two never wait for each other in a circle.
 * @returns the totals that changed
 */
export async function applyHeadcounts(tx: Transaction, changes: readonly HeadcountChange[]): Promise<TotalKey[]> {
  const sums = new Map<string, HeadcountChange>();
  for (const change of changes) {
    const key = `${change.scope} ${change.scopeId}`;
    const known = sums.get(key);
    sums.set(key, {
      ...change,
      walkers: change.walkers + (known?.walkers ?? 0),
      teams: change.teams + (known?.teams ?? 0),
    });
  }
  const sorted = [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change);
  for (const { scope, scopeId, walkers, teams } of sorted) {
    await tx.rows(
      `INSERT INTO headcount (scope, scope_id, walkers, teams, revision) VALUES ($1, $2, 0, 0, 1)
       ON CONFLICT ON CONSTRAINT headcount_pk DO NOTHING`,
      [scope, scopeId],
    );
    await tx.rows(
      `UPDATE headcount SET walkers = walkers + $3, teams = teams + $4, revision = revision + 1, updated_at = now()
        WHERE scope = $1 AND scope_id = $2`,
      [scope, scopeId, walkers, teams],
    );
  }
  return sorted.map(({ scope, scopeId }) => ({ scope, scopeId }));
}
