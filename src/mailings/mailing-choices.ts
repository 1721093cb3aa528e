import { Injectable } from '@nestjs/common';
import { DomainError } from '../domain/errors.js';
import { Database } from '../platform/database/database.js';
import { isToken } from '../platform/http/token.js';

/** Whether somebody wants what organisers write to many, by the link that stands in each such mail. */
@Injectable()
export class MailingChoices {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `PAGE_NOT_FOUND` for a link that is none */
  async wanted(token: string): Promise<boolean> {
    const [row] = isToken(token)
      ? await this.database.rows<{ wanted: boolean }>(`SELECT wanted FROM mailing_choice WHERE token = $1`, [token])
      : [];
    if (row === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No choice behind this link');
    return row.wanted;
  }

  /** Choosing the same again changes nothing. @throws {DomainError} `PAGE_NOT_FOUND` for a link that is none */
  async choose(token: string, wanted: boolean): Promise<void> {
    await this.wanted(token);
    await this.database.rows(
      `UPDATE mailing_choice SET wanted = $2, decided_at = now() WHERE token = $1 AND wanted <> $2`,
      [token, wanted],
    );
  }
}
