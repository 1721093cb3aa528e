import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { AccountId, PageId } from '../domain/ids.js';
import { Database } from '../platform/database/database.js';
import type { TeamRole } from './team-members.js';

/** The page of a team, as those who lead the team work on it. */
export interface LedPage {
  readonly kind: 'team';
  readonly slug: string;
  readonly name: string;
  readonly pageId: PageId;
  readonly photoHidden: boolean;
}

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

  /**
   * The page of a team that the account leads.
   * @throws {DomainError} `TEAM_NOT_FOUND` also to those who do not belong to the team, `NOT_ALLOWED` to its other members
   */
  async ledPage(accountId: AccountId, edition: Edition, teamSlug: string): Promise<LedPage> {
    const role = await this.of(accountId, edition, teamSlug);
    if (role === null) throw new DomainError('TEAM_NOT_FOUND', 'Nobody of this account belongs to the team');
    if (role === 'member') throw new DomainError('NOT_ALLOWED', 'Only captains may');
    const [row] = await this.database.rows<{ id: PageId; name: string; photo_hidden: boolean }>(
      `SELECT p.id, t.name, p.photo_hidden FROM team t JOIN fundraising_page p ON p.team_id = t.id
        WHERE t.edition_id = $1 AND t.slug = $2`,
      [edition.id, teamSlug],
    );
    if (row === undefined) throw new DomainError('TEAM_NOT_FOUND', `No team ${teamSlug}`);
    return { kind: 'team', slug: teamSlug, name: row.name, pageId: row.id, photoHidden: row.photo_hidden };
  }
}
