import { Module } from '@nestjs/common';
import { DonationsModule } from '../../donations/index.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { GiftController } from './gift.controller.js';

/** What donors see of their own gifts. */
@Module({ imports: [DonationsModule, VisitorsModule], controllers: [GiftController] })
export class DonorPagesModule {}
