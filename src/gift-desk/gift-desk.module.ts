import { Module } from '@nestjs/common';
import { LiveModule } from '../live/index.js';
import { OutboxModule } from '../outbox/index.js';
import { StripeModule } from '../platform/stripe/stripe.module.js';
import { MoveGift } from './move-gift.js';
import { ReadGift } from './read-gift.js';
import { RefundGift } from './refund-gift.js';

@Module({
  imports: [LiveModule, OutboxModule, StripeModule],
  providers: [MoveGift, ReadGift, RefundGift],
  exports: [MoveGift, ReadGift, RefundGift],
})
export class GiftDeskModule {}
