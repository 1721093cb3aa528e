import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import type { AccountId } from '../domain/ids.js';
import type { Language } from '../domain/language.js';
import { Database } from '../platform/database/database.js';

/** Who wants to be told when the next edition opens. Only for an own account, so the address is known to be theirs. */
@Injectable()
export class NextEditionWishes {
  constructor(private readonly database: Database) {}

  async has(accountId: AccountId, edition: Edition): Promise<boolean> {
    const rows = await this.database.rows(
      `SELECT FROM next_edition_wish WHERE account_id = $1 AND after_edition_id = $2 AND answered_at IS NULL`,
      [accountId, edition.id],
    );
    return rows.length > 0;
  }

  /**
   * Notes the wish, or takes it back. Doing either again changes nothing. Whoever wishes it gets the mail, even if they
   * ended such mails before: this word is the later one.
   */
  async set(accountId: AccountId, edition: Edition, language: Language, wanted: boolean): Promise<void> {
    if (wanted) {
      await this.database.transaction(async (tx) => {
        await tx.rows(
          `INSERT INTO next_edition_wish (account_id, after_edition_id, language) VALUES ($1, $2, $3)
           ON CONFLICT ON CONSTRAINT next_edition_wish_pk DO UPDATE SET language = excluded.language, answered_at = NULL`,
          [accountId, edition.id, language],
        );
        await tx.rows(
          `INSERT INTO mail_preference (account_id) VALUES ($1)
           ON CONFLICT ON CONSTRAINT mail_preference_pk DO UPDATE SET next_edition = true`,
          [accountId],
        );
      });
    } else {
      await this.database.rows(`DELETE FROM next_edition_wish WHERE account_id = $1 AND after_edition_id = $2`, [
        accountId,
        edition.id,
      ]);
    }
  }
}
