import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import type { DonationId } from '../domain/ids.js';
import { currency, type Currency, type Minor, minor } from '../domain/money.js';
import { Database } from '../platform/database/database.js';

/** A payment that a donor disputes with their bank, as Stripe told of it last. */
export interface Dispute {
  readonly id: string;
  readonly paymentIntentId: string;
  /** Stripe's own word, such as `needs_response` or `lost`. */
  readonly status: string;
  /** Why the donor objects, in Stripe's own word; `null` where it gives none. */
  readonly reason: string | null;
  readonly amountMinor: Minor;
  readonly currency: Currency;
  /** Until when Stripe takes evidence; `null` where it takes none. */
  readonly evidenceDueBy: Date | null;
  readonly toldAt: Date;
  /** Real money, and not Stripe's test mode. */
  readonly live: boolean;
  /** The gift; `null` where a fee is disputed. */
  readonly donationId: DonationId | null;
}

/** Where a page of the list ended. */
export interface DisputeCursor {
  readonly toldAt: Date;
  readonly id: string;
}

interface Row {
  object_id: string;
  payment_intent_id: string;
  state: string;
  amount_minor: string;
  currency: string;
  told_at: Date;
  donation_id: DonationId | null;
  status: string | null;
  reason: string | null;
  due_by: string | null;
  live: boolean | null;
}

/** Reads disputes: where the money is from the facts, what only Stripe's events say from the latest stored one. */
@Injectable()
export class ReadDisputes {
  constructor(private readonly database: Database) {}

  /** Those of an edition's gifts and fees, the one told of last first; at most `limit`, from after `before`. */
  async page(edition: Edition, before: DisputeCursor | null, limit: number): Promise<Dispute[]> {
    const rows = await this.database.rows<Row>(
      `SELECT f.object_id, f.payment_intent_id, f.state, f.amount_minor, f.currency, f.told_at, p.donation_id,
              e.status, e.reason, e.due_by, e.live
         FROM stripe_fact f
         JOIN stripe_payment p ON p.payment_intent_id = f.payment_intent_id
         LEFT JOIN donation d ON d.id = p.donation_id
         LEFT JOIN registration r ON r.id = p.registration_id
         LEFT JOIN LATERAL (
           SELECT payload #>> '{data,object,status}' AS status, payload #>> '{data,object,reason}' AS reason,
                  payload #>> '{data,object,evidence_details,due_by}' AS due_by,
                  (payload #>> '{livemode}')::boolean AS live
             FROM stripe_event
            WHERE type LIKE 'charge.dispute.%' AND (payload #>> '{data,object,id}') = f.object_id
            ORDER BY (payload #>> '{created}')::bigint DESC, id DESC LIMIT 1) e ON true
        WHERE f.kind = 'dispute' AND coalesce(d.edition_id, r.edition_id) = $1
          AND ($2::timestamptz IS NULL OR f.told_at < $2 OR (f.told_at = $2 AND f.object_id > $3))
        ORDER BY f.told_at DESC, f.object_id LIMIT $4`,
      [edition.id, before?.toldAt ?? null, before?.id ?? '', limit],
    );
    return rows.map((row) => ({
      id: row.object_id,
      paymentIntentId: row.payment_intent_id,
      status: row.status ?? row.state,
      reason: row.reason,
      amountMinor: minor(Number(row.amount_minor)),
      currency: currency(row.currency),
      evidenceDueBy: row.due_by === null ? null : new Date(Number(row.due_by) * 1_000),
      toldAt: row.told_at,
      live: row.live ?? false,
      donationId: row.donation_id,
    }));
  }
}
