import type { EditionId } from '../domain/ids.js';
import type { PreparingQueryable } from '../platform/database/database.js';
import { noteWebhookEvents } from '../webhook-events/index.js';

/** What is in the log and changes nothing: no other program is told. */
const READING: ReadonlySet<string> = new Set([
  'export-list',
  'export-log',
  'export-snapshot',
  'fetch-export',
  'read-list-by-key',
  'remove-export',
]);

export const ACTOR_KINDS = ['organiser', 'key', 'system'] as const;

/** Who changed something: a person with a role, whoever holds the organisers' key, or the system by a rule. */
export interface Actor {
  readonly kind: (typeof ACTOR_KINDS)[number];
  /** The mail address of a person; the name of the key or of the job otherwise. */
  readonly name: string;
}

/** One change, as it is remembered for ever. */
export interface AuditLine {
  readonly editionId: EditionId | null;
  readonly actor: Actor;
  /** What was done, in the imperative: `export-list`, `refund-gift`. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
}

/**
 * Writes a line in the transaction of the change itself, so that there is never one without the other, and notes it for
 * the programs that want to be told.
 */
export async function writeAudit(transaction: PreparingQueryable, line: AuditLine): Promise<void> {
  await writeAuditLines(transaction, [line]);
}

/** As {@link writeAudit}, for what one act changes at many things: two statements for all of them. */
export async function writeAuditLines(transaction: PreparingQueryable, lines: readonly AuditLine[]): Promise<void> {
  const json = (value: object | undefined): string | null => (value === undefined ? null : JSON.stringify(value));
  await transaction.rows(
    `INSERT INTO audit_line (edition_id, actor_kind, actor, action, subject_kind, subject_id, before, after, reason)
     SELECT edition_id, actor_kind, actor, action, subject_kind, subject_id, before, after, reason
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[], $9::text[])
              WITH ORDINALITY
              AS l (edition_id, actor_kind, actor, action, subject_kind, subject_id, before, after, reason, place)
      ORDER BY place`,
    [
      lines.map(({ editionId }) => editionId),
      lines.map(({ actor }) => actor.kind),
      lines.map(({ actor }) => actor.name),
      lines.map(({ action }) => action),
      lines.map(({ subject }) => subject.kind),
      lines.map(({ subject }) => subject.id),
      lines.map(({ before }) => json(before)),
      lines.map(({ after }) => json(after)),
      lines.map(({ reason }) => reason ?? null),
    ],
  );
  await noteWebhookEvents(
    transaction,
    lines.flatMap(({ editionId, actor, action, subject, before, after, reason }) =>
      editionId === null || READING.has(action)
        ? []
        : [
            {
              type: 'organiser.changed' as const,
              editionId,
              donationId: subject.kind === 'donation' ? subject.id : null,
              data: { actor, action, subject, before: before ?? null, after: after ?? null, reason: reason ?? null },
            },
          ],
    ),
  );
}
