import type { PreparingQueryable, Queryable } from '../platform/database/database.js';

/** What is to be done once its transaction is committed. */
export interface OutboxMessage {
  readonly kind: string;
  /** At most one message with this key is ever sent; `null`: as many as asked for. */
  readonly onceKey: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  /** How long the sweeper leaves it alone, because the writer means to do it itself at once; ms. */
  readonly afterMs: number;
}

/**
 * Writes messages in the caller's transaction. One that was asked for before is not written a second time; but where it was
 * put aside as outdated it waits again, and where it is being done from facts of before this transaction it is done anew.
 * @returns the ids of those that wait now and did not before
 */
export async function writeOutbox(
  transaction: PreparingQueryable,
  messages: readonly OutboxMessage[],
): Promise<string[]> {
  if (messages.length === 0) return [];
  const ids = await insertNew(transaction, messages);
  // Nearly always all are new; what is not was asked for before.
  if (ids.length === messages.length) return ids;
  const keys = messages.flatMap(({ onceKey }) => onceKey ?? []);
  return [...ids, ...(await askAgain(transaction, keys, ids))];
}

/**
 * Writes a message that anybody may ask for who types an address: one statement, the same whether it is written, was asked
 * for before, or is not to be (`null`), so that how long it takes tells nobody which of them it was. Nothing is done anew.
 */
export async function writeOutboxAlike(transaction: PreparingQueryable, message: OutboxMessage | null): Promise<void> {
  await insertNew(transaction, message === null ? [] : [message]);
}

/** @returns the ids of those that were not there before */
async function insertNew(transaction: PreparingQueryable, messages: readonly OutboxMessage[]): Promise<string[]> {
  const rows = await transaction.prepared<{ id: string }>(
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
  return rows.map(({ id }) => id);
}

/**
 * The row's lock decides against a process that is about to put it aside: either it sees `asked_again`, or we see `outdated`.
 * @returns the ids of those that had been put aside
 */
async function askAgain(
  transaction: Queryable,
  keys: readonly string[],
  justWritten: readonly string[],
): Promise<string[]> {
  const rows = await transaction.rows<{ id: string; asked_again: boolean }>(
    `UPDATE outbox_message
        SET asked_again = state <> 'outdated',
            attempts = CASE WHEN state = 'outdated' THEN 0 ELSE attempts END,
            available_at = CASE WHEN state = 'outdated' THEN now() ELSE available_at END,
            done_at = NULL,
            state = CASE WHEN state = 'outdated' THEN 'waiting' ELSE state END
      WHERE once_key = ANY($1::text[]) AND id <> ALL($2::bigint[]) AND state IN ('waiting', 'claimed', 'outdated')
      RETURNING id, asked_again`,
    [keys, justWritten],
  );
  return rows.flatMap((row) => (row.asked_again ? [] : [row.id]));
}
