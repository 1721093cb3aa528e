export { CatchUpStripeEvents } from './catch-up-stripe-events.js';
export { CountOutcomes, type GiftOutcomes } from './count-outcomes.js';
export { PaymentsModule } from './payments.module.js';
export { ProcessStripeEvents } from './process-stripe-events.js';
export { ReceiveStripeWebhook } from './receive-stripe-webhook.js';
export { ReplayStripeEvents, type Replay, type ReplaySelection } from './replay-stripe-events.js';
export { STRIPE_EVENTS_QUEUE } from './stripe-events-bell.js';
export { StripeEventsProcessor } from './stripe-events.processor.js';
export { SweepStripeEvents } from './sweep-stripe-events.js';
