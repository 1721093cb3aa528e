import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import type { TeamId } from '../domain/ids.js';
import { coverMinimums, type MinimumCover } from '../domain/minimum-cover.js';
import { type Minor, minor } from '../domain/money.js';
import { Database } from '../platform/database/database.js';

/** A member of a team and how far they are from what they committed to raise; public names only. */
export interface MemberProgress {
  readonly slug: string;
  readonly name: string;
  readonly raisedMinor: Minor;
  readonly minimumMinor: Minor;
  readonly shortMinor: Minor;
  /** What of it the team's surplus covers, where the edition allows that. */
  readonly coveredMinor: Minor;
}

export interface TeamProgress {
  readonly cover: MinimumCover;
  readonly surplusMinor: Minor;
  /** Those who raised most. */
  readonly members: readonly MemberProgress[];
  /** How many members are not among them. */
  readonly others: number;
}

/** Far more than any team has; what a surplus covers is reckoned over all of them. */
const MOST_MEMBERS = 20_000;
/** The page of the team itself lists everybody, page by page. */
const MOST_SHOWN = 50;

/** Reads how far each member of a team is from the minimum. For members of the team only. */
@Injectable()
export class ReadTeamMinimums {
  constructor(private readonly database: Database) {}

  async of(edition: Edition, teamId: TeamId): Promise<TeamProgress> {
    const [[rule], rows, [total]] = await Promise.all([
      this.database.rows<{ minimum_cover: MinimumCover }>(`SELECT minimum_cover FROM edition WHERE id = $1`, [
        edition.id,
      ]),
      this.database.rows<{ slug: string; public_name: string; raised_minor: string; minimum_minor: string }>(
        `SELECT w.slug, w.public_name, coalesce(s.raised_minor, 0) AS raised_minor, pt.minimum_minor
           FROM walker w
           JOIN participation_type pt ON pt.id = w.participation_type_id
           JOIN fundraising_page p ON p.walker_id = w.id
           LEFT JOIN total s ON s.scope = 'page' AND s.scope_id = p.id
          WHERE w.team_id = $1 AND w.confirmed_at IS NOT NULL ORDER BY 3 DESC, w.public_name, w.id LIMIT $2`,
        [teamId, MOST_MEMBERS],
      ),
      this.database.rows<{ raised_minor: string }>(
        `SELECT s.raised_minor FROM fundraising_page p JOIN total s ON s.scope = 'page' AND s.scope_id = p.id
          WHERE p.team_id = $1`,
        [teamId],
      ),
    ]);
    const cover = rule?.minimum_cover ?? 'off';
    const raised = rows.map((row) => ({
      slug: row.slug,
      name: row.public_name,
      raisedMinor: minor(Number(row.raised_minor)),
      minimumMinor: minor(Number(row.minimum_minor)),
    }));
    const { members, surplusMinor } = coverMinimums(raised, minor(Number(total?.raised_minor ?? 0)), cover);
    return {
      cover,
      surplusMinor,
      others: Math.max(0, raised.length - MOST_SHOWN),
      members: raised.slice(0, MOST_SHOWN).map((member, index) => ({
        ...member,
        shortMinor: members[index]?.shortMinor ?? minor(0),
        coveredMinor: members[index]?.coveredMinor ?? minor(0),
      })),
    };
  }
}
