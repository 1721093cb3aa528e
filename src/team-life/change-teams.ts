import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { AccountId, TeamId, WalkerId } from '../domain/ids.js';
import { mailOnce } from '../outbox/index.js';
import type { OutboxMessage } from '../outbox/index.js';
import type { Queryable, Transaction } from '../platform/database/database.js';
import { type Effects, type HeldTeam, type TeamActor, TeamDesk, teamNamed } from './team-desk.js';
import {
  accountOf,
  type Departure,
  endTeam,
  type HeadcountChange,
  type LockedMember,
  type LockedTeam,
  membersOf,
  moveWalkers,
  type OnBehalf,
  requireCaptain,
  requireRoom,
} from './team-members.js';

/** An offer is open for so many days. */
const OFFER_DAYS = 7;

/**
 * What people do with their teams, each under the team's lock: two who act at once act one after the other. A team never
 * ends up without a captain, and no gift moves: what was given to a team stays there.
 */
@Injectable()
export class ChangeTeams {
  constructor(private readonly desk: TeamDesk) {}

  /**
   * A walker leaves and walks alone. The last one who leaves ends the team.
   * @throws {DomainError} `CAPTAIN_MUST_HAND_OVER` for a captain with others in the team, `WALKER_NOT_FOUND` for somebody
   *   who is not the account's own, `TEAM_NOT_FOUND`.
   */
  async leave({ edition, accountId }: TeamActor, slug: string, walkerId: string): Promise<void> {
    await this.desk.one(edition, slug, async (held) => {
      const walker = own(held.members, accountId, walkerId);
      return { heads: await withdraw(edition, held, walker, null, { kind: 'left', by: accountId, reason: null }) };
    });
  }

  /**
   * A captain lets a member go, who walks on alone and is told by mail, with the captain's words where there are any.
   * @throws {DomainError} `NOT_ALLOWED`, `WALKER_NOT_FOUND`
   */
  async letGo(
    { edition, accountId }: TeamActor,
    slug: string,
    walkerId: string,
    reason: string | null = null,
  ): Promise<void> {
    await this.desk.one(edition, slug, async ({ tx, team, members }) => {
      requireCaptain(team, members, accountId);
      const walker = other(team, members, walkerId);
      const departure = { kind: 'let-go', by: accountId, reason } as const;
      const heads = await moveWalkers(tx, [walker.id], { from: team.id, into: null, departure });
      return { heads, mails: await tellDeparted(tx, team.id, [walker.id], accountId) };
    });
  }

  /** A captain names a co-captain, or takes that back. @throws {DomainError} `NOT_ALLOWED`, `WALKER_NOT_FOUND` */
  async setCoCaptain({ edition, accountId }: TeamActor, slug: string, walkerId: string, is: boolean): Promise<void> {
    await this.desk.one(edition, slug, async ({ tx, team, members }) => {
      requireCaptain(team, members, accountId);
      const walker = walking(other(team, members, walkerId));
      await tx.rows(
        is
          ? `INSERT INTO team_co_captain (team_id, walker_id) VALUES ($1, $2)
             ON CONFLICT ON CONSTRAINT team_co_captain_pk DO NOTHING`
          : `DELETE FROM team_co_captain WHERE team_id = $1 AND walker_id = $2`,
        [team.id, walker.id],
      );
      return {};
    });
  }

  /** A captain offers the captaincy to a member, who is told by mail. A new offer takes the place of an older one. */
  async offerCaptaincy({ edition, accountId }: TeamActor, slug: string, walkerId: string): Promise<void> {
    await this.desk.one(edition, slug, async ({ tx, team, members }) => {
      requireCaptain(team, members, accountId);
      const walker = walking(other(team, members, walkerId));
      const [offer] = await tx.rows<{ offered_at: string }>(
        `INSERT INTO captaincy_offer AS o (team_id, to_walker_id, expires_at)
         VALUES ($1, $2, now() + $3 * interval '1 day')
         ON CONFLICT ON CONSTRAINT captaincy_offer_pk DO UPDATE
           SET to_walker_id = excluded.to_walker_id, offered_at = now(), expires_at = excluded.expires_at
         RETURNING offered_at::text`,
        [team.id, walker.id, OFFER_DAYS],
      );
      const key = `${team.id}:${offer?.offered_at ?? ''}`;
      return { mails: [mailOnce('captaincy-offered', key, { teamId: team.id })] };
    });
  }

