import { Module } from '@nestjs/common';
import { StripeModule } from '../platform/stripe/stripe.module.js';
import { TeamsModule } from '../teams/index.js';
import { WalkersModule } from '../walkers/index.js';
import { AskToMoveGift } from './ask-to-move-gift.js';
import { CorrectGift } from './correct-gift.js';
import { HideGiftMessage } from './hide-gift-message.js';
import { ReadOwnGift } from './read-own-gift.js';
import { ReadPublicGifts } from './read-public-gifts.js';
import { StartDonation } from './start-donation.js';

@Module({
  imports: [StripeModule, TeamsModule, WalkersModule],
  providers: [StartDonation, ReadPublicGifts, ReadOwnGift, CorrectGift, AskToMoveGift, HideGiftMessage],
  exports: [StartDonation, ReadPublicGifts, ReadOwnGift, CorrectGift, AskToMoveGift, HideGiftMessage],
})
export class DonationsModule {}
