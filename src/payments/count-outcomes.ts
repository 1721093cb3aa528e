import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

/**
 * Who means to give each month has typed their card by then. Stripe ties a declined first payment to nothing of ours, as
 * long as the subscription has not begun; a page that is left unpaid so long is all that we see of it.
 */
const UNPAID_MINUTES = 3;

/** What became of some gifts and fees, by the facts that Stripe told. */
export interface GiftOutcomes {
  readonly paid: number;
  /** The last attempt to pay was declined; or, for a monthly gift, nobody paid within some minutes. */
  readonly failed: number;
}

/** Tells how many of some gifts, once or each month, and fees were paid, and of how many the payment failed. */
@Injectable()
export class CountOutcomes {
  constructor(private readonly database: Database) {}

  /** @param ids of donations, of monthly gifts and of registrations */
  async of(ids: readonly string[]): Promise<GiftOutcomes> {
    if (ids.length === 0) return { paid: 0, failed: 0 };
    const [row] = await this.database.rows<GiftOutcomes>(
      `SELECT count(*) FILTER (WHERE paid)::int AS paid, count(*) FILTER (WHERE failed)::int AS failed FROM (
         SELECT bool_or(state = 'succeeded') AS paid, bool_or(state = 'payment-failed') AS failed
           FROM stripe_fact WHERE subject_id = ANY($1::uuid[]) AND kind = 'payment-intent' GROUP BY subject_id
         UNION ALL
         SELECT bool_or(c.state = 'paid'),
                (bool_or(c.state = 'failed') AND NOT bool_or(c.state = 'paid'))
                  OR (m.state = 'started' AND m.created_at < now() - $2 * interval '1 minute')
           FROM monthly_gift m LEFT JOIN monthly_charge c ON c.monthly_gift_id = m.id
          WHERE m.id = ANY($1::uuid[]) GROUP BY m.id) AS outcome`,
      [ids, UNPAID_MINUTES],
    );
    return row ?? { paid: 0, failed: 0 };
  }
}
