import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { LiveModule } from '../live/index.js';
import { OutboxModule } from '../outbox/index.js';
import { StripeModule } from '../platform/stripe/stripe.module.js';
import { CatchUpStripeEvents } from './catch-up-stripe-events.js';
import { CountOutcomes } from './count-outcomes.js';
import { ProcessStripeEvents } from './process-stripe-events.js';
import { ReceiveStripeWebhook } from './receive-stripe-webhook.js';
import { RecordStripeEvents } from './record-stripe-events.js';
import { ReplayStripeEvents } from './replay-stripe-events.js';
import { STRIPE_EVENTS_QUEUE, StripeEventsBell } from './stripe-events-bell.js';
import { SweepStripeEvents } from './sweep-stripe-events.js';

@Module({
  imports: [BullModule.registerQueue({ name: STRIPE_EVENTS_QUEUE }), LiveModule, OutboxModule, StripeModule],
  providers: [
    CountOutcomes,
    StripeEventsBell,
    RecordStripeEvents,
    ReceiveStripeWebhook,
    ProcessStripeEvents,
    SweepStripeEvents,
    CatchUpStripeEvents,
    ReplayStripeEvents,
  ],
  exports: [
    CountOutcomes,
    RecordStripeEvents,
    ReceiveStripeWebhook,
    ProcessStripeEvents,
    SweepStripeEvents,
    CatchUpStripeEvents,
    ReplayStripeEvents,
  ],
})
export class PaymentsModule {}
