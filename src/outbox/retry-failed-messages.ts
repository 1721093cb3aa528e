import { Injectable } from '@nestjs/common';
import { closeAttentionItems } from '../attention/index.js';
import { Database } from '../platform/database/database.js';
import { attentionKindOf } from './deliver-outbox.js';

/** So many are put back at once; run again for the rest. */
const MOST_AT_ONCE = 10_000;

/** Gives messages that were given up all their tries again: the address has been put right, the mail server is back. */
@Injectable()
export class RetryFailedMessages {
  constructor(private readonly database: Database) {}

  /**
   * Puts failed messages of a kind back to be done by the worker, and closes what stands of them on the list of what needs
   * a person; one that fails again is opened again.
   * @param ids only these; `null`: all that failed, the oldest 10,000 first
   * @returns the ids that were put back, and how many of the kind are still failed
   */
  async execute(kind: string, ids: readonly string[] | null): Promise<{ retried: string[]; left: number }> {
    return this.database.transaction(async (tx) => {
      const rows = await tx.rows<{ id: string }>(
        `UPDATE outbox_message o SET state = 'waiting', attempts = 0, available_at = now()
           FROM (SELECT id FROM outbox_message
                  WHERE kind = $1 AND state = 'failed' AND ($2::bigint[] IS NULL OR id = ANY($2::bigint[]))
                  ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED) failed
          WHERE o.id = failed.id RETURNING o.id`,
        [kind, ids, MOST_AT_ONCE],
      );
      const retried = rows.map(({ id }) => id);
      await closeAttentionItems(tx, attentionKindOf(kind), retried);
      const [left] = await tx.rows<{ count: number }>(
        `SELECT count(*)::int AS count FROM outbox_message WHERE kind = $1 AND state = 'failed'`,
        [kind],
      );
      return { retried, left: left?.count ?? 0 };
    });
  }
}
