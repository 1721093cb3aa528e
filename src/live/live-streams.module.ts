import { Module } from '@nestjs/common';
import { EditionsModule } from '../editions/index.js';
import { TeamsModule } from '../teams/index.js';
import { TotalsModule } from '../totals/index.js';
import { WalkersModule } from '../walkers/index.js';
import { LiveHub } from './live-hub.js';
import { LiveStreams } from './live-streams.js';
import { LiveStreamsController } from './live-streams.controller.js';

@Module({
  imports: [EditionsModule, TeamsModule, TotalsModule, WalkersModule],
  controllers: [LiveStreamsController],
  providers: [LiveHub, LiveStreams],
  exports: [LiveStreams],
})
export class LiveStreamsModule {}
