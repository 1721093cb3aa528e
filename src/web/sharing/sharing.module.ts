import { Module } from '@nestjs/common';
import { LeaderboardsModule } from '../../leaderboards/index.js';
import { PhotosModule } from '../../photos/index.js';
import { TeamsModule } from '../../teams/index.js';
import { TotalsModule } from '../../totals/index.js';
import { WalkersModule } from '../../walkers/index.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { EmbedController } from './embed.controller.js';
import { PicturesController } from './pictures.controller.js';
import { SharedPages } from './shared-pages.js';
import { SharePictures } from './share-pictures.js';
import { SharingController } from './sharing.controller.js';

/** What people share. */
@Module({
  imports: [LeaderboardsModule, PhotosModule, TeamsModule, TotalsModule, VisitorsModule, WalkersModule],
  controllers: [PicturesController, EmbedController, SharingController],
  providers: [SharedPages, SharePictures],
})
export class SharingModule {}
