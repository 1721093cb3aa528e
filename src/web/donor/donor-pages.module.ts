import { Module } from '@nestjs/common';
import { DonationsModule } from '../../donations/index.js';
import { MonthlyGiftsModule } from '../../monthly-gifts/index.js';
import { TeamsModule } from '../../teams/index.js';
import { WalkersModule } from '../../walkers/index.js';
import { LimitsModule } from '../limits/limits.module.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { GiftController } from './gift.controller.js';
import { MonthlyGiftController } from './monthly-gift.controller.js';
import { MoveGiftController } from './move-gift.controller.js';

/** What donors see of their own gifts. */
@Module({
  imports: [DonationsModule, LimitsModule, MonthlyGiftsModule, TeamsModule, VisitorsModule, WalkersModule],
  controllers: [GiftController, MonthlyGiftController, MoveGiftController],
})
export class DonorPagesModule {}
