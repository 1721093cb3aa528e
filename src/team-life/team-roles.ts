import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import type { AccountId } from '../domain/ids.js';
import { Database } from '../platform/database/database.js';
import type { TeamRole } from './team-members.js';

/** Tells what somebody is in a team, for whoever has to know what they may. */
@Injectable()
export class TeamRoles {
  constructor(private readonly database: Database) {}

  /** The most that one of the account's walkers is; `null` when none of them walks with this team. */
  async of(accountId: AccountId, edition: Edition, teamSlug: string): Promise<TeamRole | null> {
    const [row] = await this.database.rows<{ captain: boolean | null; co_captain: boolean | null }>(
      `SELECT bool_or(w.id = t.captain_walker_id) AS captain, bool_or(c.walker_id IS NOT NULL) AS co_captain
         FROM team t JOIN walker w ON w.team_id = t.id AND w.released_at IS NULL
         JOIN registration r ON r.id = w.registration_id
         LEFT JOIN team_co_captain c ON c.team_id = t.id AND c.walker_id = w.id
        WHERE t.edition_id = $1 AND t.slug = $2 AND t.confirmed_at IS NOT NULL AND r.account_id = $3`,
      [edition.id, teamSlug, accountId],
    );
    if (row === undefined || row.captain === null) return null;
    return row.captain ? 'captain' : row.co_captain === true ? 'co-captain' : 'member';
  }
}
