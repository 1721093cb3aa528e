import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

/** What became of a mail to one address. */
export const MAILING_OUTCOMES = ['waiting', 'sent', 'failed', 'unwanted', 'stopped'] as const;
export type MailingOutcome = (typeof MAILING_OUTCOMES)[number];

/** One address of a mailing. */
export interface MailingResult {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly outcome: MailingOutcome;
  /** When it was sent, UTC. */
  readonly at: Date | null;
}

/**
 * What the outbox knows of each address. A mail that was put aside is one that nobody wanted any more: its mailing was
 * stopped, or its reader chose otherwise meanwhile.
 */
const OUTCOME = `
  CASE WHEN r.unwanted THEN 'unwanted'
       WHEN o.state = 'done' THEN 'sent'
       WHEN o.state = 'failed' THEN 'failed'
       WHEN m.state = 'stopped' THEN 'stopped'
       WHEN o.state = 'outdated' THEN 'unwanted'
       ELSE 'waiting' END`;

const FROM = `
  FROM mailing_recipient r JOIN mailing m ON m.id = r.mailing_id
  LEFT JOIN outbox_message o ON o.once_key = 'mailing:' || r.id
 WHERE r.mailing_id = $1 AND NOT r.is_test`;

/** Reads what became of a mailing. */
@Injectable()
export class ReadMailingResults {
  constructor(private readonly database: Database) {}

  /** How many of each outcome. */
  async counts(mailingId: string): Promise<Readonly<Record<MailingOutcome, number>>> {
    const rows = await this.database.rows<{ outcome: MailingOutcome; people: number }>(
      `SELECT ${OUTCOME} AS outcome, count(*)::int AS people ${FROM} GROUP BY 1`,
      [mailingId],
    );
    const counts = new Map(rows.map(({ outcome, people }) => [outcome, people]));
    return {
      waiting: counts.get('waiting') ?? 0,
      sent: counts.get('sent') ?? 0,
      failed: counts.get('failed') ?? 0,
      unwanted: counts.get('unwanted') ?? 0,
      stopped: counts.get('stopped') ?? 0,
    };
  }

  /**
   * Addresses in their alphabet, after the one that the page before ended with.
   * @param only those with this outcome; `null`: all
   * @param after the id of the row that the page before ended with; `null` begins at the first
   * @returns at most `limit`
   */
  async page(
    mailingId: string,
    {
      only,
      after,
      limit,
    }: { readonly only: MailingOutcome | null; readonly after: string | null; readonly limit: number },
  ): Promise<MailingResult[]> {
    return this.database.rows<MailingResult>(
      `SELECT * FROM (SELECT r.id, r.email, r.name, ${OUTCOME} AS outcome, o.done_at AS at ${FROM}
          AND ($2::uuid IS NULL OR r.email > (SELECT b.email FROM mailing_recipient b WHERE b.id = $2 AND b.mailing_id = $1))) found
        WHERE $3::text IS NULL OR outcome = $3 ORDER BY email LIMIT $4`,
      [mailingId, after, only, limit],
    );
  }
}
