import type { Queryable } from '../platform/database/database.js';

/** What is to be done once its transaction is committed. */
export interface OutboxMessage {
  readonly kind: string;
  /** At most one message with this key is ever written; `null`: as many as asked for. */
  readonly onceKey: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  /** How long the sweeper leaves it alone, because the writer means to do it itself at once; ms. */
  readonly afterMs: number;
}

/** Writes messages in the caller's transaction. @returns the ids of those that were new. */
export async function writeOutbox(transaction: Queryable, messages: readonly OutboxMessage[]): Promise<string[]> {
  if (messages.length === 0) return [];
  const rows = await transaction.rows<{ id: string }>(
    `INSERT INTO outbox_message (kind, once_key, payload, available_at)
     SELECT kind, once_key, payload, now() + after_ms * interval '1 millisecond'
       FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::int[]) AS m (kind, once_key, payload, after_ms)
     ON CONFLICT ON CONSTRAINT outbox_message_once DO NOTHING RETURNING id`,
    [
      messages.map((message) => message.kind),
      messages.map((message) => message.onceKey),
      messages.map((message) => JSON.stringify(message.payload)),
      messages.map((message) => message.afterMs),
    ],
  );
  return rows.map((row) => row.id);
}
