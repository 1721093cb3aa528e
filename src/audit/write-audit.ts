import type { EditionId } from '../domain/ids.js';
import type { Queryable } from '../platform/database/database.js';
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
export async function writeAudit(transaction: Queryable, line: AuditLine): Promise<void> {
  await transaction.rows(
    `INSERT INTO audit_line (edition_id, actor_kind, actor, action, subject_kind, subject_id, before, after, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      line.editionId,
      line.actor.kind,
      line.actor.name,
      line.action,
      line.subject.kind,
      line.subject.id,
      line.before === undefined ? null : JSON.stringify(line.before),
      line.after === undefined ? null : JSON.stringify(line.after),
      line.reason ?? null,
    ],
  );
  if (line.editionId === null || READING.has(line.action)) return;
  await noteWebhookEvents(transaction, [
    {
      type: 'organiser.changed',
      editionId: line.editionId,
      donationId: line.subject.kind === 'donation' ? line.subject.id : null,
      data: {
        actor: line.actor,
        action: line.action,
        subject: line.subject,
        before: line.before ?? null,
        after: line.after ?? null,
        reason: line.reason ?? null,
      },
    },
  ]);
}
