import { Module } from '@nestjs/common';
import { DonationsModule } from '../donations/index.js';
import { EditionsModule } from '../editions/index.js';
import { LiveModule } from '../live/index.js';
import { OutboxModule } from '../outbox/index.js';
import { StripeModule } from '../platform/stripe/stripe.module.js';
import { BulkGifts } from './bulk-gifts.js';
import { ChangeCertificateWish } from './change-certificate-wish.js';
import { DoBulkGifts } from './do-bulk-gifts.js';
import { MoveGift } from './move-gift.js';
import { PreviewSplit } from './preview-split.js';
import { ReadBulk } from './read-bulk.js';
import { ReadGift } from './read-gift.js';
import { RefundGift } from './refund-gift.js';
import { SplitGift } from './split-gift.js';
import { UndoGiftAct } from './undo-gift-act.js';

@Module({
  imports: [DonationsModule, EditionsModule, LiveModule, OutboxModule, StripeModule],
  providers: [
    BulkGifts,
    ChangeCertificateWish,
    DoBulkGifts,
    ReadBulk,
    MoveGift,
    PreviewSplit,
    ReadGift,
    RefundGift,
    SplitGift,
    UndoGiftAct,
  ],
  exports: [
    BulkGifts,
    ChangeCertificateWish,
    DoBulkGifts,
    ReadBulk,
    MoveGift,
    PreviewSplit,
    ReadGift,
    RefundGift,
    SplitGift,
    UndoGiftAct,
  ],
})
export class GiftDeskModule {}
