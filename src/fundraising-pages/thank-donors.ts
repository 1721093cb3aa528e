import { Injectable } from '@nestjs/common';
import type { AccountId, PageId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import { Database } from '../platform/database/database.js';
import { pageIsOf } from './page-owners.js';
import { THANKABLE } from './read-own-pages.js';

/** A gift on an own page, of a walker or a team. Neither the donor's address nor anything else that leads to it is read. */
export interface GiftToThank {
  readonly donationId: string;
  readonly name: string;
  readonly message: string | null;
  readonly amountMinor: Minor;
  readonly paidAt: Date;
  readonly thanked: boolean;
  /** Name and message are on no public page. */
  readonly hidden: boolean;
}

export interface GiftsToThank {
  /** Not thanked for yet first, then newest first. */
  readonly gifts: readonly GiftToThank[];
  /** Gifts whose donor wants to stay unknown. */
  readonly anonymous: number;
}

const MOST_GIFTS = 200;

/** Helps walkers and those who lead a team to thank: who gave, and whom they thanked already. */
@Injectable()
export class ThankDonors {
  constructor(private readonly database: Database) {}

  /** The gifts on a page of the account's own; of a page of somebody else there are none. */
  async list(accountId: AccountId, pageId: PageId): Promise<GiftsToThank> {
    const [rows, [counted]] = await Promise.all([
      this.database.rows<{
        id: string;
        name: string;
        message: string | null;
        raised_minor: string;
        paid_at: Date;
        thanked: boolean;
        hidden: boolean;
      }>(
        `SELECT d.id, coalesce(d.company, d.name) AS name, d.message, d.raised_minor, d.paid_at,
                g.donation_id IS NOT NULL AS thanked, d.hidden_reason IS NOT NULL AS hidden
           ${OF_OWN_PAGE} JOIN donation d ON ${THANKABLE} LEFT JOIN gift_thanks g ON g.donation_id = d.id
          WHERE p.id = $2 ORDER BY 6, d.paid_at DESC, d.id DESC LIMIT $3`,
        [accountId, pageId, MOST_GIFTS],
      ),
      this.database.rows<{ anonymous: number }>(
        `SELECT count(*)::integer AS anonymous
           ${OF_OWN_PAGE} JOIN donation d ON d.page_id = p.id AND d.raised_minor > 0 AND d.anonymous WHERE p.id = $2`,
        [accountId, pageId],
      ),
    ]);
    return {
      gifts: rows.map((row) => ({
        donationId: row.id,
        name: row.name,
        message: row.message,
        amountMinor: minor(Number(row.raised_minor)),
        paidAt: row.paid_at,
        thanked: row.thanked,
        hidden: row.hidden,
      })),
      anonymous: counted?.anonymous ?? 0,
    };
  }

  /** Notes that a gift was thanked for, or that it was not; a gift that is not on the page is left alone. */
  async mark(accountId: AccountId, pageId: PageId, donationId: string, thanked: boolean): Promise<void> {
    if (thanked) {
      await this.database.rows(
        `INSERT INTO gift_thanks (donation_id, account_id)
         SELECT d.id, a.id ${OF_OWN_PAGE} JOIN donation d ON ${THANKABLE} WHERE p.id = $2 AND d.id::text = $3
         ON CONFLICT ON CONSTRAINT gift_thanks_pk DO NOTHING`,
        [accountId, pageId, donationId],
      );
    } else {
      await this.database.rows(
        `DELETE FROM gift_thanks g USING donation d, fundraising_page p
          WHERE g.donation_id = d.id AND p.id = d.page_id AND p.id = $2 AND d.id::text = $3 AND ${pageIsOf('$1')}`,
        [accountId, pageId, donationId],
      );
    }
  }
}

const OF_OWN_PAGE = `FROM fundraising_page p JOIN account a ON a.id = $1 AND ${pageIsOf('a.id')}`;
