import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { AccountId, TeamId, WalkerId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import { Database } from '../platform/database/database.js';
import type { Admission, TeamRole } from './team-members.js';

/** A member as the others of the team see them: never an address, a date of birth, or how a place was paid. */
export interface OwnTeamMember {
  readonly id: WalkerId;
  readonly slug: string;
  readonly name: string;
  readonly role: TeamRole;
  /** One of the account's own walkers. */
  readonly own: boolean;
  readonly valid: boolean;
  readonly raisedMinor: Minor;
  readonly minimumMinor: Minor;
  /** They had a kind reminder of the minimum in the past week. */
  readonly reminded: boolean;
  /** The captaincy was offered to them, and they have not answered. */
  readonly offered: boolean;
}

/** A team that asks to join this one. */
export interface MergeRequest {
  readonly slug: string;
  readonly name: string;
  readonly walkers: number;
}

/** Somebody who asks to walk with the team. */
export interface JoinRequest {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** A team from the inside. */
export interface OwnTeam {
  readonly id: TeamId;
  readonly slug: string;
  readonly name: string;
  /** The most that one of the account's walkers is. */
  readonly role: TeamRole;
  /** A page of them: the captain first, then co-captains and the account's own, then by name. */
  readonly members: readonly OwnTeamMember[];
  readonly moreMembers: boolean;
  /** All of them, on whichever page. */
  readonly memberCount: number;
  /** The captaincy is offered to one of the account's own walkers. */
  readonly offered: boolean;
  readonly admission: Admission;
  /** What a link carries that lets people in at once; `null` where no link needs it, and for members. */
  readonly invitationToken: string | null;
  /** For captain and co-captain; at most twenty, the first who asked first. */
  readonly joinRequests: readonly JoinRequest[];
  readonly mergeRequests: readonly MergeRequest[];
  /** The team that this one asked to join; `null` when it asked none. */
  readonly asksToJoin: string | null;
}

/** A walker of an account, who may go along with a team. */
export interface MovableWalker {
  readonly id: WalkerId;
  readonly name: string;
  readonly firstName: string;
  /** The team they walk with now; `null`: alone. */
  readonly teamSlug: string | null;
  readonly teamName: string | null;
  /** They have asked the team already. */
  readonly waits: boolean;
}

const MOST_MOVABLE = 50;
/** Members on one page. */
const MEMBERS = 50;
const MOST_REQUESTS = 20;

/** Reads teams for those who belong to them. */
@Injectable()
export class ReadOwnTeam {
  constructor(private readonly database: Database) {}

  /** The walkers of an account, with whom they walk, and whether they wait for the yes of a team. */
  async movable(edition: Edition, accountId: AccountId, teamSlug: string): Promise<MovableWalker[]> {
    const rows = await this.database.rows<{
      id: WalkerId;
      public_name: string;
      first_name: string;
      team_slug: string | null;
      team_name: string | null;
      waits: boolean;
    }>(
      `SELECT w.id, w.public_name, w.first_name, t.slug AS team_slug, t.name AS team_name,
              EXISTS (SELECT 1 FROM team_join_request j JOIN team a ON a.id = j.team_id
                       WHERE j.walker_id = w.id AND a.edition_id = $2 AND a.slug = $3 AND j.state = 'waiting') AS waits
         FROM walker w JOIN registration r ON r.id = w.registration_id LEFT JOIN team t ON t.id = w.team_id
        WHERE r.account_id = $1 AND w.edition_id = $2 AND w.released_at IS NULL
          AND (t.id IS NULL OR t.confirmed_at IS NOT NULL)
        ORDER BY w.created_at, w.id LIMIT $4`,
      [accountId, edition.id, teamSlug, MOST_MOVABLE],
    );
    return rows.map((row) => ({
      id: row.id,
      name: row.public_name,
      firstName: row.first_name,
      teamSlug: row.team_slug,
      teamName: row.team_name,
      waits: row.waits,
    }));
  }

  /**
   * @param page which page of its members, from 1
   * @throws {DomainError} `TEAM_NOT_FOUND` also for a team that no walker of the account belongs to.
   */
  async bySlug(edition: Edition, slug: string, accountId: AccountId, page = 1): Promise<OwnTeam> {
    const [team] = await this.database.rows<{
      id: TeamId;
      name: string;
      captain_walker_id: WalkerId;
      admission: Admission;
      invitation_token: string;
      offered_to: WalkerId | null;
      asks_to_join: string | null;
    }>(
      `SELECT t.id, t.name, t.captain_walker_id, t.admission, t.invitation_token,
              (SELECT o.to_walker_id FROM captaincy_offer o WHERE o.team_id = t.id AND o.expires_at > now()) AS offered_to,
              (SELECT i.name FROM team_merge_offer m JOIN team i ON i.id = m.into_team_id
                WHERE m.team_id = t.id AND m.expires_at > now()) AS asks_to_join
         FROM team t WHERE t.edition_id = $1 AND t.slug = $2 AND t.confirmed_at IS NOT NULL`,
      [edition.id, slug],
    );
    if (team === undefined) throw new DomainError('TEAM_NOT_FOUND', `No team ${slug}`);
    const [standing, rows, requests, joinRequests] = await Promise.all([
      this.standingOf(accountId, team),
      this.database.rows<{
        id: WalkerId;
        slug: string;
        public_name: string;
        account_id: AccountId;
        co_captain: boolean;
        valid: boolean;
        raised_minor: string;
        minimum_minor: string;
        reminded: boolean;
      }>(
        `SELECT w.id, w.slug, w.public_name, r.account_id, c.walker_id IS NOT NULL AS co_captain,
                w.confirmed_at IS NOT NULL AS valid, coalesce(s.raised_minor, 0) AS raised_minor, pt.minimum_minor,
                EXISTS (SELECT 1 FROM minimum_reminder m
                         WHERE m.walker_id = w.id AND m.reminded_at > now() - interval '7 days') AS reminded
           FROM walker w JOIN registration r ON r.id = w.registration_id
           JOIN participation_type pt ON pt.id = w.participation_type_id
           JOIN fundraising_page p ON p.walker_id = w.id
           LEFT JOIN total s ON s.scope = 'page' AND s.scope_id = p.id
           LEFT JOIN team_co_captain c ON c.team_id = w.team_id AND c.walker_id = w.id
          WHERE w.team_id = $1 AND w.released_at IS NULL
          ORDER BY w.id = $2 DESC, 5 DESC, r.account_id = $3 DESC, w.public_name, w.id LIMIT $4 OFFSET $5`,
        [team.id, team.captain_walker_id, accountId, MEMBERS + 1, (page - 1) * MEMBERS],
      ),
      this.database.rows<MergeRequest>(
        `SELECT t.slug, t.name, coalesce(h.walkers, 0) AS walkers FROM team_merge_offer m JOIN team t ON t.id = m.team_id
           LEFT JOIN headcount h ON h.scope = 'team' AND h.scope_id = t.id
          WHERE m.into_team_id = $1 AND m.expires_at > now() ORDER BY m.offered_at LIMIT $2`,
        [team.id, MOST_REQUESTS],
      ),
      this.database.rows<JoinRequest>(
        `SELECT j.id, w.slug, w.public_name AS name FROM team_join_request j JOIN walker w ON w.id = j.walker_id
          WHERE j.team_id = $1 AND j.state = 'waiting' AND w.confirmed_at IS NOT NULL ORDER BY j.asked_at, j.id LIMIT $2`,
        [team.id, MOST_REQUESTS],
      ),
    ]);
    const members = rows.slice(0, MEMBERS).map((row): OwnTeamMember => {
      const role: TeamRole = row.id === team.captain_walker_id ? 'captain' : row.co_captain ? 'co-captain' : 'member';
      return {
        id: row.id,
        slug: row.slug,
        name: row.public_name,
        role,
        own: row.account_id === accountId,
        valid: row.valid,
        raisedMinor: minor(Number(row.raised_minor)),
        minimumMinor: minor(Number(row.minimum_minor)),
        reminded: row.reminded,
        offered: row.id === team.offered_to,
      };
    });
    const { role, memberCount, offered } = standing;
    if (role === null) throw new DomainError('TEAM_NOT_FOUND', 'Nobody of this account belongs to the team');
    return {
      id: team.id,
      slug,
      name: team.name,
      role,
      members,
      moreMembers: rows.length > MEMBERS,
      memberCount,
      offered,
      admission: team.admission,
      invitationToken: team.admission === 'open' || role === 'member' ? null : team.invitation_token,
      joinRequests: role === 'member' ? [] : joinRequests,
      mergeRequests: role === 'captain' ? requests : [],
      asksToJoin: team.asks_to_join,
    };
  }

  /** What the account is in a team, whichever page of the members is read. */
  private async standingOf(
    accountId: AccountId,
    team: { readonly id: TeamId; readonly captain_walker_id: WalkerId; readonly offered_to: WalkerId | null },
  ): Promise<{ readonly role: TeamRole | null; readonly memberCount: number; readonly offered: boolean }> {
    const [row] = await this.database.rows<{
      members: number;
      captain: boolean | null;
      co_captain: boolean | null;
      offered: boolean | null;
    }>(
      `SELECT count(*)::int AS members, bool_or(w.id = $3) FILTER (WHERE r.account_id = $2) AS captain,
              bool_or(c.walker_id IS NOT NULL) FILTER (WHERE r.account_id = $2) AS co_captain,
              bool_or(w.id = $4) FILTER (WHERE r.account_id = $2) AS offered
         FROM walker w JOIN registration r ON r.id = w.registration_id
         LEFT JOIN team_co_captain c ON c.team_id = w.team_id AND c.walker_id = w.id
        WHERE w.team_id = $1 AND w.released_at IS NULL`,
      [team.id, accountId, team.captain_walker_id, team.offered_to],
    );
    const role =
      row == null || row.captain === null ? null : row.captain ? 'captain' : row.co_captain ? 'co-captain' : 'member';
    return { role, memberCount: row?.members ?? 0, offered: row?.offered ?? false };
  }
}
