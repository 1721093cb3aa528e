import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

/** What became of some gifts, by the facts that Stripe told. */
export interface GiftOutcomes {
  readonly paid: number;
  /** The last attempt to pay was declined. */
  readonly failed: number;
}

/** Tells how many of some gifts were paid, and of how many the payment failed. */
@Injectable()
export class CountOutcomes {
  constructor(private readonly database: Database) {}

  async of(donationIds: readonly string[]): Promise<GiftOutcomes> {
    if (donationIds.length === 0) return { paid: 0, failed: 0 };
    const [row] = await this.database.rows<GiftOutcomes>(
      `SELECT count(DISTINCT subject_id) FILTER (WHERE state = 'succeeded')::int AS paid,
              count(DISTINCT subject_id) FILTER (WHERE state = 'payment-failed')::int AS failed
         FROM stripe_fact WHERE subject_id = ANY($1::uuid[]) AND kind = 'payment-intent'`,
      [donationIds],
    );
    return row ?? { paid: 0, failed: 0 };
  }
}
