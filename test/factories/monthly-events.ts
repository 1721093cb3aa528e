import { type StripeEvent, stripeEvent, stripeId } from './stripe-events.js';

const MONTH = 30 * 86_400;

/** One subscription at Stripe: makes the events that are told of it, with ids that stay the same. */
export class MonthlyStory {
  readonly subscriptionId = stripeId('sub');
  readonly #invoices = new Map<number, { readonly id: string; readonly intentId: string }>();

  constructor(
    readonly metadata: Readonly<Record<string, string>>,
    readonly amountMinor: number,
    /** Seconds of Stripe's clock at which the story begins. */
    readonly begins = Math.floor(Date.now() / 1000) - 86_400,
  ) {}

  subscription(
    type: 'created' | 'updated' | 'deleted',
    after: number,
    told: { readonly status: string; readonly month?: number; readonly cancelAt?: number; readonly reason?: string },
  ): StripeEvent {
    const over = type === 'deleted';
    return stripeEvent(
      `customer.subscription.${type}`,
      {
        id: this.subscriptionId,
        object: 'subscription',
        status: told.status,
        cancel_at: told.cancelAt ?? null,
        cancel_at_period_end: told.cancelAt !== undefined,
        ended_at: over ? this.begins + after : null,
        cancellation_details: { comment: null, feedback: null, reason: told.reason ?? null },
        items: { object: 'list', data: [{ current_period_end: this.begins + ((told.month ?? 0) + 1) * MONTH }] },
        metadata: this.metadata,
      },
      this.begins + after,
    );
  }

  invoice(
    type: 'finalized' | 'paid' | 'payment_failed' | 'voided' | 'marked_uncollectible',
    month: number,
    after: number,
    attempts = 1,
    amountMinor = this.amountMinor,
  ): StripeEvent {
    const { id } = this.#invoiceOf(month);
    return stripeEvent(
      `invoice.${type}`,
      {
        id,
        object: 'invoice',
        amount_due: amountMinor,
        amount_paid: type === 'paid' ? amountMinor : 0,
        attempt_count: type === 'finalized' ? 0 : attempts,
        created: this.begins + month * MONTH,
        currency: 'eur',
        hosted_invoice_url: `https://invoice.stripe.com/i/${id}`,
        next_payment_attempt: type === 'payment_failed' ? this.begins + after + 3 * 86_400 : null,
        parent: {
          type: 'subscription_details',
          subscription_details: { metadata: this.metadata, subscription: this.subscriptionId },
        },
        lines: { object: 'list', data: [{ period: { start: this.begins + month * MONTH } }] },
      },
      this.begins + after,
    );
  }

  invoicePayment(month: number, after: number): StripeEvent {
    const { id, intentId } = this.#invoiceOf(month);
    return stripeEvent(
      'invoice_payment.paid',
      {
        id: stripeId('inpay'),
        object: 'invoice_payment',
        invoice: id,
        status: 'paid',
        payment: { type: 'payment_intent', payment_intent: intentId },
      },
      this.begins + after,
    );
  }

  /** What is told of the payment itself, which carries nothing of ours. */
  payment(month: number, after: number): StripeEvent[] {
    const { intentId } = this.#invoiceOf(month);
    const common = { amount: this.amountMinor, currency: 'eur', metadata: {} };
    return [
      stripeEvent(
        'payment_intent.succeeded',
        { ...common, id: intentId, object: 'payment_intent', amount_received: this.amountMinor, status: 'succeeded' },
        this.begins + after,
      ),
      stripeEvent(
        'charge.succeeded',
        { ...common, id: stripeId('ch'), object: 'charge', amount_refunded: 0, payment_intent: intentId },
        this.begins + after,
      ),
    ];
  }

  refund(id: string, month: number, amountMinor: number, status: string, after: number): StripeEvent {
    return stripeEvent(
      status === 'failed' ? 'refund.failed' : 'refund.updated',
      {
        id,
        object: 'refund',
        amount: amountMinor,
        currency: 'eur',
        payment_intent: this.#invoiceOf(month).intentId,
        status,
        metadata: {},
      },
      this.begins + after,
    );
  }

  dispute(id: string, month: number, status: string, after: number): StripeEvent {
    return stripeEvent(
      'charge.dispute.updated',
      {
        id,
        object: 'dispute',
        amount: this.amountMinor,
        currency: 'eur',
        payment_intent: this.#invoiceOf(month).intentId,
        status,
        metadata: {},
      },
      this.begins + after,
    );
  }

  #invoiceOf(month: number): { readonly id: string; readonly intentId: string } {
    const known = this.#invoices.get(month) ?? { id: stripeId('in'), intentId: stripeId('pi') };
    this.#invoices.set(month, known);
    return known;
  }
}