  /** The member answers. Accepted: they are captain from now on, and the one before stays as co-captain. */
  async answerCaptaincy({ edition, accountId }: TeamActor, slug: string, accept: boolean): Promise<void> {
    await this.desk.one(edition, slug, async ({ tx, team, members }) => {
      const [offer] = await tx.rows<{ to_walker_id: WalkerId; open: boolean }>(
        `DELETE FROM captaincy_offer WHERE team_id = $1 AND to_walker_id = ANY($2::uuid[])
         RETURNING to_walker_id, expires_at > now() AS open`,
        [team.id, [...members.values()].filter((it) => it.accountId === accountId).map(({ id }) => id)],
      );
      if (offer === undefined || !offer.open) throw new DomainError('OFFER_OVER', 'No open offer');
      if (!accept) return {};
      await makeCaptain(tx, team, offer.to_walker_id);
      return {};
    });
  }

  /** A captain ends the team: everybody walks on alone, and the gifts of the team still count. */
  async dissolve({ edition, accountId }: TeamActor, slug: string): Promise<void> {
    await this.desk.one(edition, slug, async ({ tx, team, members }) => {
      requireCaptain(team, members, accountId);
      return endForAll({ tx, edition, team, members, into: null, by: accountId });
    });
  }

  /** A captain offers that their team joins another one; its captain decides. */
  async offerMerge({ edition, accountId }: TeamActor, slug: string, intoSlug: string): Promise<void> {
    if (slug === intoSlug) throw new DomainError('TEAM_NOT_FOUND', 'The same team');
    await this.desk.several(edition, [slug, intoSlug], async (tx, teams) => {
      const [team, into] = [teamNamed(teams, slug), teamNamed(teams, intoSlug)];
      requireCaptain(team, await membersOf(tx, team.id), accountId);
      const [offer] = await tx.rows<{ offered_at: string }>(
        `INSERT INTO team_merge_offer AS o (team_id, into_team_id, expires_at)
         VALUES ($1, $2, now() + $3 * interval '1 day')
         ON CONFLICT ON CONSTRAINT team_merge_offer_pk DO UPDATE
           SET into_team_id = excluded.into_team_id, offered_at = now(), expires_at = excluded.expires_at
         RETURNING offered_at::text`,
        [team.id, into.id, OFFER_DAYS],
      );
      const key = `${team.id}:${offer?.offered_at ?? ''}`;
      return { mails: [mailOnce('team-merge-offered', key, { teamId: team.id })] };
    });
  }

  /** The other captain answers. Accepted: all members walk with the other team, and theirs ends. @throws `TEAM_FULL` */
  async answerMerge({ edition, accountId }: TeamActor, intoSlug: string, slug: string, accept: boolean): Promise<void> {
    await this.desk.several(edition, [slug, intoSlug], async (tx, teams) => {
      const [team, into] = [teamNamed(teams, slug), teamNamed(teams, intoSlug)];
      requireCaptain(into, await membersOf(tx, into.id), accountId);
      const [offer] = await tx.rows<{ open: boolean }>(
        `DELETE FROM team_merge_offer WHERE team_id = $1 AND into_team_id = $2 RETURNING expires_at > now() AS open`,
        [team.id, into.id],
      );
      if (offer === undefined || !offer.open) throw new DomainError('OFFER_OVER', 'No open offer');
      if (!accept) return {};
      const members = await membersOf(tx, team.id);
      await requireRoom(tx, edition, into, members.size);
      return endForAll({ tx, edition, team, members, into, by: accountId });
    });
  }
}

/**
 * Takes a walker out of the team they walk with; a captain can go only as the last one, and ends the team.
 * @throws {DomainError} `CAPTAIN_MUST_HAND_OVER`
 */
