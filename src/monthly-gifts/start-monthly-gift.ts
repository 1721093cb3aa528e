import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { MonthlyGiftId } from '../domain/ids.js';
import { certificateWish } from '../domain/tax-certificate.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { newToken } from '../platform/http/token.js';
import { MONTHLY_GIFT_KEY } from '../platform/stripe/metadata-keys.js';
import { StripeGateway } from '../platform/stripe/stripe-gateway.js';
import type { MonthlyGiftOrder } from './parse-monthly-gift-order.js';
import { ReadMonthlyGifts } from './read-monthly-gifts.js';

/** A monthly gift whose first payment waits. */
export interface StartedMonthlyGift {
  readonly monthlyGiftId: MonthlyGiftId;
  /** Opens the donor's own page of it; known to nobody else. */
  readonly token: string;
  readonly checkoutUrl: string;
}

/** Takes a monthly gift to the organisation from a donor as far as Stripe's page. */
@Injectable()
export class StartMonthlyGift {
  constructor(
    private readonly database: Database,
    private readonly gateway: StripeGateway,
    private readonly monthlyGifts: ReadMonthlyGifts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Stores the gift, then opens a page of Stripe's for its subscription; the gift's id is the idempotency key.
   * @throws {DomainError} `PAGE_NOT_FOUND` where the edition offers none, `PAYMENT_PROVIDER_UNAVAILABLE`,
   *   `PAYMENT_PROVIDER_REFUSED`.
   */
  async execute(edition: Edition, order: MonthlyGiftOrder): Promise<StartedMonthlyGift> {
    if ((await this.monthlyGifts.offeredAmounts(edition)).length === 0) {
      throw new DomainError('PAGE_NOT_FOUND', `No monthly gifts in ${edition.slug}`);
    }
    const monthlyGiftId = uuidv7() as MonthlyGiftId;
    const token = newToken();
    await this.database.rows(
      `WITH donor AS (
         INSERT INTO donor AS d (id, email, name, language) VALUES ($1, $2, $3, $4)
         ON CONFLICT ON CONSTRAINT donor_email_unique DO UPDATE SET language = excluded.language RETURNING id)
       INSERT INTO monthly_gift (id, edition_id, donor_id, name, language, amount_minor, currency, token, first_counts,
         certificate_wanted)
       SELECT $5, $6, donor.id, $3, $4, $7, $8, $9, edition.first_monthly_gift_counts, $10
         FROM donor JOIN edition ON edition.id = $6`,
      [
        uuidv7(),
        order.email,
        order.name,
        order.language,
        monthlyGiftId,
        edition.id,
        order.amountMinor,
        edition.currency,
        token,
        certificateWish(edition, order.certificateWanted === true),
      ],
    );
    const home = `${this.config.publicUrl}/${order.language}/${edition.slug}`;
    const page = await this.gateway.openMonthlyCheckout({
      id: monthlyGiftId,
      amountMinor: order.amountMinor,
      currency: edition.currency,
      description: this.config.organisation.name,
      email: order.email,
      language: order.language,
      metadata: { [MONTHLY_GIFT_KEY]: monthlyGiftId, edition: edition.slug },
      successUrl: `${home}/monthly/${token}`,
      cancelUrl: `${home}/monthly?choice=${String(order.amountMinor)}`,
    });
    await this.database.rows(`UPDATE monthly_gift SET checkout_url = $2 WHERE id = $1`, [monthlyGiftId, page.url]);
    return { monthlyGiftId, token, checkoutUrl: page.url };
  }
}
