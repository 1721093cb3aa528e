import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Edition, ParticipationGroup } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { PageId, ParticipationTypeId, TeamId, WalkerId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import { Database, type Parameter } from '../platform/database/database.js';
import { decodeCursor, encodeCursor } from '../platform/http/cursor.js';

export const TEAM_SORTS = ['raised', 'name'] as const;
export type TeamSort = (typeof TEAM_SORTS)[number];

/** A team as lists show it. */
export interface TeamSummary {
  readonly slug: string;
  readonly name: string;
  readonly walkers: number;
  readonly raisedMinor: Minor;
  readonly goalMinor: Minor;
  readonly gifts: number;
  /** The captain's participation type. */
  readonly participationTypeCode: string;
  readonly participationGroup: ParticipationGroup;
}

/** A page of a list; `nextCursor` is `null` on the last one. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** A team with all that its page shows. */
export interface TeamDetail extends TeamSummary {
  readonly id: TeamId;
  readonly pageId: PageId;
  readonly captainWalkerId: WalkerId;
  readonly participationTypeId: ParticipationTypeId;
  readonly story: string;
  /** Where and how they walk, in their own words. */
  readonly routeDescription: string;
  /** Their own start; `null`: that of their participation type. */
  readonly startsAt: Date | null;
  /** Organisers show it to nobody but those who lead it. */
  readonly hidden: boolean;
  /** A page of them: the captain first, then by what they raised. */
  readonly members: readonly TeamMember[];
  readonly moreMembers: boolean;
}

/** A member as the team's page shows them; public names only. */
export interface TeamMember {
  readonly slug: string;
  readonly name: string;
  readonly captain: boolean;
  readonly raisedMinor: Minor;
  readonly minimumMinor: Minor;
}

interface TeamRow {
  id: TeamId;
  slug: string;
  name: string;
  sort_name: string;
  walkers: number;
  raised_minor: string;
  goal_minor: string;
  gifts: number;
  type_code: string;
  participation_group: ParticipationGroup;
}

/** The most members one page holds; larger teams have more pages of them. */
const MEMBERS = 200;

const TEAM = `SELECT t.id, t.slug, t.name, lower(t.name) AS sort_name, coalesce(h.walkers, 0) AS walkers,
    coalesce(s.raised_minor, 0) AS raised_minor, coalesce(s.gifts, 0) AS gifts,
    greatest(p.goal_minor, coalesce(h.walkers, 0) * e.minimum_per_walker_minor) AS goal_minor,
    pt.code AS type_code, pt.participation_group, t.captain_walker_id, p.id AS page_id, p.story, t.route_description,
    t.starts_at, pt.id AS type_id,
    p.hidden_at IS NOT NULL AS hidden
  FROM team t
  JOIN edition e ON e.id = t.edition_id
  JOIN fundraising_page p ON p.team_id = t.id
  JOIN walker c ON c.id = t.captain_walker_id
  JOIN participation_type pt ON pt.id = c.participation_type_id
  LEFT JOIN total s ON s.scope = 'team' AND s.scope_id = t.id
  LEFT JOIN headcount h ON h.scope = 'team' AND h.scope_id = t.id`;

const RaisedPosition = z.object({ raised: z.number().int(), id: z.uuid() });
const NamePosition = z.object({ name: z.string(), id: z.uuid() });

/** Reads teams whose captain's place is valid. */
@Injectable()
export class ReadTeams {
  constructor(private readonly database: Database) {}

  /**
   * A page of the edition's teams by what they raised (most first) or by name.
   * @param limit 1 to 100. @throws {InputInvalidError} for a cursor of another list.
   */
  async list(
    edition: Edition,
    { sort, limit, cursor }: { sort: TeamSort; limit: number; cursor: string | null },
  ): Promise<Listed<TeamSummary>> {
    const [where, order, position] = this.keyset(sort, cursor);
    const rows = await this.database.rows<TeamRow>(
      `SELECT * FROM (${TEAM} WHERE t.edition_id = $1 AND t.confirmed_at IS NOT NULL AND p.hidden_at IS NULL) team ${where} ${order} LIMIT $2`,
      [edition.id, limit + 1, ...position],
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    const more = rows.length > limit && last !== undefined;
    return {
      items: items.map(summaryOf),
      nextCursor: more
        ? encodeCursor(
            sort === 'raised'
              ? { raised: Number(last.raised_minor), id: last.id }
              : { name: last.sort_name, id: last.id },
          )
        : null,
    };
  }

  private keyset(sort: TeamSort, cursor: string | null): [where: string, order: string, position: Parameter[]] {
    switch (sort) {
      case 'raised': {
        const order = 'ORDER BY raised_minor DESC, id';
        if (cursor === null) return ['', order, []];
        const { raised, id } = decodeCursor(cursor, RaisedPosition);
        return ['WHERE raised_minor < $3 OR (raised_minor = $3 AND id > $4)', order, [raised, id]];
      }
      case 'name': {
        const order = 'ORDER BY sort_name, id';
        if (cursor === null) return ['', order, []];
        const { name, id } = decodeCursor(cursor, NamePosition);
        return ['WHERE (sort_name, id) > ($3, $4::uuid)', order, [name, id]];
      }
    }
  }

  /** Teams whose name holds the text, nearest first; at most `limit`. */
  async search(edition: Edition, text: string, limit: number): Promise<TeamSummary[]> {
    const rows = await this.database.rows<TeamRow>(
      `SELECT * FROM (${TEAM} WHERE t.edition_id = $1 AND t.confirmed_at IS NOT NULL AND p.hidden_at IS NULL
          AND (lower(t.name) LIKE '%' || $2 || '%' OR lower(t.name) % $3)) team
        ORDER BY sort_name LIKE $2 || '%' DESC, similarity(sort_name, $3) DESC, raised_minor DESC, id LIMIT $4`,
      [edition.id, likeText(text), text.toLowerCase(), limit],
    );
    return rows.map(summaryOf);
  }

  /**
   * @param members which page of them, and how many a page holds
   * @throws {DomainError} `TEAM_NOT_FOUND` also while the captain's place is not valid yet.
   */
  async bySlug(
    edition: Edition,
    slug: string,
    { page, size }: { readonly page: number; readonly size: number } = { page: 1, size: MEMBERS },
  ): Promise<TeamDetail> {
    const team = await this.withoutMembers(edition, slug);
    const members = await this.database.rows<{
      id: WalkerId;
      slug: string;
      public_name: string;
      raised_minor: string;
      minimum_minor: string;
    }>(
      `SELECT w.id, w.slug, w.public_name, coalesce(s.raised_minor, 0) AS raised_minor, pt.minimum_minor
         FROM walker w
         JOIN participation_type pt ON pt.id = w.participation_type_id
         JOIN fundraising_page p ON p.walker_id = w.id
         LEFT JOIN total s ON s.scope = 'page' AND s.scope_id = p.id
        WHERE w.team_id = $1 AND w.confirmed_at IS NOT NULL AND p.visibility = 'public' AND p.hidden_at IS NULL
        ORDER BY w.id = $2 DESC, 4 DESC, w.public_name, w.id LIMIT $3 OFFSET $4`,
      [team.id, team.captainWalkerId, size + 1, (page - 1) * size],
    );
    return {
      ...team,
      moreMembers: members.length > size,
      members: members.slice(0, size).map((member) => ({
        slug: member.slug,
        name: member.public_name,
        captain: member.id === team.captainWalkerId,
        raisedMinor: minor(Number(member.raised_minor)),
        minimumMinor: minor(Number(member.minimum_minor)),
      })),
    };
  }

  /**
   * The team alone, for whoever needs no list of its members: a gift to it, a link to it.
   * @throws {DomainError} `TEAM_NOT_FOUND` also while the captain's place is not valid yet.
   */
  async withoutMembers(edition: Edition, slug: string): Promise<Omit<TeamDetail, 'members' | 'moreMembers'>> {
    const [row] = await this.database.rows<
      TeamRow & {
        captain_walker_id: WalkerId;
        page_id: PageId;
        story: string;
        type_id: ParticipationTypeId;
        route_description: string;
        starts_at: Date | null;
        hidden: boolean;
      }
    >(`${TEAM} WHERE t.edition_id = $1 AND t.slug = $2 AND t.confirmed_at IS NOT NULL`, [edition.id, slug]);
    if (row === undefined) throw new DomainError('TEAM_NOT_FOUND', `No team ${slug}`);
    return {
      ...summaryOf(row),
      id: row.id,
      pageId: row.page_id,
      captainWalkerId: row.captain_walker_id,
      participationTypeId: row.type_id,
      story: row.story,
      routeDescription: row.route_description,
      startsAt: row.starts_at,
      hidden: row.hidden,
    };
  }
}

/** Text for LIKE, in which nothing is a wildcard. */
export function likeText(text: string): string {
  return text.toLowerCase().replace(/[\\%_]/g, String.raw`\$&`);
}

function summaryOf(row: TeamRow): TeamSummary {
  return {
    slug: row.slug,
    name: row.name,
    walkers: row.walkers,
    raisedMinor: minor(Number(row.raised_minor)),
    goalMinor: minor(Number(row.goal_minor)),
    gifts: row.gifts,
    participationTypeCode: row.type_code,
    participationGroup: row.participation_group,
  };
}
