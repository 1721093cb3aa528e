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

/** Who raised nothing has no place; so each is found along an index of totals, which ends after the first fifty. */
const TEAMS = `
  SELECT t.slug, t.name, s.raised_minor, s.supporters AS donors, coalesce(h.walkers, 0) AS walkers,
         s.raised_minor / greatest(coalesce(h.walkers, 0), 1) AS per_walker
    FROM total s
    JOIN team t ON t.id = s.scope_id AND t.confirmed_at IS NOT NULL
    JOIN fundraising_page p ON p.team_id = t.id AND p.hidden_at IS NULL
    LEFT JOIN headcount h ON h.scope = 'team' AND h.scope_id = t.id
   WHERE s.edition_id = $1 AND s.scope = 'team' AND s.raised_minor > 0`;

const WALKERS = `
  SELECT w.slug, w.public_name AS name, s.raised_minor, s.supporters AS donors, 1 AS walkers, s.raised_minor AS per_walker
    FROM total s
    JOIN fundraising_page p ON p.id = s.scope_id AND p.visibility = 'public' AND p.hidden_at IS NULL
    JOIN walker w ON w.id = p.walker_id AND w.confirmed_at IS NOT NULL
   WHERE s.edition_id = $1 AND s.scope = 'page' AND s.raised_minor > 0`;

const ORDERS: Readonly<Record<LeaderboardOrder, string>> = {
  raised: 's.raised_minor DESC, s.supporters DESC',
  donors: 's.supporters DESC, s.raised_minor DESC',
  'per-walker': 'per_walker DESC, s.raised_minor DESC',
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
    }>(`${subject === 'teams' ? TEAMS : WALKERS} ORDER BY ${ORDERS[order]}, s.scope_id LIMIT $2`, [
      edition.id,
      LEADERS,
    ]);
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
