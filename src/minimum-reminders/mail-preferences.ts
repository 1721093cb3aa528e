import { Injectable } from '@nestjs/common';
import { DomainError } from '../domain/errors.js';
import { Database } from '../platform/database/database.js';
import { isToken } from '../platform/http/token.js';

/** Who wants reminders and who does not, by the link that stands in each of them. */
@Injectable()
export class MailPreferences {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `PAGE_NOT_FOUND` for a link that is none */
  async wantsReminders(token: string): Promise<boolean> {
    const [row] = isToken(token)
      ? await this.database.rows<{ reminders: boolean }>(`SELECT reminders FROM mail_preference WHERE token = $1`, [
          token,
        ])
      : [];
    if (row === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No preferences behind this link');
    return row.reminders;
  }

  /** @throws {DomainError} `PAGE_NOT_FOUND` for a link that is none */
  async setReminders(token: string, wanted: boolean): Promise<void> {
    await this.wantsReminders(token);
    await this.database.rows(`UPDATE mail_preference SET reminders = $2 WHERE token = $1`, [token, wanted]);
  }
}
