import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { idFrom, type WalkerId } from '../domain/ids.js';
import { Database } from '../platform/database/database.js';
import { likeText } from '../teams/index.js';

/** How many came to one start. */
export interface StartCount {
  readonly typeCode: string;
  readonly startsAt: Date | null;
  /** With a valid place. */
  readonly walkers: number;
  readonly checkedIn: number;
}

/** How many are checked in, of those who are expected: everybody from the central start, and who came besides. */
export function countOf(
  edition: Edition,
  starts: readonly StartCount[],
): { readonly checkedIn: number; readonly walkers: number } {
  const central = new Set(edition.participationTypes.flatMap(({ group, code }) => (group === 'central' ? [code] : [])));
  return {
    checkedIn: starts.reduce((sum, start) => sum + start.checkedIn, 0),
    walkers: starts.reduce((sum, start) => sum + (central.has(start.typeCode) ? start.walkers : start.checkedIn), 0),
  };
}

/** A walker as those at the start see them: no address, no date of birth. */
export interface StartWalker {
  readonly id: WalkerId;
  readonly name: string;
  readonly teamName: string | null;
  readonly typeCode: string;
  readonly startsAt: Date | null;
  readonly state: 'ready' | 'checked-in' | 'unpaid' | 'consent-missing';
  readonly checkedInAt: Date | null;
  readonly checkedInBy: string | null;
}

const MOST_FOUND = 20;
const MOST_STARTS = 200;

const WALKER = `SELECT w.id, w.first_name || ' ' || w.last_name AS name, t.name AS "teamName", pt.code AS "typeCode",
    coalesce(w.start_slot, pt.starts_at) AS "startsAt",
    CASE WHEN c.walker_id IS NOT NULL THEN 'checked-in' WHEN w.confirmed_at IS NULL THEN 'unpaid'
         WHEN g.walker_id IS NOT NULL AND g.decision IS DISTINCT FROM 'given' THEN 'consent-missing' ELSE 'ready' END AS state,
    c.scanned_at AS "checkedInAt", c.checked_in_by AS "checkedInBy"
  FROM walker w JOIN participation_type pt ON pt.id = w.participation_type_id
  LEFT JOIN team t ON t.id = w.team_id
  LEFT JOIN guardian_consent g ON g.walker_id = w.id
  LEFT JOIN check_in c ON c.walker_id = w.id AND c.undone_at IS NULL`;

/** Reads who came, and who is still to come. */
@Injectable()
export class ReadCheckIn {
  constructor(private readonly database: Database) {}

  /** Each start of the edition, in the order of the day. */
  async starts(edition: Edition): Promise<StartCount[]> {
    return this.database.rows<StartCount>(
      `SELECT pt.code AS "typeCode", coalesce(w.start_slot, pt.starts_at) AS "startsAt", count(*)::int AS walkers,
              count(c.walker_id)::int AS "checkedIn"
         FROM walker w JOIN participation_type pt ON pt.id = w.participation_type_id
         LEFT JOIN check_in c ON c.walker_id = w.id AND c.undone_at IS NULL
        WHERE w.edition_id = $1 AND w.confirmed_at IS NOT NULL
        GROUP BY pt.code, pt.position, 2 ORDER BY 2 NULLS LAST, pt.position LIMIT $2`,
      [edition.id, MOST_STARTS],
    );
  }

  /** How many are checked in. */
  async count(edition: Edition): Promise<number> {
    const [row] = await this.database.rows<{ count: number }>(
      `SELECT count(*)::int AS count FROM check_in WHERE edition_id = $1 AND undone_at IS NULL`,
      [edition.id],
    );
    return row?.count ?? 0;
  }

  /** Walkers by a part of their name or of their team's, or by their number. */
  async find(edition: Edition, text: string): Promise<StartWalker[]> {
    return this.database.rows<StartWalker>(
      `${WALKER} WHERE w.edition_id = $1 AND w.released_at IS NULL
          AND (lower(w.first_name || ' ' || w.last_name) LIKE '%' || $2 || '%' OR lower(t.name) LIKE '%' || $2 || '%'
               OR right(w.id::text, 6) = $3)
        ORDER BY right(w.id::text, 6) = $3 DESC, lower(w.last_name), lower(w.first_name), w.id LIMIT $4`,
      [edition.id, likeText(text), text.trim().toLowerCase(), MOST_FOUND],
    );
  }

  /** Who was checked in last, the latest first. */
  async latest(edition: Edition, limit: number): Promise<StartWalker[]> {
    return this.database.rows<StartWalker>(
      `${WALKER} WHERE w.id IN (SELECT walker_id FROM check_in WHERE edition_id = $1 AND undone_at IS NULL
                                 ORDER BY recorded_at DESC LIMIT $2)
        ORDER BY c.recorded_at DESC, w.id`,
      [edition.id, limit],
    );
  }

  /** @returns `null` for who is no walker of the edition */
  async ofWalker(edition: Edition, walkerId: string): Promise<StartWalker | null> {
    const [row] = await this.database.rows<StartWalker>(`${WALKER} WHERE w.edition_id = $1 AND w.id = $2::uuid`, [
      edition.id,
      idFrom(walkerId),
    ]);
    return row ?? null;
  }

  /** Walkers with a valid place who start together, in the order of the day and of the alphabet. @param page from 1 */
  async startList(edition: Edition, page: number, size: number): Promise<StartWalker[]> {
    return this.database.rows<StartWalker>(
      `${WALKER} WHERE w.edition_id = $1 AND w.confirmed_at IS NOT NULL AND pt.participation_group = 'central'
        ORDER BY coalesce(w.start_slot, pt.starts_at) NULLS LAST, lower(w.last_name), lower(w.first_name), w.id
        LIMIT $2 OFFSET $3`,
      [edition.id, size, (page - 1) * size],
    );
  }
}
