import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { EditionId, PageId, ParticipationTypeId, TeamId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import type { GiftTarget, GiftTo } from '../donations/index.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { ReadTeams } from '../teams/index.js';
import { ReadWalkers } from '../walkers/index.js';

/** What a match follows: all gifts of an edition, those of a team and its walkers, or those of one page. */
export type MatchScope = 'edition' | 'team' | 'page';

/** The bounds of a match; minor units, and percent of what is given. */
export const MATCH_BOUNDS = { leastPercent: 1, mostPercent: 1_000, mostCapMinor: 100_000_000, sponsor: 100 } as const;

/** A match as organisers agree on it with a sponsor, already valid field by field. */
export interface MatchOrder {
  /** From the form: sent twice, it is one match. */
  readonly id: string;
  readonly to: GiftTo;
  readonly sponsor: string;
  readonly ratePercent: number;
  readonly capMinor: Minor;
  /** First and last day in Belgium, both whole; YYYY-MM-DD. */
  readonly firstDay: string;
  readonly lastDay: string;
}

/** A match as it stands. */
export interface GiftMatch {
  readonly id: string;
  readonly sponsor: string;
  readonly ratePercent: number;
  readonly capMinor: Minor;
  readonly matchedMinor: Minor;
  readonly startsAt: Date;
  /** The first moment that is not matched any more. */
  readonly endsAt: Date;
  readonly closedAt: Date | null;
  readonly target: GiftTarget;
}

interface Row {
  id: string;
  sponsor: string;
  rate_percent: number;
  cap_minor: string;
  matched_minor: string;
  starts_at: Date;
  ends_at: Date;
  closed_at: Date | null;
  scope: MatchScope;
  target_slug: string | null;
  target_name: string | null;
}

/** More matches than this an edition does not have. */
const MOST_MATCHES = 200;
/** Of those that are told on one page. */
const MOST_SHOWN = 3;

const MATCH = `SELECT m.id, m.sponsor, m.rate_percent, m.cap_minor, m.matched_minor, m.starts_at, m.ends_at, m.closed_at,
    m.scope, CASE m.scope WHEN 'team' THEN t.slug WHEN 'page' THEN w.slug END AS target_slug,
    CASE m.scope WHEN 'team' THEN t.name WHEN 'page' THEN w.public_name END AS target_name
  FROM gift_match m LEFT JOIN team t ON t.id = m.team_id
  LEFT JOIN fundraising_page p ON p.id = m.page_id LEFT JOIN walker w ON w.id = p.walker_id`;

/** What organisers agree on with sponsors. */
@Injectable()
export class Matches {
  constructor(
    private readonly database: Database,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
  ) {}

  /** The latest first. */
  async list(edition: Edition): Promise<GiftMatch[]> {
    const rows = await this.database.rows<Row>(
      `${MATCH} WHERE m.edition_id = $1 ORDER BY m.created_at DESC, m.id DESC LIMIT $2`,
      [edition.id, MOST_MATCHES],
    );
    return rows.map(matchOf);
  }

  /**
   * Begins a match; gifts that came in its period before are matched as well. The same form sent twice makes one.
   * @throws {DomainError} `TEAM_NOT_FOUND`, `WALKER_NOT_FOUND`.
   */
  async begin(edition: Edition, order: MatchOrder, actor: Actor): Promise<void> {
    const place = await this.placeOf(edition, order.to);
    await this.database.transaction(async (tx) => {
      const [begun] = await tx.rows(
        `INSERT INTO gift_match (id, edition_id, scope, page_id, team_id, participation_type_id, sponsor, rate_percent,
           cap_minor, starts_at, ends_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::date::timestamp AT TIME ZONE 'Europe/Brussels',
           ($11::date + 1)::timestamp AT TIME ZONE 'Europe/Brussels', $12)
         ON CONFLICT ON CONSTRAINT gift_match_pk DO NOTHING RETURNING id`,
        [
          order.id,
          edition.id,
          place.scope,
          place.pageId,
          place.teamId,
          place.participationTypeId,
          order.sponsor,
          order.ratePercent,
          order.capMinor,
          order.firstDay,
          order.lastDay,
          actor.name,
        ],
      );
      if (begun === undefined) return;
      const { id, to, ...terms } = order;
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'begin-match',
        subject: { kind: 'match', id },
        after: { ...terms, to },
      });
    });
  }

  /**
   * Ends a match now: what was given until now stays matched, and follows refunds.
   * @throws {DomainError} `MATCH_NOT_FOUND`, `MATCH_CLOSED`.
   */
  async close(edition: Edition, id: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [match] = await tx.rows<{ id: string; ends_at: Date; closed_at: Date | null; matched_minor: string }>(
        `SELECT id, ends_at, closed_at, matched_minor FROM gift_match WHERE id::text = $1 AND edition_id = $2 FOR UPDATE`,
        [id, edition.id],
      );
      if (match === undefined) throw new DomainError('MATCH_NOT_FOUND', 'No such match in this edition');
      if (match.closed_at !== null) throw new DomainError('MATCH_CLOSED', 'The match is closed');
      await tx.rows(
        `UPDATE gift_match SET ends_at = greatest(starts_at, least(ends_at, now())), closed_at = now(), closed_by = $2,
                seen_revision = NULL WHERE id = $1`,
        [match.id, actor.name],
      );
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'close-match',
        subject: { kind: 'match', id: match.id },
        before: { endsAt: match.ends_at.toISOString(), matchedMinor: Number(match.matched_minor) },
        after: { closed: true },
      });
    });
  }

  private async placeOf(
    edition: Edition,
    to: GiftTo,
  ): Promise<{
    readonly scope: MatchScope;
    readonly pageId: PageId | null;
    readonly teamId: TeamId | null;
    readonly participationTypeId: ParticipationTypeId | null;
  }> {
    switch (to.kind) {
      case 'edition':
        return { scope: 'edition', pageId: null, teamId: null, participationTypeId: null };
      case 'team': {
        const { pageId, id: teamId, participationTypeId } = await this.teams.withoutMembers(edition, to.slug);
        return { scope: 'team', pageId, teamId, participationTypeId };
      }
      case 'walker': {
        const { pageId, teamId, participationTypeId } = await this.walkers.bySlug(edition, to.slug);
        return { scope: 'page', pageId, teamId, participationTypeId };
      }
    }
  }
}

/** The matches that a gift given here and now would have, those that are used up left out; the latest first. */
export async function matchesHere(
  database: Queryable,
  editionId: EditionId,
  { teamId = null, pageId = null }: { readonly teamId?: string | null; readonly pageId?: string | null },
): Promise<GiftMatch[]> {
  const rows = await database.rows<Row>(
    `${MATCH} WHERE m.edition_id = $1 AND now() >= m.starts_at AND now() < m.ends_at AND m.matched_minor < m.cap_minor
        AND (m.scope = 'edition' OR (m.scope = 'team' AND m.team_id = $2) OR (m.scope = 'page' AND m.page_id = $3))
      ORDER BY m.id DESC LIMIT $4`,
    [editionId, teamId, pageId, MOST_SHOWN],
  );
  return rows.map(matchOf);
}

function matchOf(row: Row): GiftMatch {
  return {
    id: row.id,
    sponsor: row.sponsor,
    ratePercent: row.rate_percent,
    capMinor: minor(Number(row.cap_minor)),
    matchedMinor: minor(Number(row.matched_minor)),
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    closedAt: row.closed_at,
    target: { kind: row.scope === 'page' ? 'walker' : row.scope, slug: row.target_slug, name: row.target_name },
  };
}
