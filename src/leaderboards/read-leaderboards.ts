import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Edition } from '../domain/edition.js';
import { type Minor, minor } from '../domain/money.js';
import { Database } from '../platform/database/database.js';

export const LEADERBOARD_SUBJECTS = ['teams', 'walkers'] as const;
export type LeaderboardSubject = (typeof LEADERBOARD_SUBJECTS)[number];

/** By what somebody leads; `per-walker` gives small teams a chance, and is for teams only. */
export const LEADERBOARD_ORDERS = ['raised', 'donors', 'per-walker'] as const;
export type LeaderboardOrder = (typeof LEADERBOARD_ORDERS)[number];

/** A place on a leaderboard. */
export interface Leader {
  readonly rank: number;
  readonly slug: string;
  readonly name: string;
  readonly raisedMinor: Minor;
  readonly donors: number;
  readonly walkers: number;
  /** Whole minor units, rounded down. */
  readonly perWalkerMinor: Minor;
}

const LEADERS = 50;
/** A leaderboard may be this old; every visitor within it shares one query, ms. */
const KEPT_MS = 10_000;

const TEAMS = `
  SELECT t.id, t.slug, t.name, coalesce(s.raised_minor, 0) AS raised_minor, coalesce(d.donors, 0)::int AS donors,
         coalesce(h.walkers, 0) AS walkers, coalesce(s.raised_minor, 0) / greatest(coalesce(h.walkers, 0), 1) AS per_walker
    FROM team t
    JOIN fundraising_page p ON p.team_id = t.id AND p.hidden_at IS NULL
    LEFT JOIN total s ON s.scope = 'team' AND s.scope_id = t.id
    LEFT JOIN headcount h ON h.scope = 'team' AND h.scope_id = t.id
    LEFT JOIN (SELECT team_id, count(DISTINCT donor_id) AS donors FROM donation
                WHERE edition_id = $1 AND raised_minor > 0 AND team_id IS NOT NULL GROUP BY team_id) d ON d.team_id = t.id
   WHERE t.edition_id = $1 AND t.confirmed_at IS NOT NULL`;

const WALKERS = `
  SELECT w.id, w.slug, w.public_name AS name, coalesce(s.raised_minor, 0) AS raised_minor,
         coalesce(d.donors, 0)::int AS donors, 1 AS walkers, coalesce(s.raised_minor, 0) AS per_walker
    FROM walker w
    JOIN fundraising_page p ON p.walker_id = w.id AND p.visibility = 'public' AND p.hidden_at IS NULL
    LEFT JOIN total s ON s.scope = 'page' AND s.scope_id = p.id
    LEFT JOIN (SELECT page_id, count(DISTINCT donor_id) AS donors FROM donation
                WHERE edition_id = $1 AND raised_minor > 0 AND page_id IS NOT NULL GROUP BY page_id) d ON d.page_id = p.id
   WHERE w.edition_id = $1 AND w.confirmed_at IS NOT NULL`;

const ORDERS: Readonly<Record<LeaderboardOrder, string>> = {
  raised: 'raised_minor DESC, donors DESC',
  donors: 'donors DESC, raised_minor DESC',
  'per-walker': 'per_walker DESC, raised_minor DESC',
};

/** Who is ahead on the road. Pages that are shown by their link only are on no leaderboard. */
@Injectable()
export class ReadLeaderboards {
  private readonly kept: LRUCache<string, Leader[], Edition>;

  constructor(private readonly database: Database) {
    this.kept = new LRUCache<string, Leader[], Edition>({
      max: 60,
      ttl: KEPT_MS,
      fetchMethod: (key, _stale, { context }) => {
        const [, subject, order] = key.split(' ') as [string, LeaderboardSubject, LeaderboardOrder];
        return this.read(context, subject, order);
      },
    });
  }

  /** The first fifty, at most ten seconds old. Who raised nothing yet is not among them. */
  async leaders(edition: Edition, subject: LeaderboardSubject, order: LeaderboardOrder): Promise<readonly Leader[]> {
    return (await this.kept.fetch(`${edition.id} ${subject} ${order}`, { context: edition })) ?? [];
  }

  private async read(edition: Edition, subject: LeaderboardSubject, order: LeaderboardOrder): Promise<Leader[]> {
    const rows = await this.database.rows<{
      slug: string;
      name: string;
      raised_minor: string;
      donors: number;
      walkers: number;
      per_walker: string;
    }>(
      `SELECT * FROM (${subject === 'teams' ? TEAMS : WALKERS}) leader WHERE raised_minor > 0
        ORDER BY ${ORDERS[order]}, id LIMIT $2`,
      [edition.id, LEADERS],
    );
    return rows.map((row, index) => ({
      rank: index + 1,
      slug: row.slug,
      name: row.name,
      raisedMinor: minor(Number(row.raised_minor)),
      donors: row.donors,
      walkers: row.walkers,
      perWalkerMinor: minor(Number(row.per_walker)),
    }));
  }
}
