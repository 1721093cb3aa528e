import { Injectable } from '@nestjs/common';
import type { Edition, ParticipationGroup } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { PageId, ParticipationTypeId, TeamId, WalkerId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import { Database } from '../platform/database/database.js';
import { likeText } from '../teams/index.js';

/** A walker as lists show them; public names only. */
export interface WalkerSummary {
  readonly slug: string;
  readonly name: string;
  readonly raisedMinor: Minor;
  readonly goalMinor: Minor;
  readonly gifts: number;
  readonly team: { readonly slug: string; readonly name: string } | null;
  readonly participationTypeCode: string;
  readonly participationGroup: ParticipationGroup;
}

/** A walker with all that their page shows. */
export interface WalkerDetail extends WalkerSummary {
  readonly id: WalkerId;
  readonly pageId: PageId;
  readonly teamId: TeamId | null;
  readonly participationTypeId: ParticipationTypeId;
  readonly distanceKm: number | null;
  readonly minimumMinor: Minor;
  readonly story: string;
  /** Found by its link alone: in no list, no search, no leaderboard. */
  readonly unlisted: boolean;
  /** Organisers show it to nobody but whose it is. */
  readonly hidden: boolean;
}

interface WalkerRow {
  id: WalkerId;
  slug: string;
  public_name: string;
  raised_minor: string;
  goal_minor: string;
  gifts: number;
  team_slug: string | null;
  team_name: string | null;
  type_code: string;
  participation_group: ParticipationGroup;
  page_id: PageId;
  team_id: TeamId | null;
  type_id: ParticipationTypeId;
  distance_km: number | null;
  minimum_minor: string;
  story: string;
  unlisted: boolean;
  hidden: boolean;
}

const WALKER = `SELECT w.id, w.slug, w.public_name, coalesce(s.raised_minor, 0) AS raised_minor, p.goal_minor,
    coalesce(s.gifts, 0) AS gifts, t.slug AS team_slug, t.name AS team_name, pt.code AS type_code,
    pt.participation_group, p.id AS page_id, t.id AS team_id, pt.id AS type_id, w.distance_km, pt.minimum_minor, p.story,
    p.visibility = 'by-link' OR p.hidden_at IS NOT NULL AS unlisted, p.hidden_at IS NOT NULL AS hidden
  FROM walker w
  JOIN participation_type pt ON pt.id = w.participation_type_id
  JOIN fundraising_page p ON p.walker_id = w.id
  LEFT JOIN team t ON t.id = w.team_id AND t.confirmed_at IS NOT NULL
  LEFT JOIN total s ON s.scope = 'page' AND s.scope_id = p.id`;

/** Reads walkers whose place is valid. */
@Injectable()
export class ReadWalkers {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `WALKER_NOT_FOUND` also while the place is not valid yet. */
  async bySlug(edition: Edition, slug: string): Promise<WalkerDetail> {
    const [row] = await this.database.rows<WalkerRow>(
      `${WALKER} WHERE w.edition_id = $1 AND w.slug = $2 AND w.confirmed_at IS NOT NULL`,
      [edition.id, slug],
    );
    if (row === undefined) throw new DomainError('WALKER_NOT_FOUND', `No walker ${slug}`);
    return {
      ...summaryOf(row),
      id: row.id,
      pageId: row.page_id,
      teamId: row.team_id,
      participationTypeId: row.type_id,
      distanceKm: row.distance_km,
      minimumMinor: minor(Number(row.minimum_minor)),
      story: row.story,
      unlisted: row.unlisted,
      hidden: row.hidden,
    };
  }

  /** Walkers whose page is public and whose public name holds or resembles the text, nearest first; at most `limit`. */
  async search(edition: Edition, text: string, limit: number): Promise<WalkerSummary[]> {
    const rows = await this.database.rows<WalkerRow>(
      `${WALKER} WHERE w.edition_id = $1 AND w.confirmed_at IS NOT NULL AND p.visibility = 'public' AND p.hidden_at IS NULL
          AND (lower(w.public_name) LIKE '%' || $2 || '%' OR lower(w.public_name) % $3)
        ORDER BY lower(w.public_name) LIKE $2 || '%' DESC, similarity(lower(w.public_name), $3) DESC, w.id LIMIT $4`,
      [edition.id, likeText(text), text.toLowerCase(), limit],
    );
    return rows.map(summaryOf);
  }
}

function summaryOf(row: WalkerRow): WalkerSummary {
  return {
    slug: row.slug,
    name: row.public_name,
    raisedMinor: minor(Number(row.raised_minor)),
    goalMinor: minor(Number(row.goal_minor)),
    gifts: row.gifts,
    team: row.team_slug === null ? null : { slug: row.team_slug, name: row.team_name ?? row.team_slug },
    participationTypeCode: row.type_code,
    participationGroup: row.participation_group,
  };
}
