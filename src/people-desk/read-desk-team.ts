import { Injectable } from '@nestjs/common';
import type { StoredAuditLine } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { idFrom, type TeamId, type WalkerId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import { Database } from '../platform/database/database.js';
import { likeText } from '../teams/index.js';
import { type StoredPage, storedPage } from './edit-page-on-behalf.js';
import type { DeskMember } from './read-desk-walker.js';
import { readLog } from './read-log.js';

/** A team that somebody could walk with. */
export interface FoundTeam {
  readonly slug: string;
  readonly name: string;
  readonly walkers: number;
  readonly raisedMinor: Minor;
}

/** All that organisers know of one team. */
export interface DeskTeam {
  readonly id: TeamId;
  readonly slug: string;
  readonly name: string;
  /** `waiting`: its captain's place is not valid yet. */
  readonly state: 'valid' | 'waiting' | 'ended';
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** Where everybody went, when it ended so. */
  readonly mergedInto: { readonly id: TeamId; readonly name: string } | null;
  readonly captainId: WalkerId | null;
  /** The first of them, the captain and co-captains before the others. */
  readonly members: readonly (DeskMember & { readonly coCaptain: boolean })[];
  /** Those whose places are valid, all of them. */
  readonly walkers: number;
  readonly joinRequests: number;
  readonly page: StoredPage;
  readonly raisedMinor: Minor;
  readonly onItsWayMinor: Minor;
  readonly gifts: number;
  readonly log: readonly StoredAuditLine[];
}

const MOST_MEMBERS = 100;
const MOST_FOUND = 8;

/** Reads one team for organisers, and finds teams by their names. */
@Injectable()
export class ReadDeskTeam {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `TEAM_NOT_FOUND` */
  async byId(edition: Edition, id: string): Promise<DeskTeam> {
    const [row] = await this.database.rows<{
      id: TeamId;
      slug: string;
      name: string;
      state: DeskTeam['state'];
      created_at: Date;
      dissolved_at: Date | null;
      into_id: TeamId | null;
      into_name: string | null;
      captain_walker_id: WalkerId | null;
      walkers: number;
      join_requests: number;
      raised_minor: string;
      on_its_way_minor: string;
      gifts: number;
    }>(
      `SELECT t.id, t.slug, t.name, CASE WHEN t.dissolved_at IS NOT NULL THEN 'ended' WHEN t.confirmed_at IS NULL
                THEN 'waiting' ELSE 'valid' END AS state, t.created_at, t.dissolved_at, i.id AS into_id, i.name AS into_name,
              t.captain_walker_id, coalesce(h.walkers, 0) AS walkers,
              (SELECT count(*)::int FROM team_join_request j WHERE j.team_id = t.id AND j.state = 'waiting') AS join_requests,
              coalesce(s.raised_minor, 0) AS raised_minor, coalesce(s.on_its_way_minor, 0) AS on_its_way_minor,
              coalesce(s.gifts, 0) AS gifts
         FROM team t LEFT JOIN team i ON i.id = t.merged_into_id
         LEFT JOIN headcount h ON h.scope = 'team' AND h.scope_id = t.id
         LEFT JOIN total s ON s.scope = 'team' AND s.scope_id = t.id
        WHERE t.id = $1::uuid AND t.edition_id = $2`,
      [idFrom(id), edition.id],
    );
    if (row === undefined) throw new DomainError('TEAM_NOT_FOUND', 'No such team in this edition');
    const [page, members, log] = await Promise.all([
      storedPage(this.database, edition, { kind: 'team', id: row.id }),
      this.database.rows<DeskTeam['members'][number]>(
        `SELECT w.id, w.public_name AS name, w.confirmed_at IS NOT NULL AS valid, c.walker_id IS NOT NULL AS "coCaptain"
           FROM walker w LEFT JOIN team_co_captain c ON c.team_id = w.team_id AND c.walker_id = w.id
          WHERE w.team_id = $1 AND w.released_at IS NULL
          ORDER BY w.id = $2 DESC NULLS LAST, c.walker_id IS NOT NULL DESC, w.public_name, w.id LIMIT $3`,
        [row.id, row.captain_walker_id, MOST_MEMBERS],
      ),
      readLog(this.database, edition, 'team', row.id),
    ]);
    return {
      id: row.id,
      slug: row.slug,
      name: row.name,
      state: row.state,
      startedAt: row.created_at,
      endedAt: row.dissolved_at,
      mergedInto: row.into_id === null ? null : { id: row.into_id, name: row.into_name ?? '' },
      captainId: row.captain_walker_id,
      members,
      walkers: row.walkers,
      joinRequests: row.join_requests,
      page,
      raisedMinor: minor(Number(row.raised_minor)),
      onItsWayMinor: minor(Number(row.on_its_way_minor)),
      gifts: row.gifts,
      log,
    };
  }

  /** Teams whose name holds or resembles the text, hidden ones too, nearest first. */
  async named(edition: Edition, text: string): Promise<FoundTeam[]> {
    const rows = await this.database.rows<Omit<FoundTeam, 'raisedMinor'> & { raised_minor: string }>(
      `SELECT t.slug, t.name, coalesce(h.walkers, 0) AS walkers, coalesce(s.raised_minor, 0) AS raised_minor
         FROM team t LEFT JOIN headcount h ON h.scope = 'team' AND h.scope_id = t.id
         LEFT JOIN total s ON s.scope = 'team' AND s.scope_id = t.id
        WHERE t.edition_id = $1 AND t.confirmed_at IS NOT NULL
          AND (lower(t.name) LIKE '%' || $2 || '%' OR lower(t.name) % $3 OR t.slug = $3)
        ORDER BY lower(t.name) LIKE $2 || '%' DESC, similarity(lower(t.name), $3) DESC, t.id LIMIT $4`,
      [edition.id, likeText(text), text.toLowerCase(), MOST_FOUND],
    );
    return rows.map(({ raised_minor, ...team }) => ({ ...team, raisedMinor: minor(Number(raised_minor)) }));
  }

  /** The walker whom a registration names first, for who comes from the list of registrations. @throws `WALKER_NOT_FOUND` */
  async firstOf(edition: Edition, registrationId: string): Promise<WalkerId> {
    const [row] = await this.database.rows<{ id: WalkerId }>(
      `SELECT id FROM walker WHERE registration_id = $1::uuid AND edition_id = $2 ORDER BY id LIMIT 1`,
      [idFrom(registrationId), edition.id],
    );
    if (row === undefined) throw new DomainError('WALKER_NOT_FOUND', 'No walker of this registration');
    return row.id;
  }
}
