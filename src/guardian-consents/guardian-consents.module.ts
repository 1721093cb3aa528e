import { Module } from '@nestjs/common';
import { OutboxModule } from '../outbox/index.js';
import { GuardianConsents } from './guardian-consents.js';
import { RemindGuardians } from './remind-guardians.js';

@Module({
  imports: [OutboxModule],
  providers: [GuardianConsents, RemindGuardians],
  exports: [GuardianConsents, RemindGuardians],
})
export class GuardianConsentsModule {}
