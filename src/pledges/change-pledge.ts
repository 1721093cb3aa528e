import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { pledgesOpen } from '../domain/pledge.js';
import { certificateWish } from '../domain/tax-certificate.js';
import { Database } from '../platform/database/database.js';
import { isToken } from '../platform/http/token.js';
import { dayInBelgium } from '../platform/i18n/index.js';
import type { PledgeTerms } from './parse-pledge-order.js';

/** What a donor does to a promise of their own, by its link, until the day of the walk. */
@Injectable()
export class ChangePledge {
  constructor(private readonly database: Database) {}

  /** Notes that the donor opened the link from the mail: from now on the promise is shown with those of others. */
  async open(edition: Edition, token: string): Promise<void> {
    if (!isToken(token)) return;
    await this.database.rows(
      `UPDATE pledge SET opened_at = now() WHERE edition_id = $1 AND token = $2 AND opened_at IS NULL`,
      [edition.id, token],
    );
  }

  /** @throws {DomainError} `PLEDGES_CLOSED` from the day of the walk on, `PLEDGE_NOT_FOUND` also once it is withdrawn. */
  async change(edition: Edition, token: string, terms: PledgeTerms, now: Date): Promise<void> {
    await this.update(
      edition,
      token,
      now,
      `per_km_minor = $3, cap_minor = $4, name = $5, message = $6, anonymous = $7, certificate_wanted = $8`,
      [
        terms.perKmMinor,
        terms.capMinor,
        terms.name,
        terms.message,
        terms.anonymous,
        certificateWish(edition, terms.certificateWanted),
      ],
    );
  }

  /** Takes the promise back. @throws {DomainError} as {@link change} */
  async withdraw(edition: Edition, token: string, now: Date): Promise<void> {
    await this.update(edition, token, now, `state = 'withdrawn', ended_at = now()`, []);
  }

  private async update(
    edition: Edition,
    token: string,
    now: Date,
    // One of the two constants above, never text from outside.
    change: string,
    parameters: readonly (string | number | boolean | null)[],
  ): Promise<void> {
    if (!pledgesOpen(edition, dayInBelgium(now))) {
      throw new DomainError('PLEDGES_CLOSED', `Promises in ${edition.slug}`);
    }
    const changed = isToken(token)
      ? await this.database.rows(
          `UPDATE pledge SET ${change} WHERE edition_id = $1 AND token = $2 AND state = 'promised' RETURNING id`,
          [edition.id, token, ...parameters],
        )
      : [];
    if (changed.length === 0) throw new DomainError('PLEDGE_NOT_FOUND', 'No open promise behind this link');
  }
}
