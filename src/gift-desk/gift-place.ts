import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { PageId, ParticipationTypeId, TeamId, WalkerId } from '../domain/ids.js';
import type { GiftTo } from '../donations/index.js';
import type { Queryable } from '../platform/database/database.js';

/** Where a gift stands: for whom it counts. Kept as it is in acts that can be undone. */
export interface GiftPlace {
  readonly target: GiftTo['kind'];
  readonly page_id: PageId | null;
  readonly walker_id: WalkerId | null;
  readonly team_id: TeamId | null;
  readonly participation_type_id: ParticipationTypeId | null;
}

/** The columns of {@link GiftPlace} alone. */
export function placeOf(row: GiftPlace): GiftPlace {
  const { target, page_id, walker_id, team_id, participation_type_id } = row;
  return { target, page_id, walker_id, team_id, participation_type_id };
}

/** Whether two places are one in every respect: a walker who changed teams since is another place. */
export function isSamePlace(a: GiftPlace, b: GiftPlace): boolean {
  return (
    a.target === b.target &&
    a.page_id === b.page_id &&
    a.walker_id === b.walker_id &&
    a.team_id === b.team_id &&
    a.participation_type_id === b.participation_type_id
  );
}

/** Finds a place by its public name, as it stands now. @throws {DomainError} `TEAM_NOT_FOUND`, `WALKER_NOT_FOUND` */
export async function findPlace(database: Queryable, edition: Edition, to: GiftTo): Promise<GiftPlace> {
  switch (to.kind) {
    case 'edition':
      return { target: 'edition', page_id: null, walker_id: null, team_id: null, participation_type_id: null };
    case 'team': {
      const [team] = await database.rows<Omit<GiftPlace, 'target'>>(
        `SELECT p.id AS page_id, NULL::uuid AS walker_id, t.id AS team_id, c.participation_type_id
           FROM team t JOIN fundraising_page p ON p.team_id = t.id JOIN walker c ON c.id = t.captain_walker_id
          WHERE t.edition_id = $1 AND t.slug = $2 AND t.confirmed_at IS NOT NULL`,
        [edition.id, to.slug],
      );
      if (team === undefined) throw new DomainError('TEAM_NOT_FOUND', `No team ${to.slug}`);
      return { target: 'team', ...team };
    }
    case 'walker': {
      const [walker] = await database.rows<Omit<GiftPlace, 'target'>>(
        `SELECT p.id AS page_id, w.id AS walker_id, w.team_id, w.participation_type_id
           FROM walker w JOIN fundraising_page p ON p.walker_id = w.id
          WHERE w.edition_id = $1 AND w.slug = $2 AND w.confirmed_at IS NOT NULL`,
        [edition.id, to.slug],
      );
      if (walker === undefined) throw new DomainError('WALKER_NOT_FOUND', `No walker ${to.slug}`);
      return { target: 'walker', ...walker };
    }
  }
}
