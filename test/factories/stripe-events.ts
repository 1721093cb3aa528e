import { randomBytes } from 'node:crypto';
import Stripe from 'stripe';

/** The secret that the tests' endpoint signs with. */
export const WEBHOOK_SECRET = 'whsec_test_of_the_money_path';

/** An event as Stripe sends it, as far as anything here could look. */
export interface StripeEvent {
  readonly id: string;
  readonly object: 'event';
  readonly api_version: string;
  readonly created: number;
  readonly livemode: false;
  readonly pending_webhooks: number;
  readonly request: { readonly id: null; readonly idempotency_key: null };
  readonly type: string;
  readonly data: { readonly object: Readonly<Record<string, unknown>> };
}

/** An id in Stripe's manner. */
export function stripeId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

/** @param created seconds of Stripe's clock. */
export function stripeEvent(
  type: string,
  object: Readonly<Record<string, unknown>>,
  created = Math.floor(Date.now() / 1000),
): StripeEvent {
  return {
    id: stripeId('evt'),
    object: 'event',
    api_version: '2026-10-28.endive',
    created,
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
    data: { object },
  };
}

/** The header that Stripe signs a body with. @param timestamp seconds. */
export function signed(body: string, secret = WEBHOOK_SECRET, timestamp = Math.floor(Date.now() / 1000)): string {
  return new Stripe('sk_x').webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
}

/** The payments of one payable: makes the objects that its events carry, with ids that stay the same. */
export class PaymentStory {
  readonly paymentIntentId = stripeId('pi');
  readonly sessionId = stripeId('cs_test');
  readonly chargeId = stripeId('ch');

  constructor(
    readonly metadata: Readonly<Record<string, string>>,
    readonly amountMinor: number,
    /** Seconds of Stripe's clock at which the story begins. */
    readonly begins = Math.floor(Date.now() / 1000) - 86_400,
    readonly currency = 'eur',
  ) {}

  session(type: string, paymentStatus: 'paid' | 'unpaid', after = 0): StripeEvent {
    return this.event(`checkout.session.${type}`, after, {
      id: this.sessionId,
      object: 'checkout.session',
      mode: 'payment',
      status: type === 'expired' ? 'expired' : 'complete',
      payment_status: paymentStatus,
      payment_intent: type === 'expired' ? null : this.paymentIntentId,
      amount_total: this.amountMinor,
      currency: this.currency,
      metadata: this.metadata,
    });
  }

  intent(type: 'succeeded' | 'processing' | 'payment_failed', after = 0): StripeEvent {
    return this.event(`payment_intent.${type}`, after, {
      id: this.paymentIntentId,
      object: 'payment_intent',
      amount: this.amountMinor,
      amount_received: type === 'succeeded' ? this.amountMinor : 0,
      currency: this.currency,
      status: type === 'payment_failed' ? 'requires_payment_method' : type,
      metadata: this.metadata,
    });
  }

  refund(id: string, amountMinor: number, status: string, after = 0): StripeEvent {
    const type = status === 'pending' ? 'created' : status === 'failed' ? 'failed' : 'updated';
    return this.event(`refund.${type}`, after, {
      id,
      object: 'refund',
      amount: amountMinor,
      charge: this.chargeId,
      currency: this.currency,
      payment_intent: this.paymentIntentId,
      status,
      metadata: {},
    });
  }

  chargeSucceeded(after = 0): StripeEvent {
    return this.charge('charge.succeeded', 0, after);
  }

  chargeRefunded(amountRefundedMinor: number, after = 0): StripeEvent {
    return this.charge('charge.refunded', amountRefundedMinor, after);
  }

  private charge(type: string, amountRefundedMinor: number, after: number): StripeEvent {
    return this.event(type, after, {
      id: this.chargeId,
      object: 'charge',
      amount: this.amountMinor,
      amount_refunded: amountRefundedMinor,
      currency: this.currency,
      payment_intent: this.paymentIntentId,
      payment_method_details: { type: 'card' },
      metadata: this.metadata,
    });
  }

  dispute(id: string, type: string, status: string, after = 0, amountMinor = this.amountMinor): StripeEvent {
    return this.event(`charge.dispute.${type}`, after, {
      id,
      object: 'dispute',
      amount: amountMinor,
      charge: this.chargeId,
      currency: this.currency,
      payment_intent: this.paymentIntentId,
      status,
      metadata: {},
    });
  }

  private event(type: string, after: number, object: Record<string, unknown>): StripeEvent {
    return stripeEvent(type, object, this.begins + after);
  }
}
