import { Module } from '@nestjs/common';
import { StripeModule } from '../platform/stripe/stripe.module.js';
import { EndMonthlyGift } from './end-monthly-gift.js';
import { ReadMonthlyGifts } from './read-monthly-gifts.js';
import { StartMonthlyGift } from './start-monthly-gift.js';

const PROVIDERS = [StartMonthlyGift, EndMonthlyGift, ReadMonthlyGifts];

@Module({ imports: [StripeModule], providers: PROVIDERS, exports: PROVIDERS })
export class MonthlyGiftsModule {}
