import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { AccountId, WalkerId } from '../domain/ids.js';
import { AnnounceChanges } from '../live/index.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import type { TotalKey } from '../totals/index.js';
import {
  endTeam,
  type LockedMember,
  type LockedTeam,
  lockTeam,
  lockTeams,
  membersOf,
  moveWalkers,
  requireCaptain,
} from './team-members.js';

/** Who acts, in which edition. */
export interface TeamActor {
  readonly edition: Edition;
  readonly accountId: AccountId;
}

/** An offer is open for so many days. */
const OFFER_DAYS = 7;

/** What a team is about, with those who belong to it, under its lock. */
interface Held {
  readonly tx: Transaction;
  readonly team: LockedTeam;
  readonly members: ReadonlyMap<WalkerId, LockedMember>;
}

/**
 * What people do with their teams, each under the team's lock: two who act at once act one after the other. A team never
 * ends up without a captain, and no gift moves: what was given to a team stays there.
 */
@Injectable()
export class ChangeTeams {
  constructor(
    private readonly database: Database,
    private readonly announceChanges: AnnounceChanges,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * A walker leaves and walks alone. The last one who leaves ends the team.
   * @throws {DomainError} `CAPTAIN_MUST_HAND_OVER` for a captain with others in the team, `WALKER_NOT_FOUND` for somebody
   *   who is not the account's own, `TEAM_NOT_FOUND`.
   */
  async leave({ edition, accountId }: TeamActor, slug: string, walkerId: string): Promise<void> {
    await this.inTeam(edition, slug, async ({ tx, team, members }) => {
      const walker = own(members, accountId, walkerId);
      if (walker.id !== team.captainWalkerId) return moveWalkers(tx, [walker.id], team.id, null);
      if (members.size > 1) throw new DomainError('CAPTAIN_MUST_HAND_OVER', 'Others are in the team');
      return [...(await moveWalkers(tx, [walker.id], team.id, null)), ...(await endTeam(tx, edition, team, null))];
    });
  }

  /**
   * A walker goes over to another team, with its captain's link or by search.
   * @throws {DomainError} as {@link leave}, and `TEAM_FULL`.
   */
  async switch({ edition, accountId }: TeamActor, slug: string, walkerId: string, intoSlug: string): Promise<void> {
    if (slug === intoSlug) throw new DomainError('TEAM_NOT_FOUND', 'The same team');
    await this.withTeams(edition, [slug, intoSlug], async (tx, teams) => {
      const [from, into] = [teamNamed(teams, slug), teamNamed(teams, intoSlug)];
      const members = await membersOf(tx, from.id);
      const walker = own(members, accountId, walkerId);
      await requireRoom(tx, edition, into, 1);
      if (walker.id !== from.captainWalkerId) return moveWalkers(tx, [walker.id], from.id, into.id);
      if (members.size > 1) throw new DomainError('CAPTAIN_MUST_HAND_OVER', 'Others are in the team');
      return [
        ...(await moveWalkers(tx, [walker.id], from.id, into.id)),
        ...(await endTeam(tx, edition, from, into.id)),
      ];
    });
  }

  /** A captain lets a member go, who walks on alone. @throws {DomainError} `NOT_ALLOWED`, `WALKER_NOT_FOUND` */
  async letGo({ edition, accountId }: TeamActor, slug: string, walkerId: string): Promise<void> {
    await this.inTeam(edition, slug, async ({ tx, team, members }) => {
      requireCaptain(team, members, accountId);
      const walker = other(team, members, walkerId);
      return moveWalkers(tx, [walker.id], team.id, null);
    });
  }

  /** A captain names a co-captain, or takes that back. @throws {DomainError} `NOT_ALLOWED`, `WALKER_NOT_FOUND` */
  async setCoCaptain({ edition, accountId }: TeamActor, slug: string, walkerId: string, is: boolean): Promise<void> {
    await this.inTeam(edition, slug, async ({ tx, team, members }) => {
      requireCaptain(team, members, accountId);
      const walker = other(team, members, walkerId);
      await tx.rows(
        is
          ? `INSERT INTO team_co_captain (team_id, walker_id) VALUES ($1, $2)
             ON CONFLICT ON CONSTRAINT team_co_captain_pk DO NOTHING`
          : `DELETE FROM team_co_captain WHERE team_id = $1 AND walker_id = $2`,
        [team.id, walker.id],
      );
      return [];
    });
  }

  /** A captain offers the captaincy to a member, who is told by mail. A new offer takes the place of an older one. */
  async offerCaptaincy({ edition, accountId }: TeamActor, slug: string, walkerId: string): Promise<void> {
    await this.inTeam(edition, slug, async ({ tx, team, members }) => {
      requireCaptain(team, members, accountId);
      const walker = other(team, members, walkerId);
      const [offer] = await tx.rows<{ offered_at: string }>(
        `INSERT INTO captaincy_offer AS o (team_id, to_walker_id, expires_at)
         VALUES ($1, $2, now() + $3 * interval '1 day')
         ON CONFLICT ON CONSTRAINT captaincy_offer_pk DO UPDATE
           SET to_walker_id = excluded.to_walker_id, offered_at = now(), expires_at = excluded.expires_at
         RETURNING offered_at::text`,
        [team.id, walker.id, OFFER_DAYS],
      );
      await writeOutbox(tx, [
        {
          kind: 'mail',
          onceKey: `captaincy-offered:${team.id}:${offer?.offered_at ?? ''}`,
          payload: { mail: 'captaincy-offered', teamId: team.id },
          afterMs: 0,
        },
      ]);
      tx.onceCommitted(() => {
        this.bell.ring();
      });
      return [];
    });
  }

  /** The member answers. Accepted: they are captain from now on, and the one before stays as co-captain. */
  async answerCaptaincy({ edition, accountId }: TeamActor, slug: string, accept: boolean): Promise<void> {
    await this.inTeam(edition, slug, async ({ tx, team, members }) => {
      const [offer] = await tx.rows<{ to_walker_id: WalkerId; open: boolean }>(
        `DELETE FROM captaincy_offer WHERE team_id = $1 AND to_walker_id = ANY($2::uuid[])
         RETURNING to_walker_id, expires_at > now() AS open`,
        [team.id, [...members.values()].filter((it) => it.accountId === accountId).map(({ id }) => id)],
      );
      if (offer === undefined || !offer.open) throw new DomainError('OFFER_OVER', 'No open offer');
      if (!accept) return [];
      await tx.rows(`UPDATE team SET captain_walker_id = $2 WHERE id = $1`, [team.id, offer.to_walker_id]);
      await tx.rows(`DELETE FROM team_co_captain WHERE team_id = $1 AND walker_id = $2`, [team.id, offer.to_walker_id]);
      await tx.rows(
        `INSERT INTO team_co_captain (team_id, walker_id) VALUES ($1, $2)
         ON CONFLICT ON CONSTRAINT team_co_captain_pk DO NOTHING`,
        [team.id, team.captainWalkerId],
      );
      return [];
    });
  }

  /** A captain ends the team: everybody walks on alone, and the gifts of the team still count. */
  async dissolve({ edition, accountId }: TeamActor, slug: string): Promise<void> {
    await this.inTeam(edition, slug, async ({ tx, team, members }) => {
      requireCaptain(team, members, accountId);
      return [
        ...(await moveWalkers(tx, [...members.keys()], team.id, null)),
        ...(await endTeam(tx, edition, team, null)),
      ];
    });
  }

  /** A captain offers that their team joins another one; its captain decides. */
  async offerMerge({ edition, accountId }: TeamActor, slug: string, intoSlug: string): Promise<void> {
    if (slug === intoSlug) throw new DomainError('TEAM_NOT_FOUND', 'The same team');
    await this.withTeams(edition, [slug, intoSlug], async (tx, teams) => {
      const [team, into] = [teamNamed(teams, slug), teamNamed(teams, intoSlug)];
      requireCaptain(team, await membersOf(tx, team.id), accountId);
      await tx.rows(
        `INSERT INTO team_merge_offer AS o (team_id, into_team_id, expires_at)
         VALUES ($1, $2, now() + $3 * interval '1 day')
         ON CONFLICT ON CONSTRAINT team_merge_offer_pk DO UPDATE
           SET into_team_id = excluded.into_team_id, offered_at = now(), expires_at = excluded.expires_at`,
        [team.id, into.id, OFFER_DAYS],
      );
      return [];
    });
  }

  /** The other captain answers. Accepted: all members walk with the other team, and theirs ends. @throws `TEAM_FULL` */
  async answerMerge({ edition, accountId }: TeamActor, intoSlug: string, slug: string, accept: boolean): Promise<void> {
    await this.withTeams(edition, [slug, intoSlug], async (tx, teams) => {
      const [team, into] = [teamNamed(teams, slug), teamNamed(teams, intoSlug)];
      requireCaptain(into, await membersOf(tx, into.id), accountId);
      const [offer] = await tx.rows<{ open: boolean }>(
        `DELETE FROM team_merge_offer WHERE team_id = $1 AND into_team_id = $2 RETURNING expires_at > now() AS open`,
        [team.id, into.id],
      );
      if (offer === undefined || !offer.open) throw new DomainError('OFFER_OVER', 'No open offer');
      if (!accept) return [];
      const members = await membersOf(tx, team.id);
      await requireRoom(tx, edition, into, members.size);
      return [
        ...(await moveWalkers(tx, [...members.keys()], team.id, into.id)),
        ...(await endTeam(tx, edition, team, into.id)),
      ];
    });
  }

  private inTeam(edition: Edition, slug: string, work: (held: Held) => Promise<TotalKey[]>): Promise<void> {
    return this.database.transaction(async (tx) => {
      const team = await lockTeam(tx, edition, slug);
      const changed = await work({ tx, team, members: await membersOf(tx, team.id) });
      await this.announceChanges.inTransaction(tx, changed);
    });
  }

  private withTeams(
    edition: Edition,
    slugs: readonly string[],
    work: (tx: Transaction, teams: ReadonlyMap<string, LockedTeam>) => Promise<TotalKey[]>,
  ): Promise<void> {
    return this.database.transaction(async (tx) => {
      const changed = await work(tx, await lockTeams(tx, edition, slugs));
      await this.announceChanges.inTransaction(tx, changed);
    });
  }
}

function teamNamed(teams: ReadonlyMap<string, LockedTeam>, slug: string): LockedTeam {
  const team = teams.get(slug);
  if (team === undefined) throw new DomainError('TEAM_NOT_FOUND', `No team ${slug}`);
  return team;
}

/** @throws {DomainError} `WALKER_NOT_FOUND` for somebody else's walker too, so that nobody learns who there is */
function own(members: ReadonlyMap<WalkerId, LockedMember>, accountId: AccountId, walkerId: string): LockedMember {
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

/** @throws {DomainError} `TEAM_FULL` */
async function requireRoom(tx: Transaction, edition: Edition, team: LockedTeam, places: number): Promise<void> {
  if (edition.teamSizeLimit === null) return;
  const members = await membersOf(tx, team.id);
  if (members.size + places > edition.teamSizeLimit) throw new DomainError('TEAM_FULL', team.slug);
}
