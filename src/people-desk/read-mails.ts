import type { RegistrationId, WalkerId } from '../domain/ids.js';
import type { Edition } from '../domain/edition.js';
import type { Queryable } from '../platform/database/database.js';

/** What became of a mail. */
export type MailOutcome = 'waiting' | 'sent' | 'failed' | 'outdated';

/** A mail to a walker, or about them to their guardian. */
export interface DeskMail {
  readonly id: string;
  /** Which one, by its name. */
  readonly name: string;
  readonly askedAt: Date;
  readonly outcome: MailOutcome;
  /** When it was sent; `null` until then. */
  readonly sentAt: Date | null;
  /** Why it failed, or is tried again. */
  readonly error: string | null;
}

const MOST_MAILS = 50;

/** The mails to a walker, the latest first: those of their registration, of their team life, and of mailings. */
export async function readMails(
  database: Queryable,
  edition: Edition,
  walkerId: WalkerId,
  registrationId: RegistrationId,
  email: string,
): Promise<DeskMail[]> {
  return database.rows<DeskMail>(
    `WITH known AS (
       SELECT id FROM outbox_message WHERE kind = 'mail' AND payload ->> 'walkerId' = $1
       UNION SELECT id FROM outbox_message WHERE kind = 'mail' AND payload ->> 'registrationId' = $2
       UNION SELECT o.id FROM team_departure d JOIN outbox_message o ON o.once_key = 'team-departure:' || d.id
              WHERE d.walker_id = $1::uuid
       UNION SELECT o.id FROM minimum_reminder m JOIN outbox_message o ON o.once_key = 'minimum-reminder:' || m.id
              WHERE m.walker_id = $1::uuid
       UNION SELECT o.id FROM mailing_recipient r JOIN mailing m ON m.id = r.mailing_id AND m.edition_id = $4
               JOIN outbox_message o ON o.once_key = 'mailing:' || r.id
              WHERE r.email = $3 AND NOT r.is_test)
     SELECT o.id, o.payload ->> 'mail' AS name, o.created_at AS "askedAt",
            CASE o.state WHEN 'done' THEN 'sent' WHEN 'failed' THEN 'failed' WHEN 'outdated' THEN 'outdated'
                 ELSE 'waiting' END AS outcome,
            CASE WHEN o.state = 'done' THEN o.done_at END AS "sentAt", o.error
       FROM known JOIN outbox_message o ON o.id = known.id ORDER BY o.id DESC LIMIT $5`,
    [walkerId, registrationId, email, edition.id, MOST_MAILS],
  );
}
