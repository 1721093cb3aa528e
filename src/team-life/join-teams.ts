import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { type AccountId, idFrom, type RegistrationId, type WalkerId } from '../domain/ids.js';
import { mailOnce } from '../outbox/index.js';
import { Database, type Queryable, type Transaction } from '../platform/database/database.js';
import { withdraw } from './change-teams.js';
import { askToJoin, tellOfJoinRequests } from './join-requests.js';
import { type TeamActor, TeamDesk, teamNamed } from './team-desk.js';
import {
  type Departure,
  type HeadcountChange,
  type LockedTeam,
  membersOf,
  moveWalkers,
  requireLead,
  requireRoom,
} from './team-members.js';

/** What came of wanting to walk with a team. */
export type Joining = 'joined' | 'asked';

/** A walker who goes, and from where. */
export interface Mover {
  readonly id: WalkerId;
  readonly registrationId: RegistrationId;
  /** Of the team they walk with now; `null`: alone. */
  readonly teamSlug: string | null;
}

/** People who are registered come into a team: at once, with a captain's link, or when the team says yes. */
@Injectable()
export class JoinTeams {
  constructor(
    private readonly database: Database,
    private readonly desk: TeamDesk,
  ) {}

  /**
   * A walker walks with a team from now on, whether they walked alone or with another one; or asks, where the team admits
   * on request and no captain's link came along. Gifts stay where they were given.
   * @param invitation the token of a captain's link
   * @throws {DomainError} `WALKER_NOT_FOUND` for somebody who is not the account's own, `TEAM_NOT_FOUND`, `TEAM_FULL`,
   *   `CAPTAIN_MUST_HAND_OVER`.
   */
  async join(
    { edition, accountId }: TeamActor,
    walkerId: string,
    slug: string,
    invitation: string | null,
  ): Promise<Joining> {
    const mover = await moverOf(this.database, edition, walkerId, accountId);
    if (mover.teamSlug === slug) return 'joined';
    let outcome: Joining = 'joined';
    await this.desk.several(edition, slugsOf(mover, slug), async (tx, teams) => {
      const into = teamNamed(teams, slug);
      await requireRoom(tx, edition, into, 1);
      if (into.admission === 'on-request' && invitation !== into.invitationToken) {
        outcome = 'asked';
        await askToJoin(tx, into.id, [mover.id]);
        return { mails: await tellOfJoinRequests(tx, [mover.registrationId]) };
      }
      const departure = { kind: 'switched', by: accountId, reason: null } as const;
      return { heads: await moveMover(tx, edition, teams, mover, into, departure) };
    });
    return outcome;
  }

  /**
   * Captain or co-captain answer somebody who asked; who asked is told by mail.
   * @throws {DomainError} `NOT_ALLOWED`, `TEAM_FULL`, `OFFER_OVER` when nobody asks any more, `CAPTAIN_MUST_HAND_OVER` for
   *   somebody who leads another team by now.
   */
  async answer({ edition, accountId }: TeamActor, slug: string, requestId: string, accept: boolean): Promise<void> {
    const [asked] = await this.database.rows<{ walker_id: WalkerId }>(
      `SELECT walker_id FROM team_join_request WHERE id::text = $1 AND state = 'waiting'`,
      [requestId],
    );
    if (asked === undefined) throw new DomainError('OFFER_OVER', 'No open request');
    const mover = await moverOf(this.database, edition, asked.walker_id, null);
    await this.desk.several(edition, slugsOf(mover, slug), async (tx, teams) => {
      const into = teamNamed(teams, slug);
      requireLead(into, await membersOf(tx, into.id), accountId);
      const [request] = await tx.rows<{ id: string }>(
        `UPDATE team_join_request SET state = $3, answered_at = now()
          WHERE id::text = $1 AND team_id = $2 AND state = 'waiting' RETURNING id`,
        [requestId, into.id, accept ? 'accepted' : 'refused'],
      );
      if (request === undefined) throw new DomainError('OFFER_OVER', 'No open request');
      const mails = [mailOnce('team-join-answered', request.id, { requestId: request.id })];
      if (!accept) return { mails };
      await requireRoom(tx, edition, into, 1);
      const departure = { kind: 'switched', by: accountId, reason: null } as const;
      return { heads: await moveMover(tx, edition, teams, mover, into, departure), mails };
    });
  }
}

/**
 * Moves whoever still stands where they stood when the teams were chosen to lock.
 * @param into `null`: they walk on alone
 * @throws {DomainError} `CAPTAIN_MUST_HAND_OVER`, `SERVICE_UNAVAILABLE` for who went elsewhere a moment ago
 */
export async function moveMover(
  tx: Transaction,
  edition: Edition,
  teams: ReadonlyMap<string, LockedTeam>,
  mover: Mover,
  into: LockedTeam | null,
  departure: Departure,
): Promise<HeadcountChange[]> {
  if (mover.teamSlug === (into?.slug ?? null)) return [];
  if (mover.teamSlug !== null) {
    const team = teamNamed(teams, mover.teamSlug);
    const members = await membersOf(tx, team.id);
    if (!members.has(mover.id)) throw new DomainError('SERVICE_UNAVAILABLE', 'The walker just left that team');
    return withdraw(edition, { tx, team, members }, mover, into, departure);
  }
  // Nobody else can have taken them in meanwhile: the move finds them alone or not at all.
  const [alone] = await tx.rows(
    `SELECT 1 FROM walker WHERE id = $1 AND team_id IS NULL AND released_at IS NULL FOR UPDATE`,
    [mover.id],
  );
  if (alone === undefined) throw new DomainError('SERVICE_UNAVAILABLE', 'The walker just joined a team');
  return moveWalkers(tx, [mover.id], { from: null, into: into?.id ?? null, departure });
}

function slugsOf({ teamSlug }: Mover, into: string): string[] {
  return teamSlug === null || teamSlug === into ? [into] : [teamSlug, into];
}

/**
 * @param accountId whose walker it must be; `null`: anybody's
 * @throws {DomainError} `WALKER_NOT_FOUND` also for a captain whose team is not there yet
 */
export async function moverOf(
  database: Queryable,
  edition: Edition,
  walkerId: string,
  accountId: AccountId | null,
): Promise<Mover> {
  const [row] = await database.rows<{ id: WalkerId; registration_id: RegistrationId; team_slug: string | null }>(
    `SELECT w.id, w.registration_id, t.slug AS team_slug
       FROM walker w JOIN registration r ON r.id = w.registration_id LEFT JOIN team t ON t.id = w.team_id
      WHERE w.id = $1::uuid AND w.edition_id = $2 AND w.released_at IS NULL AND ($3::uuid IS NULL OR r.account_id = $3)
        AND (t.id IS NULL OR t.confirmed_at IS NOT NULL)`,
    [idFrom(walkerId), edition.id, accountId],
  );
  if (row === undefined) throw new DomainError('WALKER_NOT_FOUND', 'No such walker of this account');
  return { id: row.id, registrationId: row.registration_id, teamSlug: row.team_slug };
}
