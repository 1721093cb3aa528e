import { Inject, Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { DomainError } from '../../domain/errors.js';
import type { Language } from '../../domain/language.js';
import type { Currency, Minor } from '../../domain/money.js';
import { CONFIG, type Config } from '../config/config.js';

/** The version of Stripe's API this release speaks; the webhook endpoint is to be made with the same one. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

/** What somebody is to pay on Stripe's page. */
export interface CheckoutOrder {
  /** Also the idempotency key: asking twice for the same order opens one session. */
  readonly id: string;
  readonly purpose: 'donation' | 'registration';
  readonly amountMinor: Minor;
  readonly currency: Currency;
  readonly description: string;
  readonly email: string;
  readonly language: Language;
  readonly metadata: Readonly<Record<string, string>>;
  readonly successUrl: string;
  readonly cancelUrl: string;
  /** When the page stops taking money; Stripe allows 30 minutes to 24 hours from now. `null` is Stripe's 24 hours. */
  readonly expiresAt: Date | null;
}

/** What is to be given back of a payment. */
export interface RefundOrder {
  readonly paymentIntentId: string;
  readonly amountMinor: Minor;
  readonly idempotencyKey: string;
}

/** What somebody is to pay every month. */
export type MonthlyOrder = Omit<CheckoutOrder, 'purpose' | 'expiresAt'>;

/** A page of Stripe's where the order is paid. */
export interface CheckoutPage {
  readonly sessionId: string;
  readonly url: string;
}

/** An event as Stripe lists it, with the bytes we keep. */
export interface ListedEvent {
  readonly id: string;
  readonly type: string;
  readonly createdAt: Date;
  readonly payload: string;
}

/** Which events are asked for. */
export interface EventWindow {
  readonly since: Date;
  readonly until: Date;
  readonly limit: number;
}

/** An invoice of a subscription that was paid, and the payment that paid it. */
export interface PaidInvoice {
  readonly invoiceId: string;
  readonly paymentIntentId: string;
  /** What the subscription carries. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** One movement in Stripe's own books, tied to the payment it is about. */
export interface BookedMovement {
  readonly id: string;
  readonly type: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly createdAt: Date;
  readonly paymentIntentId: string | null;
  /** What the payment itself says it is for; empty where Stripe's object carries nothing. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A webhook whose signature no secret of ours made, or made too long ago. */
export class WebhookSignatureError extends DomainError {
  constructor(options?: ErrorOptions) {
    super('WEBHOOK_SIGNATURE_INVALID', 'No secret of ours made this signature, or not lately', [], options);
    this.name = 'WebhookSignatureError';
  }
}

/** The only door to Stripe, and the only file that knows its package. */
@Injectable()
export class StripeGateway {
  private readonly stripe: Stripe;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    const base = config.stripe.apiBase === undefined ? undefined : new URL(config.stripe.apiBase);
    this.stripe = new Stripe(config.stripe.secretKey, {
      apiVersion: STRIPE_API_VERSION,
      maxNetworkRetries: 2,
      timeout: 20_000,
      telemetry: false,
      ...(base === undefined
        ? {}
        : {
            host: base.hostname,
            port: base.port === '' ? (base.protocol === 'https:' ? 443 : 80) : Number(base.port),
            protocol: base.protocol === 'https:' ? ('https' as const) : ('http' as const),
          }),
    });
  }

  /**
   * Opens a page where the order can be paid, with the methods that Stripe finds fit for it.
   * @throws {DomainError} `PAYMENT_PROVIDER_UNAVAILABLE` when Stripe cannot be reached or is busy,
   *   `PAYMENT_PROVIDER_REFUSED` when it refuses the order.
   */
  async openCheckout(order: CheckoutOrder): Promise<CheckoutPage> {
    try {
      const session = await this.stripe.checkout.sessions.create(
        {
          mode: 'payment',
          ...(order.purpose === 'donation' ? { submit_type: 'donate' as const } : {}),
          line_items: [
            {
              quantity: 1,
              price_data: {
                currency: order.currency.toLowerCase(),
                unit_amount: order.amountMinor,
                product_data: { name: order.description.slice(0, 250) },
              },
            },
          ],
          client_reference_id: order.id,
          customer_email: order.email,
          locale: order.language,
          metadata: order.metadata,
          payment_intent_data: { metadata: order.metadata, description: order.description.slice(0, 250) },
          success_url: order.successUrl,
          cancel_url: order.cancelUrl,
          ...(order.expiresAt === null ? {} : { expires_at: Math.floor(order.expiresAt.getTime() / 1000) }),
        },
        { idempotencyKey: order.id },
      );
      if (session.url === null)
        throw new DomainError('PAYMENT_PROVIDER_REFUSED', 'Stripe gave a session without a page');
      return { sessionId: session.id, url: session.url };
    } catch (error) {
      throw providerError(error);
    }
  }

  /**
   * Gives a payment back, or part of it. The same key asks for one refund only.
   * @throws {DomainError} `PAYMENT_PROVIDER_UNAVAILABLE`, `PAYMENT_PROVIDER_REFUSED`.
   */
  async refund(order: RefundOrder): Promise<void> {
    try {
      await this.stripe.refunds.create(
        { payment_intent: order.paymentIntentId, amount: order.amountMinor, reason: 'requested_by_customer' },
        { idempotencyKey: order.idempotencyKey },
      );
    } catch (error) {
      throw providerError(error);
    }
  }

  /**
   * Opens a page where a subscription is begun and its first month is paid; one month later Stripe charges it again.
   * @throws {DomainError} as {@link openCheckout} does.
   */
  async openMonthlyCheckout(order: MonthlyOrder): Promise<CheckoutPage> {
    try {
      const session = await this.stripe.checkout.sessions.create(
        {
          mode: 'subscription',
          line_items: [
            {
              quantity: 1,
              price_data: {
                currency: order.currency.toLowerCase(),
                unit_amount: order.amountMinor,
                recurring: { interval: 'month' },
                product_data: { name: order.description.slice(0, 250) },
              },
            },
          ],
          client_reference_id: order.id,
          customer_email: order.email,
          locale: order.language,
          metadata: order.metadata,
          subscription_data: { metadata: order.metadata, description: order.description.slice(0, 250) },
          success_url: order.successUrl,
          cancel_url: order.cancelUrl,
        },
        { idempotencyKey: order.id },
      );
      if (session.url === null)
        throw new DomainError('PAYMENT_PROVIDER_REFUSED', 'Stripe gave a session without a page');
      return { sessionId: session.id, url: session.url };
    } catch (error) {
      throw providerError(error);
    }
  }

  /**
   * Ends a subscription at once. One that is over already, or that Stripe has forgotten, is just what was asked for.
   * @throws {DomainError} as {@link openCheckout} does.
   */
  async endSubscription(subscriptionId: string): Promise<void> {
    try {
      await this.stripe.subscriptions.cancel(subscriptionId);
    } catch (error) {
      if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return;
      throw providerError(error);
    }
  }

  /**
   * Checks the signature of a delivery over its body as it came, with each of our secrets (two while one is being replaced).
   * @returns the event, parsed only after its signature was found right.
   * @throws {WebhookSignatureError} @throws {DomainError} `WEBHOOK_BODY_INVALID` when the signed body is no JSON.
   */
  verifyWebhook(body: string, signature: string): unknown {
    let last: unknown;
    for (const secret of this.config.stripe.webhookSecrets) {
      try {
        return this.stripe.webhooks.constructEvent(body, signature, secret);
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) {
          throw new DomainError('WEBHOOK_BODY_INVALID', 'The signed body is no event', [], { cause: error });
        }
        last = error;
      }
    }
    throw new WebhookSignatureError({ cause: last });
  }

  /**
   * Stripe's own list of events made from `since` until `until`, newest first; Stripe keeps 30 days.
   * @param limit how many events at the most are read.
   */
  async *listEvents({ since, until, limit }: EventWindow): AsyncGenerator<ListedEvent> {
    let count = 0;
    const created = { gte: Math.floor(since.getTime() / 1000), lte: Math.floor(until.getTime() / 1000) };
    const list = this.stripe.events.list({ created, limit: 100 });
    for await (const event of list) {
      if (count >= limit) return;
      count += 1;
      yield {
        id: event.id,
        type: event.type,
        createdAt: new Date(event.created * 1000),
        payload: JSON.stringify(event),
      };
    }
  }

  /** Every movement in Stripe's books, newest first, with the payment it belongs to. */
  async *listMovements(): AsyncGenerator<BookedMovement> {
    for await (const movement of this.stripe.balanceTransactions.list({ limit: 100, expand: ['data.source'] })) {
      yield {
        id: movement.id,
        type: movement.type,
        amountMinor: movement.amount,
        currency: movement.currency.toUpperCase(),
        createdAt: new Date(movement.created * 1000),
        paymentIntentId: paymentIntentOf(movement.source),
        metadata: metadataOf(movement.source),
      };
    }
  }

  /** Every payment that paid an invoice of a subscription, newest first, with what the subscription carries of ours. */
  async *listPaidInvoices(): AsyncGenerator<PaidInvoice> {
    const payments = this.stripe.invoicePayments.list({ limit: 100, status: 'paid', expand: ['data.invoice'] });
    for await (const { invoice, payment } of payments) {
      const intent = payment.payment_intent;
      if (intent === undefined || typeof invoice === 'string' || !('parent' in invoice)) continue;
      const { id: invoiceId, parent } = invoice;
      yield {
        invoiceId,
        paymentIntentId: typeof intent === 'string' ? intent : intent.id,
        metadata: parent?.subscription_details?.metadata ?? {},
      };
    }
  }
}

function paymentIntentOf(source: Stripe.BalanceTransaction['source']): string | null {
  if (source === null || typeof source === 'string' || !('payment_intent' in source)) return null;
  const intent = source.payment_intent;
  if (intent === null || intent === undefined) return null;
  return typeof intent === 'string' ? intent : intent.id;
}

function metadataOf(source: Stripe.BalanceTransaction['source']): Readonly<Record<string, string>> {
  if (source === null || typeof source === 'string' || !('metadata' in source)) return {};
  return source.metadata ?? {};
}

function providerError(error: unknown): Error {
  if (error instanceof DomainError) return error;
  const cause = { cause: error };
  if (
    error instanceof Stripe.errors.StripeInvalidRequestError ||
    error instanceof Stripe.errors.StripeIdempotencyError
  ) {
    return new DomainError('PAYMENT_PROVIDER_REFUSED', error.message, [], cause);
  }
  if (error instanceof Stripe.errors.StripeError) {
    return new DomainError('PAYMENT_PROVIDER_UNAVAILABLE', error.message, [], cause);
  }
  return error instanceof Error ? error : new Error(String(error));
}
