import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PaymentsModule } from '../../payments/index.js';
import { RateLimits } from '../../platform/redis/rate-limits.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { CardTesting } from './card-testing.js';
import { LimitsGuard } from './limits.guard.js';
import { ProofOfWork } from './proof-of-work.js';
import { StartedGifts } from './started-gifts.js';

/** Counts what is done from one place, before every route. */
@Module({
  imports: [PaymentsModule, VisitorsModule],
  providers: [CardTesting, ProofOfWork, RateLimits, StartedGifts, { provide: APP_GUARD, useClass: LimitsGuard }],
  exports: [StartedGifts],
})
export class LimitsModule {}
