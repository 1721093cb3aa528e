import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { type DonationId, idFrom } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import type { GiftTarget } from '../donations/index.js';
import { Database } from '../platform/database/database.js';
import { type BulkAction, type BulkOutcome, MOST_AT_ONCE } from './bulk-gifts.js';

/** A gift as the page of a bulk act shows it. */
export interface BulkGift {
  readonly id: DonationId;
  readonly name: string;
  readonly email: string | null;
  readonly hidden: boolean;
  readonly raisedMinor: Minor;
  /** What is left of the payment: of all parts of a split gift. */
  readonly leftMinor: Minor;
  readonly target: GiftTarget;
  /** What its page has raised now. */
  readonly pageMinor: Minor;
}

/** A run with what came of each gift. */
export interface BulkRun {
  readonly id: string;
  readonly action: BulkAction;
  readonly doneBy: string;
  readonly begunAt: Date;
  /** Somebody is at it, or soon will be. */
  readonly busy: boolean;
  readonly rows: readonly { readonly gift: BulkGift; readonly outcome: BulkOutcome }[];
}

/** Reads gifts before and after many of them are acted on. */
@Injectable()
export class ReadBulk {
  constructor(private readonly database: Database) {}

  /** The gifts of these ids that are there, in the order of their ids; at most 200. */
  async gifts(edition: Edition, ids: readonly string[]): Promise<BulkGift[]> {
    const rows = await this.database.rows<{
      id: DonationId;
      name: string;
      email: string | null;
      hidden: boolean;
      raised_minor: string;
      left_minor: string;
      target: GiftTarget['kind'];
      slug: string | null;
      target_name: string | null;
      page_minor: string;
    }>(
      `SELECT d.id, d.name, n.email, d.hidden_reason IS NOT NULL AS hidden, d.raised_minor, d.target,
              (SELECT sum(p.raised_minor) FROM donation p
                WHERE p.id = coalesce(d.split_of, d.id) OR p.split_of = coalesce(d.split_of, d.id)) AS left_minor,
              CASE d.target WHEN 'walker' THEN w.slug WHEN 'team' THEN t.slug END AS slug,
              CASE d.target WHEN 'walker' THEN w.public_name WHEN 'team' THEN t.name END AS target_name,
              coalesce(s.raised_minor, 0) AS page_minor
         FROM donation d JOIN donor n ON n.id = d.donor_id
         LEFT JOIN walker w ON w.id = d.walker_id LEFT JOIN team t ON t.id = d.team_id
         LEFT JOIN total s ON s.scope = 'page' AND s.scope_id = d.page_id
        WHERE d.edition_id = $1 AND d.id = ANY ($2::uuid[]) AND NOT d.unsplit ORDER BY d.id LIMIT $3`,
      [edition.id, ids.slice(0, MOST_AT_ONCE).map(idFrom), MOST_AT_ONCE],
    );
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      email: row.email,
      hidden: row.hidden,
      raisedMinor: minor(Number(row.raised_minor)),
      leftMinor: minor(Number(row.left_minor)),
      target: { kind: row.target, slug: row.slug, name: row.target_name },
      pageMinor: minor(Number(row.page_minor)),
    }));
  }

  /** @throws {DomainError} `PAGE_NOT_FOUND` */
  async run(edition: Edition, id: string): Promise<BulkRun> {
    const [run] = await this.database.rows<{
      id: string;
      action: BulkAction;
      done_by: string;
      begun_at: Date;
      busy: boolean;
    }>(
      `SELECT id, action, done_by, begun_at, state = 'doing' AS busy FROM bulk_run WHERE id::text = $1 AND edition_id = $2`,
      [id, edition.id],
    );
    if (run === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No such run');
    const outcomes = await this.database.rows<{ donation_id: DonationId; outcome: BulkOutcome | null }>(
      `SELECT donation_id, outcome FROM bulk_row WHERE run_id = $1 ORDER BY donation_id LIMIT $2`,
      [run.id, MOST_AT_ONCE],
    );
    const gifts = new Map(
      (
        await this.gifts(
          edition,
          outcomes.map(({ donation_id }) => donation_id),
        )
      ).map((gift) => [gift.id, gift]),
    );
    return {
      id: run.id,
      action: run.action,
      doneBy: run.done_by,
      begunAt: run.begun_at,
      busy: run.busy,
      rows: outcomes.flatMap(({ donation_id, outcome }) => {
        const gift = gifts.get(donation_id);
        return gift === undefined ? [] : [{ gift, outcome: outcome ?? (run.busy ? 'waiting' : 'unknown') }];
      }),
    };
  }
}
