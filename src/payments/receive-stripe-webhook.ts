import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../domain/errors.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import { StripeGateway, WebhookSignatureError } from '../platform/stripe/stripe-gateway.js';
import { StripeEventEnvelope } from './handlers/told-fact.js';
import { RecordStripeEvents } from './record-stripe-events.js';

/** What Stripe sent, as it came. */
export interface WebhookDelivery {
  readonly body: Buffer;
  /** Of the header `Stripe-Signature`. */
  readonly signature: string;
  readonly requestId: string;
}

/**
 * Takes in what Stripe tells us. The signature over the raw bytes is checked before anything else, and nothing is parsed
 * before that.
 */
@Injectable()
export class ReceiveStripeWebhook {
  private readonly recorded;
  private readonly repeated;

  constructor(
    private readonly gateway: StripeGateway,
    private readonly record: RecordStripeEvents,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {
    this.recorded = metrics.webhooks.labels({ outcome: 'recorded' });
    this.repeated = metrics.webhooks.labels({ outcome: 'repeated' });
  }

  /**
   * Resolves once the event is committed in its own bytes.
   * @throws {WebhookSignatureError} @throws {DomainError} `WEBHOOK_BODY_INVALID`
   * @throws as {@link RecordStripeEvents.execute}
   */
  async execute({ body, signature, requestId }: WebhookDelivery): Promise<void> {
    // Decoded once, for the signature, the parser and the inbox. Bytes that are no UTF-8 do not survive it, and no signature
    // of Stripe's fits what becomes of them.
    const payload = body.toString('utf8');
    const { id: eventId, type } = this.verified(payload, signature);
    const fresh = await this.record.execute({ eventId, type, payload, source: 'webhook', requestId });
    (fresh ? this.recorded : this.repeated).inc();
  }

  private verified(payload: string, signature: string): StripeEventEnvelope {
    try {
      const envelope = StripeEventEnvelope.safeParse(this.gateway.verifyWebhook(payload, signature));
      if (!envelope.success) throw new DomainError('WEBHOOK_BODY_INVALID', 'The signed JSON is no event');
      return envelope.data;
    } catch (error) {
      this.metrics.webhooks.inc({ outcome: error instanceof WebhookSignatureError ? 'wrong-signature' : 'refused' });
      throw error;
    }
  }
}
