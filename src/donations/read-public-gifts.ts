import { Injectable } from '@nestjs/common';
import { type Minor, minor } from '../domain/money.js';
import { Database } from '../platform/database/database.js';

/** Whom a gift was given to, by public names. */
export interface GiftTarget {
  readonly kind: 'edition' | 'team' | 'walker';
  readonly slug: string | null;
  readonly name: string | null;
}

/**
 * A gift as everybody may see it. An anonymous gift has no name in it at all, and one whose texts are hidden neither name
 * nor message: Postgres does not even send them, so that no page can show them by accident.
 */
export interface PublicGift {
  /** `null`: the donor wants to stay anonymous, or the texts are hidden. */
  readonly name: string | null;
  readonly message: string | null;
  /** Name and message are held back by the word filter, the page's owner or an organiser; the gift counts. */
  readonly hidden: boolean;
  readonly amountMinor: Minor;
  readonly target: GiftTarget;
  readonly paidAt: Date;
}

/** Whose gifts. */
export type GiftScope =
  | { readonly kind: 'edition'; readonly id: string }
  | { readonly kind: 'team'; readonly id: string }
  | { readonly kind: 'page'; readonly id: string };

const COLUMN: Record<GiftScope['kind'], string> = { edition: 'edition_id', team: 'team_id', page: 'page_id' };

/** Reads the latest gifts that count. */
@Injectable()
export class ReadPublicGifts {
  constructor(private readonly database: Database) {}

  /**
   * The latest gifts, newest first; at most `limit`. A gift that was refunded in full is not among them. Away from their
   * own page, a walker who is found by link only is not named: the gift stands for their team, or for the edition.
   */
  async latest(scope: GiftScope, limit: number): Promise<PublicGift[]> {
    const rows = await this.database.rows<{
      name: string | null;
      message: string | null;
      hidden: boolean;
      raised_minor: string;
      target: GiftTarget['kind'];
      target_slug: string | null;
      target_name: string | null;
      paid_at: Date;
    }>(
      `SELECT CASE WHEN d.anonymous OR d.hidden_reason IS NOT NULL THEN NULL ELSE coalesce(d.company, d.name) END AS name,
              CASE WHEN d.hidden_reason IS NULL THEN d.message END AS message, d.hidden_reason IS NOT NULL AS hidden,
              d.raised_minor,
              CASE WHEN NOT u.unlisted THEN d.target WHEN t.id IS NULL THEN 'edition' ELSE 'team' END AS target,
              CASE WHEN d.target = 'walker' AND NOT u.unlisted THEN w.slug ELSE t.slug END AS target_slug,
              CASE WHEN d.target = 'walker' AND NOT u.unlisted THEN w.public_name ELSE t.name END AS target_name, d.paid_at
         FROM (SELECT * FROM donation WHERE ${COLUMN[scope.kind]} = $1 AND raised_minor > 0
                ORDER BY paid_at DESC, id DESC LIMIT $2) d
         LEFT JOIN walker w ON w.id = d.walker_id
         LEFT JOIN team t ON t.id = d.team_id
          AND NOT ($3 AND EXISTS (SELECT 1 FROM fundraising_page h WHERE h.team_id = t.id AND h.hidden_at IS NOT NULL))
         LEFT JOIN fundraising_page p ON p.id = d.page_id
        CROSS JOIN LATERAL (SELECT $3 AND CASE d.target
            WHEN 'walker' THEN coalesce(p.visibility = 'by-link' OR p.hidden_at IS NOT NULL, false)
            WHEN 'team' THEN t.id IS NULL ELSE false END AS unlisted) u
        ORDER BY d.paid_at DESC, d.id DESC`,
      [scope.id, limit, scope.kind !== 'page'],
    );
    return rows.map((row) => ({
      name: row.name,
      message: row.message,
      hidden: row.hidden,
      amountMinor: minor(Number(row.raised_minor)),
      target: { kind: row.target, slug: row.target_slug, name: row.target_name },
      paidAt: row.paid_at,
    }));
  }
}
