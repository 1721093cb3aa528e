import { Module } from '@nestjs/common';
import { LiveModule } from '../live/index.js';
import { OutboxModule } from '../outbox/index.js';
import { StripeModule } from '../platform/stripe/stripe.module.js';
import { MoveGift } from './move-gift.js';
import { PreviewSplit } from './preview-split.js';
import { ReadGift } from './read-gift.js';
import { RefundGift } from './refund-gift.js';
import { SplitGift } from './split-gift.js';
import { UndoGiftAct } from './undo-gift-act.js';

@Module({
  imports: [LiveModule, OutboxModule, StripeModule],
  providers: [MoveGift, PreviewSplit, ReadGift, RefundGift, SplitGift, UndoGiftAct],
  exports: [MoveGift, PreviewSplit, ReadGift, RefundGift, SplitGift, UndoGiftAct],
})
export class GiftDeskModule {}
