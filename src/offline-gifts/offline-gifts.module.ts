import { Module } from '@nestjs/common';
import { LiveModule } from '../live/index.js';
import { OutboxModule } from '../outbox/index.js';
import { TeamsModule } from '../teams/index.js';
import { WalkersModule } from '../walkers/index.js';
import { DecideOfflineGift } from './decide-offline-gift.js';
import { EnterOfflineGift } from './enter-offline-gift.js';
import { ReadOfflineGifts } from './read-offline-gifts.js';

const USE_CASES = [EnterOfflineGift, DecideOfflineGift, ReadOfflineGifts];

@Module({ imports: [LiveModule, OutboxModule, TeamsModule, WalkersModule], providers: USE_CASES, exports: USE_CASES })
export class OfflineGiftsModule {}
