import type { StoredAuditLine } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import type { Queryable } from '../platform/database/database.js';

const MOST_LINES = 30;

/** What was changed of one walker or team, the latest first. */
export async function readLog(
  database: Queryable,
  edition: Edition,
  kind: 'walker' | 'team',
  id: string,
): Promise<StoredAuditLine[]> {
  const rows = await database.rows<
    Omit<StoredAuditLine, 'actor' | 'subject'> & { actor_kind: StoredAuditLine['actor']['kind']; actor: string }
  >(
    `SELECT id, at, actor_kind, actor, action, before, after, reason FROM audit_line
      WHERE subject_kind = $1 AND subject_id = $2 AND edition_id = $3 ORDER BY id DESC LIMIT $4`,
    [kind, id, edition.id, MOST_LINES],
  );
  return rows.map(({ actor_kind, actor, ...line }) => ({
    ...line,
    actor: { kind: actor_kind, name: actor },
    subject: { kind, id },
  }));
}
