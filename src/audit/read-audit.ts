import { Injectable } from '@nestjs/common';
import type { EditionId } from '../domain/ids.js';
import { Database } from '../platform/database/database.js';
import type { Actor } from './write-audit.js';

/** Who took what out of the platform, as one thing to ask for. */
export const EXPORTS = 'exports';
const EXPORT_ACTIONS = [
  'export-list',
  'export-log',
  'export-snapshot',
  'fetch-export',
  'plan-export',
  'read-list-by-key',
  'remove-export',
  'stop-planned-export',
] as const;

/** What was asked of the log; `null` leaves it as wide as it is. */
export interface AuditQuery {
  readonly editionId: EditionId;
  /** Whether lines that belong to no edition are shown as well. */
  readonly everywhere: boolean;
  readonly actor: string | null;
  /** One by its name, or {@link EXPORTS}. */
  readonly action: string | null;
  /** Anywhere in the line, whatever the case. */
  readonly text: string | null;
  /** Days as YYYY-MM-DD in Belgium, both included. */
  readonly from: string | null;
  readonly until: string | null;
}

/** A line as it stands in the log. */
export interface StoredAuditLine {
  readonly id: string;
  readonly at: Date;
  readonly actor: Actor;
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly reason: string | null;
}

/** The text of a line, as the index `audit_line_search` has it. */
const TEXT = `lower(actor || ' ' || action || ' ' || subject_kind || ' ' ||
        subject_id || ' ' || coalesce(before::text, '') || ' ' || coalesce(after::text, '') || ' ' ||
        coalesce(reason, ''))`;
/** Actions that are offered to choose from are never more. */
const MOST_ACTIONS = 200;

/** Reads the log, the newest line first. */
@Injectable()
export class ReadAudit {
  constructor(private readonly database: Database) {}

  /**
   * Lines before that of `cursor` (the id of the last line seen): as fast on the last page as on the first.
   * @returns at most `limit` lines
   */
  async page(query: AuditQuery, limit: number, cursor: string | null): Promise<StoredAuditLine[]> {
    const rows = await this.database.rows<{
      id: string;
      at: Date;
      actor_kind: Actor['kind'];
      actor: string;
      action: string;
      subject_kind: string;
      subject_id: string;
      before: Readonly<Record<string, unknown>> | null;
      after: Readonly<Record<string, unknown>> | null;
      reason: string | null;
    }>(
      `SELECT id, at, actor_kind, actor, action, subject_kind, subject_id, before, after, reason FROM audit_line
        WHERE (edition_id = $1 OR ($2 AND edition_id IS NULL))
          AND ($3::text IS NULL OR actor ILIKE $3)
          AND ($4::text[] IS NULL OR action = ANY ($4))
          AND ($5::text IS NULL OR ${TEXT} LIKE $5)
          AND ($6::date IS NULL OR at >= ($6::date)::timestamp AT TIME ZONE 'Europe/Brussels')
          AND ($7::date IS NULL OR at < ($7::date + 1)::timestamp AT TIME ZONE 'Europe/Brussels')
          AND ($8::bigint IS NULL OR id < $8)
        ORDER BY id DESC LIMIT $9`,
      [
        query.editionId,
        query.everywhere,
        query.actor === null ? null : `%${escaped(query.actor)}%`,
        query.action === null ? null : query.action === EXPORTS ? EXPORT_ACTIONS : [query.action],
        query.text === null ? null : `%${escaped(query.text.toLowerCase())}%`,
        query.from,
        query.until,
        cursor,
        limit,
      ],
    );
    return rows.map((row) => ({
      id: row.id,
      at: row.at,
      actor: { kind: row.actor_kind, name: row.actor },
      action: row.action,
      subject: { kind: row.subject_kind, id: row.subject_id },
      before: row.before,
      after: row.after,
      reason: row.reason,
    }));
  }

  /** What was ever done, by name. */
  async actions(): Promise<string[]> {
    const rows = await this.database.rows<{ action: string }>(
      `WITH RECURSIVE known AS (
         (SELECT action FROM audit_line ORDER BY action LIMIT 1)
         UNION ALL
         SELECT (SELECT l.action FROM audit_line l WHERE l.action > k.action ORDER BY l.action LIMIT 1)
           FROM known k WHERE k.action IS NOT NULL)
       SELECT action FROM known WHERE action IS NOT NULL LIMIT $1`,
      [MOST_ACTIONS],
    );
    return rows.map(({ action }) => action);
  }
}

/** Signs that mean something in LIKE, taken as they are. */
function escaped(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