export async function withdraw(
  edition: Edition,
  { tx, team, members }: HeldTeam,
  walker: Pick<LockedMember, 'id'>,
  into: LockedTeam | null,
  departure: Departure,
): Promise<HeadcountChange[]> {
  const captain = walker.id === team.captainWalkerId;
  if (captain && members.size > 1) throw new DomainError('CAPTAIN_MUST_HAND_OVER', 'Others are in the team');
  const intoId = into?.id ?? null;
  const heads = await moveWalkers(tx, [walker.id], { from: team.id, into: intoId, departure });
  return captain ? [...heads, ...(await endTeam(tx, edition, team, intoId))] : heads;
}

/** Makes a member captain; the one before stays as co-captain. */
export async function makeCaptain(tx: Transaction, team: LockedTeam, walkerId: WalkerId): Promise<void> {
  await tx.rows(`UPDATE team SET captain_walker_id = $2 WHERE id = $1`, [team.id, walkerId]);
  await tx.rows(`DELETE FROM team_co_captain WHERE team_id = $1 AND walker_id = $2`, [team.id, walkerId]);
  await tx.rows(
    `INSERT INTO team_co_captain (team_id, walker_id) VALUES ($1, $2)
     ON CONFLICT ON CONSTRAINT team_co_captain_pk DO NOTHING`,
    [team.id, team.captainWalkerId],
  );
}

interface End extends HeldTeam {
  readonly edition: Edition;
  /** The team that all of them walk with from now on; `null`: each walks on alone. */
  readonly into: LockedTeam | null;
  readonly by: AccountId | OnBehalf;
}

/** Ends a team with everybody still in it: they go along together, or walk on alone, and are told by mail. */
export async function endForAll({ tx, edition, team, members, into, by }: End): Promise<Effects> {
  const intoId = into?.id ?? null;
  const all = [...members.keys()];
  const departure = { kind: into === null ? 'dissolved' : 'merged', by, reason: null } as const;
  const heads = await moveWalkers(tx, all, { from: team.id, into: intoId, departure });
  return {
    heads: [...heads, ...(await endTeam(tx, edition, team, intoId))],
    mails: await tellDeparted(tx, team.id, all, by),
  };
}

/** Mails to those who did not leave by themselves: one to each account, but not to who did it. */
async function tellDeparted(
  tx: Queryable,
  teamId: TeamId,
  walkerIds: readonly WalkerId[],
  by: AccountId | OnBehalf,
): Promise<OutboxMessage[]> {
  const rows = await tx.rows<{ id: string }>(
    `SELECT DISTINCT ON (r.account_id) d.id FROM team_departure d
       JOIN walker w ON w.id = d.walker_id JOIN registration r ON r.id = w.registration_id
      WHERE d.team_id = $1 AND d.walker_id = ANY($2::uuid[]) AND d.left_at = now() AND r.account_id IS DISTINCT FROM $3::uuid
        AND w.confirmed_at IS NOT NULL
      ORDER BY r.account_id, d.id`,
    [teamId, walkerIds, accountOf(by)],
  );
  return rows.map(({ id }) => mailOnce('team-departure', id, { departureId: id }));
}

/** @throws {DomainError} `WALKER_NOT_FOUND` for somebody else's walker too, so that nobody learns who there is */
export function own(
  members: ReadonlyMap<WalkerId, LockedMember>,
  accountId: AccountId,
  walkerId: string,
): LockedMember {
  const member = members.get(walkerId as WalkerId);
  if (member?.accountId !== accountId) throw new DomainError('WALKER_NOT_FOUND', 'Not a walker of this account');
  return member;
}

/** A member who is not the captain. @throws {DomainError} `WALKER_NOT_FOUND` */
function other(team: LockedTeam, members: ReadonlyMap<WalkerId, LockedMember>, walkerId: string): LockedMember {
  const member = members.get(walkerId as WalkerId);
  if (member === undefined || member.id === team.captainWalkerId) {
    throw new DomainError('WALKER_NOT_FOUND', 'Not another member of this team');
  }
  return member;
}

/** Whoever leads a team has a place of their own. @throws {DomainError} `WALKER_NOT_FOUND` */
function walking(member: LockedMember): LockedMember {
  if (!member.valid) throw new DomainError('WALKER_NOT_FOUND', 'The place of this member is not valid');
  return member;
}
