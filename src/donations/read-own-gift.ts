import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { type Minor, minor } from '../domain/money.js';
import type { PaymentStatus } from '../domain/payment-position.js';
import { Database } from '../platform/database/database.js';
import { isToken } from '../platform/http/token.js';
import type { GiftTarget } from './read-public-gifts.js';

/** A gift as its own donor sees it, by a link that only they have. */
export interface OwnGift {
  readonly status: PaymentStatus;
  readonly amountMinor: Minor;
  readonly name: string;
  readonly checkoutUrl: string | null;
  readonly target: GiftTarget;
}

/** Reads a donor's own gift. */
@Injectable()
export class ReadOwnGift {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `DONATION_NOT_FOUND` */
  async byToken(edition: Edition, token: string): Promise<OwnGift> {
    const [row] = isToken(token)
      ? await this.database.rows<{
          status: PaymentStatus;
          amount_minor: string;
          name: string;
          checkout_url: string | null;
          target: GiftTarget['kind'];
          target_slug: string | null;
          target_name: string | null;
        }>(
          `SELECT d.status, d.amount_minor, d.name, d.checkout_url, d.target,
                  coalesce(w.slug, CASE d.target WHEN 'team' THEN t.slug END) AS target_slug,
                  coalesce(w.public_name, CASE d.target WHEN 'team' THEN t.name END) AS target_name
             FROM donation d LEFT JOIN walker w ON w.id = d.walker_id LEFT JOIN team t ON t.id = d.team_id
            WHERE d.edition_id = $1 AND d.token = $2`,
          [edition.id, token],
        )
      : [];
    if (row === undefined) throw new DomainError('DONATION_NOT_FOUND', 'No gift behind this link');
    return {
      status: row.status,
      amountMinor: minor(Number(row.amount_minor)),
      name: row.name,
      checkoutUrl: row.checkout_url,
      target: { kind: row.target, slug: row.target_slug, name: row.target_name },
    };
  }
}
