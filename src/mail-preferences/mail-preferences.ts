import { Injectable } from '@nestjs/common';
import { DomainError } from '../domain/errors.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { isToken } from '../platform/http/token.js';

/** The mails that somebody may do without. Mails about a gift, a place, a team or signing in always come. */
export const MAIL_TOPICS = ['reminders', 'milestones', 'next-edition'] as const;
export type MailTopic = (typeof MAIL_TOPICS)[number];

/** Which of these mails somebody wants. */
export type MailWishes = Readonly<Record<MailTopic, boolean>>;

interface WishesRow {
  readonly reminders: boolean;
  readonly milestones: boolean;
  readonly next_edition: boolean;
}

/** Whether a word of an address names a topic. */
export function isMailTopic(word: string): word is MailTopic {
  return MAIL_TOPICS.some((topic) => topic === word);
}

/** Makes sure that these accounts have a link to choose by. Doing it again changes nothing. */
export async function ensureMailPreferences(tx: Queryable, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  await tx.rows(
    `INSERT INTO mail_preference (account_id) SELECT DISTINCT a FROM unnest($1::uuid[]) AS a ORDER BY 1
     ON CONFLICT ON CONSTRAINT mail_preference_pk DO NOTHING`,
    [accountIds],
  );
}

/** Who wants which mails, by the link that stands in each of them. */
@Injectable()
export class MailPreferences {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `PAGE_NOT_FOUND` for a link that is none */
  async wishes(token: string): Promise<MailWishes> {
    const [row] = isToken(token)
      ? await this.database.rows<WishesRow>(
          `SELECT reminders, milestones, next_edition FROM mail_preference WHERE token = $1`,
          [token],
        )
      : [];
    if (row === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No preferences behind this link');
    return { reminders: row.reminders, milestones: row.milestones, 'next-edition': row.next_edition };
  }

  /** Setting the same again changes nothing. @throws {DomainError} `PAGE_NOT_FOUND` for a link that is none */
  async set(token: string, wishes: MailWishes): Promise<void> {
    await this.wishes(token);
    await this.database.rows(
      `UPDATE mail_preference SET reminders = $2, milestones = $3, next_edition = $4 WHERE token = $1`,
      [token, wishes.reminders, wishes.milestones, wishes['next-edition']],
    );
  }

  /** Ends one kind of mail and leaves the others. @throws {DomainError} `PAGE_NOT_FOUND` for a link that is none */
  async stop(token: string, topic: MailTopic): Promise<void> {
    await this.wishes(token);
    await this.database.rows(
      `UPDATE mail_preference SET reminders = reminders AND $2 <> 'reminders',
              milestones = milestones AND $2 <> 'milestones', next_edition = next_edition AND $2 <> 'next-edition'
        WHERE token = $1`,
      [token, topic],
    );
  }
}
