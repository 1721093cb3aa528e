import { Module } from '@nestjs/common';
import { LeaderboardsModule } from '../../leaderboards/index.js';
import { TeamsModule } from '../../teams/index.js';
import { WalkersModule } from '../../walkers/index.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { SharingController } from './sharing.controller.js';

/** What people share. */
@Module({
  imports: [LeaderboardsModule, TeamsModule, VisitorsModule, WalkersModule],
  controllers: [SharingController],
})
export class SharingModule {}
