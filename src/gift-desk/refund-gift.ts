import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import type { DonationId } from '../domain/ids.js';
import { minor, type Minor } from '../domain/money.js';
import { Database } from '../platform/database/database.js';
import { StripeGateway } from '../platform/stripe/stripe-gateway.js';

/** How much of a gift goes back, and why. */
export interface GiftRefund {
  readonly donationId: string;
  /** `null`: all that is left of it. */
  readonly amountMinor: Minor | null;
  /** For the audit log; not empty. */
  readonly reason: string;
  /** From the form: pressed twice, it is one refund. */
  readonly onceKey: string;
  readonly actor: Actor;
}

/**
 * Has Stripe give back a gift, or some of it. What goes back of a split gift goes back of its one payment, and is shared out
 * to the parts: none of them is refunded alone. Nothing is booked here: the books follow what Stripe tells of the refund,
 * like those of a refund made in Stripe's own dashboard.
 */
@Injectable()
export class RefundGift {
  constructor(
    private readonly database: Database,
    private readonly gateway: StripeGateway,
  ) {}

  /**
   * @throws {DomainError} `DONATION_NOT_FOUND`, `PAYMENT_PROVIDER_UNAVAILABLE`, `PAYMENT_PROVIDER_REFUSED`.
   * @throws {InputInvalidError} for more than is left of the gift, or a gift of which nothing is left.
   */
  async execute(edition: Edition, { donationId, amountMinor, reason, onceKey, actor }: GiftRefund): Promise<void> {
    const [gift] = await this.database.rows<{ id: DonationId; raised_minor: string; payment_intent_id: string | null }>(
      `SELECT d.id, (SELECT sum(p.raised_minor) FROM donation p WHERE p.id = d.id OR p.split_of = d.id) AS raised_minor,
              (SELECT p.payment_intent_id FROM stripe_payment p
                 JOIN stripe_fact f ON f.object_id = p.payment_intent_id AND f.state = 'succeeded'
                WHERE p.donation_id = d.id AND f.amount_minor = coalesce(d.whole_minor, d.amount_minor)
                ORDER BY f.told_at, p.payment_intent_id LIMIT 1) AS payment_intent_id
         FROM donation d
        WHERE d.id = (SELECT coalesce(split_of, id) FROM donation WHERE id::text = $1 AND edition_id = $2)`,
      [donationId, edition.id],
    );
    if (gift === undefined) throw new DomainError('DONATION_NOT_FOUND', 'No such gift in this edition');
    const left = minor(Number(gift.raised_minor));
    const wanted = amountMinor ?? left;
    if (gift.payment_intent_id === null || left <= 0 || wanted > left) {
      throw new InputInvalidError([{ field: 'amount', code: 'AMOUNT_TOO_LARGE', params: { mostMinor: left } }]);
    }
    // Written before Stripe is asked: a refund without a line could not be explained, a line without a refund can.
    await writeAudit(this.database, {
      editionId: edition.id,
      actor,
      action: 'refund-gift',
      subject: { kind: 'donation', id: gift.id },
      before: { raisedMinor: left },
      after: { askedMinor: wanted },
      reason,
    });
    await this.gateway.refund({
      paymentIntentId: gift.payment_intent_id,
      amountMinor: wanted,
      idempotencyKey: `refund-${gift.id}-${onceKey}`,
    });
  }
}
