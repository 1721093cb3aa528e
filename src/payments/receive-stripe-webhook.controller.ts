import { Controller, Headers, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../domain/errors.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import { StripeGateway, WebhookSignatureError } from '../platform/stripe/stripe-gateway.js';
import { StripeEventEnvelope } from './handlers/told-fact.js';
import { RecordStripeEvents } from './record-stripe-events.js';

/**
 * Where Stripe tells us what happened. The signature over the raw bytes is checked before anything else; 2xx is
 * answered once the inbox row is committed, and never for a failure of ours.
 */
@ApiExcludeController()
@Controller('webhooks')
export class ReceiveStripeWebhookController {
  constructor(
    private readonly gateway: StripeGateway,
    private readonly record: RecordStripeEvents,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  @Post('stripe')
  @HttpCode(200)
  async receive(
    @Req() request: FastifyRequest,
    @Headers('stripe-signature') signature: string | undefined,
  ): Promise<{ received: true }> {
    if (!Buffer.isBuffer(request.body)) {
      throw this.refused(new DomainError('WEBHOOK_BODY_INVALID', 'The body is not JSON'));
    }
    // Decoded once, for the signature, the parser and the inbox. Bytes that are no UTF-8 do not survive it, and no signature
    // of Stripe's fits what becomes of them.
    const body = request.body.toString('utf8');
    let event: StripeEventEnvelope;
    try {
      event = parseEnvelope(this.gateway.verifyWebhook(body, signature ?? ''));
    } catch (error) {
      throw this.refused(error);
    }
    const fresh = await this.record.execute({
      eventId: event.id,
      type: event.type,
      payload: body,
      source: 'webhook',
    });
    this.metrics.webhooks.inc({ outcome: fresh ? 'recorded' : 'repeated' });
    return { received: true };
  }

  private refused(error: unknown): unknown {
    this.metrics.webhooks.inc({ outcome: error instanceof WebhookSignatureError ? 'wrong-signature' : 'refused' });
    return error;
  }
}

function parseEnvelope(parsed: unknown): StripeEventEnvelope {
  const envelope = StripeEventEnvelope.safeParse(parsed);
  if (!envelope.success) throw new DomainError('WEBHOOK_BODY_INVALID', 'The signed JSON is no event');
  return envelope.data;
}
