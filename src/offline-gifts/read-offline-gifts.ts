import { Injectable } from '@nestjs/common';
import type { CashCount } from '../domain/cash-count.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { DonationId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import type { GiftTarget } from '../donations/index.js';
import { Database } from '../platform/database/database.js';
import type { OfflineMethod, OfflineState } from './offline-gift.js';

/** A gift that was entered by hand, as organisers see it. */
export interface OfflineGift {
  readonly id: string;
  readonly method: OfflineMethod;
  readonly state: OfflineState;
  readonly amountMinor: Minor;
  readonly name: string;
  readonly company: string | null;
  readonly email: string | null;
  readonly message: string | null;
  readonly anonymous: boolean;
  readonly certificateWanted: boolean;
  /** YYYY-MM-DD */
  readonly receivedOn: string;
  readonly reference: string | null;
  readonly target: GiftTarget;
  readonly counters: readonly string[];
  readonly pieces: CashCount | null;
  readonly enteredBy: string;
  readonly enteredAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly reversedBy: string | null;
  readonly reversedAt: Date | null;
  /** Why it was rejected or reversed. */
  readonly reason: string | null;
  /** The gift that counts, or counted. */
  readonly donationId: DonationId | null;
}

interface Row {
  id: string;
  method: OfflineMethod;
  state: OfflineState;
  amount_minor: string;
  name: string;
  company: string | null;
  email: string | null;
  message: string | null;
  anonymous: boolean;
  certificate_wanted: boolean;
  received_on: string;
  reference: string | null;
  target: GiftTarget['kind'];
  target_slug: string | null;
  target_name: string | null;
  counted_by_one: string | null;
  counted_by_two: string | null;
  counted_pieces: CashCount | null;
  entered_by: string;
  entered_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  reversed_by: string | null;
  reversed_at: Date | null;
  reason: string | null;
  donation_id: DonationId | null;
}

const GIFT = `SELECT o.id, o.method, o.state, o.amount_minor, o.name, o.company, o.email, o.message, o.anonymous,
    o.certificate_wanted,
    o.received_on::text AS received_on, o.reference, o.target,
    coalesce(w.slug, CASE o.target WHEN 'team' THEN t.slug END) AS target_slug,
    coalesce(w.public_name, CASE o.target WHEN 'team' THEN t.name END) AS target_name,
    o.counted_by_one, o.counted_by_two, o.counted_pieces, o.entered_by, o.entered_at, o.decided_by, o.decided_at,
    o.reversed_by, o.reversed_at, o.reason, o.donation_id
  FROM offline_gift o LEFT JOIN walker w ON w.id = o.walker_id LEFT JOIN team t ON t.id = o.team_id`;

/** Reads what was entered by hand. */
@Injectable()
export class ReadOfflineGifts {
  constructor(private readonly database: Database) {}

  /**
   * A page of them, the latest first; ids are no times, because machines make theirs of what they ask for.
   * @param waiting only those that wait for a decision
   * @param before the id that the page before ended with; `null` begins at the latest
   */
  async page(
    edition: Edition,
    { waiting, before, limit }: { readonly waiting: boolean; readonly before: string | null; readonly limit: number },
  ): Promise<OfflineGift[]> {
    const rows = await this.database.rows<Row>(
      `${GIFT} WHERE o.edition_id = $1 ${waiting ? `AND o.state = 'entered'` : ''}
          AND ($2::uuid IS NULL OR (o.entered_at, o.id) < (SELECT b.entered_at, b.id FROM offline_gift b WHERE b.id = $2))
        ORDER BY o.entered_at DESC, o.id DESC LIMIT $3`,
      [edition.id, before, limit],
    );
    return rows.map(giftOf);
  }

  /** How many wait for a decision, and what they come to. */
  async waiting(edition: Edition): Promise<{ readonly count: number; readonly sumMinor: Minor }> {
    const [row] = await this.database.rows<{ count: number; sum: string }>(
      `SELECT count(*)::int AS count, coalesce(sum(amount_minor), 0) AS sum FROM offline_gift
        WHERE edition_id = $1 AND state = 'entered'`,
      [edition.id],
    );
    return { count: row?.count ?? 0, sumMinor: minor(Number(row?.sum ?? 0)) };
  }

  /** @throws {DomainError} `OFFLINE_GIFT_NOT_FOUND` */
  async byId(edition: Edition, id: string): Promise<OfflineGift> {
    const [row] = await this.database.rows<Row>(`${GIFT} WHERE o.edition_id = $1 AND o.id::text = $2`, [
      edition.id,
      id,
    ]);
    if (row === undefined) throw new DomainError('OFFLINE_GIFT_NOT_FOUND', 'No such gift in this edition');
    return giftOf(row);
  }
}

function giftOf(row: Row): OfflineGift {
  return {
    id: row.id,
    method: row.method,
    state: row.state,
    amountMinor: minor(Number(row.amount_minor)),
    name: row.name,
    company: row.company,
    email: row.email,
    message: row.message,
    anonymous: row.anonymous,
    certificateWanted: row.certificate_wanted,
    receivedOn: row.received_on,
    reference: row.reference,
    target: { kind: row.target, slug: row.target_slug, name: row.target_name },
    counters: [row.counted_by_one, row.counted_by_two].filter((name) => name !== null),
    pieces: row.counted_pieces,
    enteredBy: row.entered_by,
    enteredAt: row.entered_at,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    reversedBy: row.reversed_by,
    reversedAt: row.reversed_at,
    reason: row.reason,
    donationId: row.donation_id,
  };
}
