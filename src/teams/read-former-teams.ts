import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import type { PageId, TeamId } from '../domain/ids.js';
import { Database } from '../platform/database/database.js';

/** A team or a walker by what a link to their page needs. */
export interface Named {
  readonly slug: string;
  readonly name: string;
}

/** A team that is no more: what it was given stays, and who walked with it walks on elsewhere. */
export interface FormerTeam extends Named {
  readonly id: TeamId;
  readonly pageId: PageId;
  readonly story: string;
  readonly endedAt: Date;
  /** The team that all of them went to; `null`: everybody went on alone, or the last one left. */
  readonly mergedInto: Named | null;
  /** A page of those who were in the team at its end, by name; only those whom everybody may find. */
  readonly walkers: readonly FormerMember[];
  readonly moreWalkers: boolean;
}

/** Somebody who was in a team when it ended, and the team they walk with today. */
export interface FormerMember extends Named {
  /** `null`: alone. */
  readonly team: Named | null;
}

/** A team joins another, which may join another again; a chain is followed for so many steps. */
const MOST_MERGERS = 20;

/** Reads teams that dissolved or went together with another one. */
@Injectable()
export class ReadFormerTeams {
  constructor(private readonly database: Database) {}

  /** @returns `null` for a team that is one, and for what was none. */
  async bySlug(
    edition: Edition,
    slug: string,
    { page, size }: { readonly page: number; readonly size: number },
  ): Promise<FormerTeam | null> {
    const [team] = await this.database.rows<{
      id: TeamId;
      name: string;
      page_id: PageId;
      story: string;
      ended_at: Date;
      into_slug: string | null;
      into_name: string | null;
    }>(
      `SELECT t.id, t.name, p.id AS page_id, p.story, t.dissolved_at AS ended_at, i.slug AS into_slug, i.name AS into_name
         FROM team t JOIN fundraising_page p ON p.team_id = t.id LEFT JOIN team i ON i.id = t.merged_into_id
        WHERE t.edition_id = $1 AND t.slug = $2 AND t.dissolved_at IS NOT NULL`,
      [edition.id, slug],
    );
    if (team === undefined) return null;
    // Who left with the end of the team left in its very transaction, at the same moment.
    const rows = await this.database.rows<{
      slug: string;
      name: string;
      team_slug: string | null;
      team_name: string | null;
    }>(
      `SELECT w.slug, w.public_name AS name, n.slug AS team_slug, n.name AS team_name
         FROM team t JOIN team_departure d ON d.team_id = t.id AND d.left_at = t.dissolved_at
         JOIN walker w ON w.id = d.walker_id AND w.confirmed_at IS NOT NULL
         JOIN fundraising_page p ON p.walker_id = w.id AND p.visibility = 'public' AND p.hidden_at IS NULL
         LEFT JOIN team n ON n.id = w.team_id AND n.confirmed_at IS NOT NULL
        WHERE t.id = $1 ORDER BY w.public_name, w.id LIMIT $2 OFFSET $3`,
      [team.id, size + 1, (page - 1) * size],
    );
    return {
      id: team.id,
      slug,
      name: team.name,
      pageId: team.page_id,
      story: team.story,
      endedAt: team.ended_at,
      mergedInto: named(team.into_slug, team.into_name),
      walkers: rows
        .slice(0, size)
        .map((row) => ({ slug: row.slug, name: row.name, team: named(row.team_slug, row.team_name) })),
      moreWalkers: rows.length > size,
    };
  }

  /** Whether there was a team by this name that is no more. */
  async is(edition: Edition, slug: string): Promise<boolean> {
    const rows = await this.database.rows(
      `SELECT 1 FROM team WHERE edition_id = $1 AND slug = $2 AND dissolved_at IS NOT NULL`,
      [edition.id, slug],
    );
    return rows.length > 0;
  }

  /** The team in which a former one lives on, however often it went together with another; `null`: none. */
  async successor(edition: Edition, slug: string): Promise<Named | null> {
    const [row] = await this.database.rows<Named>(
      `WITH RECURSIVE chain AS (
         SELECT merged_into_id, 1 AS step FROM team WHERE edition_id = $1 AND slug = $2 AND merged_into_id IS NOT NULL
         UNION ALL
         SELECT t.merged_into_id, step + 1 FROM chain JOIN team t ON t.id = chain.merged_into_id
          WHERE t.merged_into_id IS NOT NULL AND step < $3)
       SELECT t.slug, t.name FROM chain JOIN team t ON t.id = chain.merged_into_id AND t.confirmed_at IS NOT NULL`,
      [edition.id, slug, MOST_MERGERS],
    );
    return row ?? null;
  }
}

function named(slug: string | null, name: string | null): Named | null {
  return slug === null ? null : { slug, name: name ?? slug };
}
