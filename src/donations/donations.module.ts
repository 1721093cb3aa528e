import { Module } from '@nestjs/common';
import { StripeModule } from '../platform/stripe/stripe.module.js';
import { TeamsModule } from '../teams/index.js';
import { WalkersModule } from '../walkers/index.js';
import { ReadOwnGift } from './read-own-gift.js';
import { ReadPublicGifts } from './read-public-gifts.js';
import { StartDonation } from './start-donation.js';

@Module({
  imports: [StripeModule, TeamsModule, WalkersModule],
  providers: [StartDonation, ReadPublicGifts, ReadOwnGift],
  exports: [StartDonation, ReadPublicGifts, ReadOwnGift],
})
export class DonationsModule {}
