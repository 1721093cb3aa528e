import { Module } from '@nestjs/common';
import { LiveModule } from '../live/index.js';
import { OutboxModule } from '../outbox/index.js';
import { StripeModule } from '../platform/stripe/stripe.module.js';
import { ReadRegistrations } from './read-registrations.js';
import { ReleaseForgottenHolds } from './release-forgotten-holds.js';
import { StartRegistration } from './start-registration.js';

@Module({
  imports: [LiveModule, OutboxModule, StripeModule],
  providers: [StartRegistration, ReadRegistrations, ReleaseForgottenHolds],
  exports: [StartRegistration, ReadRegistrations, ReleaseForgottenHolds],
})
export class RegistrationModule {}
