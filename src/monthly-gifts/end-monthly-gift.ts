import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { Database } from '../platform/database/database.js';
import { StripeGateway } from '../platform/stripe/stripe-gateway.js';
import { ReadMonthlyGifts } from './read-monthly-gifts.js';

/** Ends a monthly gift when its donor asks: nothing is charged any more. Asking again changes nothing. */
@Injectable()
export class EndMonthlyGift {
  constructor(
    private readonly database: Database,
    private readonly gateway: StripeGateway,
    private readonly monthlyGifts: ReadMonthlyGifts,
  ) {}

  /**
   * Stripe ends it at once; that it did is written down when its event tells us.
   * @throws {DomainError} `MONTHLY_GIFT_NOT_FOUND`, `PAYMENT_PROVIDER_UNAVAILABLE`, `PAYMENT_PROVIDER_REFUSED`.
   */
  async execute(edition: Edition, token: string): Promise<void> {
    const gift = await this.monthlyGifts.byToken(edition, token);
    if (gift.state === 'ended' || gift.subscriptionId === null) return;
    await this.gateway.endSubscription(gift.subscriptionId);
    await this.database.rows(`UPDATE monthly_gift SET end_asked_at = coalesce(end_asked_at, now()) WHERE id = $1`, [
      gift.id,
    ]);
  }
}
