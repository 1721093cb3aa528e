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

/** Words that everybody reads on an own page and that nobody thanks for there. */
export interface FurtherWords {
  readonly donationId: string;
  /** `null`: the donor wants to stay unknown. */
  readonly name: string | null;
  readonly message: string;
  /** The walker of the team whom they were written to; `null`: they are on the page's own gift. */
  readonly walkerName: string | null;
  readonly paidAt: Date;
  readonly hidden: boolean;
}

const MOST_GIFTS = 200;
const MOST_WORDS = 100;

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

  /**
   * The latest messages on a page of the account's own which are not among those to thank for: of donors who want to stay
   * unknown, and, on a team's page, those that were written to its walkers.
   */
  async furtherWords(accountId: AccountId, pageId: PageId): Promise<readonly FurtherWords[]> {
    return this.database.rows<FurtherWords>(
      `SELECT d.id AS "donationId", CASE WHEN NOT d.anonymous THEN coalesce(d.company, d.name) END AS name, d.message,
              w.public_name AS "walkerName", d.paid_at AS "paidAt", d.hidden_reason IS NOT NULL AS hidden
         FROM (SELECT d.id, NULL::uuid AS walker_id ${OF_OWN_PAGE} JOIN donation d ON d.page_id = p.id AND d.anonymous
                WHERE p.id = $2 AND d.raised_minor > 0 AND d.message IS NOT NULL
               UNION ALL
               SELECT d.id, d.walker_id ${OF_OWN_PAGE} JOIN donation d ON d.team_id = p.team_id AND d.walker_id IS NOT NULL
                WHERE p.id = $2 AND d.raised_minor > 0 AND d.message IS NOT NULL) found
         JOIN donation d ON d.id = found.id LEFT JOIN walker w ON w.id = found.walker_id
        ORDER BY d.paid_at DESC, d.id DESC LIMIT $3`,
      [accountId, pageId, MOST_WORDS],
    );
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
