import type { Queryable } from '../platform/database/database.js';

/** So far the numbers of messages are moved on: more than are written between any backup and its loss. */
const NUMBERS_AHEAD = 1_000_000;

/**
 * For a database that was just restored. A mail that waited in the backup has left since, nearly always within seconds, and
 * the backup does not know it; so it is put away as done. One that was planned for a time that has not come yet waits on.
 * New messages get numbers that the lost ones did not have: a mail's Message-ID is made of its number, and mail programs
 * hide the second one of the same.
 * @param keepWaiting leaves the mails to be sent, where none left between the backup and its loss
 * @returns how many were put away, by the name of the mail
 */
export async function putAwayRestoredMails(
  transaction: Queryable,
  { keepWaiting }: { readonly keepWaiting: boolean },
): Promise<ReadonlyMap<string, number>> {
  await transaction.rows(
    `SELECT setval(sequence, nextval(sequence) + $1::bigint)
       FROM (SELECT pg_get_serial_sequence('outbox_message', 'id')::regclass AS sequence) numbers`,
    [NUMBERS_AHEAD],
  );
  if (keepWaiting) return new Map();
  const away = await transaction.rows<{ mail: string; mails: number }>(
    `WITH away AS (
       UPDATE outbox_message SET state = 'done', done_at = now()
        WHERE kind = 'mail' AND (state = 'claimed' OR (state = 'waiting' AND available_at <= now()))
        RETURNING payload->>'mail' AS mail)
     SELECT mail, count(*)::int AS mails FROM away GROUP BY mail ORDER BY mail`,
  );
  return new Map(away.map(({ mail, mails }) => [mail, mails]));
}
