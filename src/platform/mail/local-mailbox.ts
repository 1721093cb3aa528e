import { Injectable } from '@nestjs/common';
import { Database, type Queryable } from '../database/database.js';
import { postgresErrorCode } from '../database/postgres-errors.js';
import { type Mail, type MailOutcome, MailTransport } from './mail-transport.js';

/** More than a rehearsal of the whole edition writes. */
const KEPT_MAILS = 50_000;

/** Where mails go while no mail server is set: into Postgres, to be read on a page of our own. */
@Injectable()
export class LocalMailbox extends MailTransport {
  /** @param kept so many of the latest mails are kept, the others forgotten */
  constructor(
    private readonly database: Database,
    private readonly kept = KEPT_MAILS,
  ) {
    super();
  }

  /** One statement for all; when it fails, each alone, so that the faulty one is found and the others arrive. */
  async send(mails: readonly Mail[]): Promise<MailOutcome[]> {
    if (mails.length === 0) return [];
    const together = await this.store(mails);
    if (together.delivered || mails.length === 1) return mails.map(() => together);
    const outcomes: MailOutcome[] = [];
    for (const mail of mails) outcomes.push(await this.store([mail]));
    return outcomes;
  }

  /** What is kept is bounded by the ids, which only rise; a look at the key's two ends, and hardly ever a row. */
  private async forgetOld(): Promise<void> {
    await this.database.rows(`DELETE FROM local_mail WHERE id <= (SELECT max(id) FROM local_mail) - $1::bigint`, [
      this.kept,
    ]);
  }

  private async store(mails: readonly Mail[]): Promise<MailOutcome> {
    try {
      await this.database.rows(
        `INSERT INTO local_mail (message_id, recipient, subject, html, body, unsubscribe_url)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
         ON CONFLICT ON CONSTRAINT local_mail_message_id_unique DO NOTHING`,
        [
          mails.map(({ messageId }) => messageId),
          mails.map(({ to }) => to),
          mails.map(({ subject }) => subject),
          mails.map(({ html }) => html),
          mails.map(({ text }) => text),
          mails.map(({ unsubscribeUrl }) => unsubscribeUrl ?? null),
        ],
      );
      await this.forgetOld();
      return { delivered: true };
    } catch (error) {
      // The error's own words may carry the mail: its code is what the log gets.
      return { delivered: false, reason: `local mailbox ${postgresErrorCode(error) ?? 'unreachable'}`, final: false };
    }
  }
}

/** A mail in the local mailbox, as its list shows it. */
export interface LocalMailSummary {
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly sentAt: Date;
}

/** A mail in the local mailbox, whole. `html` is a document of its own: show it in a frame that runs no script. */
export interface LocalMail extends LocalMailSummary {
  readonly messageId: string;
  readonly html: string;
  readonly text: string;
  /** What a mail program would offer beside it; `null`: nothing to end. */
  readonly unsubscribeUrl: string | null;
}

const MOST_PER_PAGE = 200;

/** The mails of the local mailbox, newest first: at most `limit` (1 to 200), older than the mail `before`. */
export async function readLocalMails(
  database: Queryable,
  { limit, before }: { readonly limit: number; readonly before?: string },
): Promise<LocalMailSummary[]> {
  if (before !== undefined && !isRowId(before)) return [];
  const rows = await database.rows<{ id: string; recipient: string; subject: string; sent_at: Date }>(
    `SELECT id, recipient, subject, sent_at FROM local_mail
      WHERE $1::bigint IS NULL OR id < $1::bigint ORDER BY id DESC LIMIT $2`,
    [before ?? null, Math.min(Math.max(limit, 1), MOST_PER_PAGE)],
  );
  return rows.map(({ sent_at: sentAt, ...mail }) => ({ ...mail, sentAt }));
}

/** One mail of the local mailbox; `null` when there is none with this id. */
export async function readLocalMail(database: Queryable, id: string): Promise<LocalMail | null> {
  if (!isRowId(id)) return null;
  const [row] = await database.rows<{
    id: string;
    message_id: string;
    recipient: string;
    subject: string;
    html: string;
    body: string;
    sent_at: Date;
    unsubscribe_url: string | null;
  }>(`SELECT id, message_id, recipient, subject, html, body, sent_at, unsubscribe_url FROM local_mail WHERE id = $1`, [
    id,
  ]);
  if (row === undefined) return null;
  const { message_id: messageId, body: text, sent_at: sentAt, unsubscribe_url: unsubscribeUrl, ...mail } = row;
  return { ...mail, messageId, text, sentAt, unsubscribeUrl };
}

/** What Postgres takes for a `bigint` of ours; an id that came by URL may be anything. */
function isRowId(id: string): boolean {
  return /^[1-9]\d{0,17}$/.test(id);
}
