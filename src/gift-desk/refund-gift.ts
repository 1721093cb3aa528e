import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import { type DonationId, idFrom } from '../domain/ids.js';
import { minor, type Minor } from '../domain/money.js';
import { Database, type PreparingQueryable } from '../platform/database/database.js';
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

/** What Stripe is asked for. Asked again with the same, it is the same refund. */
export interface AskedRefund {
  readonly paymentIntentId: string;
  readonly amountMinor: Minor;
  readonly idempotencyKey: string;
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
  async execute(edition: Edition, refund: GiftRefund): Promise<void> {
    await this.ask(await this.note(this.database, edition, refund));
  }

  /**
   * Finds out what Stripe is to be asked for, and writes the line in the log: before Stripe is asked, because a refund
   * without a line could not be explained, and a line without a refund can.
   * @throws as {@link execute} does, without asking Stripe
   */
  async note(
    database: PreparingQueryable,
    edition: Edition,
    { donationId, amountMinor, reason, onceKey, actor }: GiftRefund,
  ): Promise<AskedRefund> {
    // Either of the two facts makes a gift count, so either will do: the other may be late, or its delivery lost.
    const [gift] = await database.rows<{ id: DonationId; raised_minor: string; payment_intent_id: string | null }>(
      `SELECT d.id, (SELECT sum(p.raised_minor) FROM donation p WHERE p.id = d.id OR p.split_of = d.id) AS raised_minor,
              (SELECT p.payment_intent_id FROM stripe_payment p
                 JOIN stripe_fact f ON f.payment_intent_id = p.payment_intent_id
                  AND (f.kind, f.state) IN (('payment-intent', 'succeeded'), ('checkout-session', 'paid'))
                WHERE p.donation_id = d.id AND f.amount_minor = coalesce(d.whole_minor, d.amount_minor)
                ORDER BY f.told_at, p.payment_intent_id LIMIT 1) AS payment_intent_id
         FROM donation d
        WHERE d.id = (SELECT coalesce(split_of, id) FROM donation WHERE id = $1 AND edition_id = $2)`,
      [idFrom(donationId), edition.id],
    );
    if (gift === undefined) throw new DomainError('DONATION_NOT_FOUND', 'No such gift in this edition');
    const left = minor(Number(gift.raised_minor));
    const wanted = amountMinor ?? left;
    if (gift.payment_intent_id === null || left <= 0 || wanted > left) {
      throw new InputInvalidError([{ field: 'amount', code: 'MORE_THAN_LEFT', params: { mostMinor: left } }]);
    }
    await writeAudit(database, {
      editionId: edition.id,
      actor,
      action: 'refund-gift',
      subject: { kind: 'donation', id: gift.id },
      before: { raisedMinor: left },
      after: { askedMinor: wanted },
      reason,
    });
    return {
      paymentIntentId: gift.payment_intent_id,
      amountMinor: wanted,
      idempotencyKey: `refund-${gift.id}-${onceKey}`,
    };
  }

  /** @throws {DomainError} `PAYMENT_PROVIDER_UNAVAILABLE`, `PAYMENT_PROVIDER_REFUSED`. */
  async ask(refund: AskedRefund): Promise<void> {
    await this.gateway.refund(refund);
  }
}
