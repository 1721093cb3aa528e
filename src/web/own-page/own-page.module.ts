import { Module } from '@nestjs/common';
import { DonationsModule } from '../../donations/index.js';
import { FundraisingPagesModule } from '../../fundraising-pages/index.js';
import { PhotosModule } from '../../photos/index.js';
import { TeamLifeModule } from '../../team-life/index.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { OwnVisits } from './own-visits.js';
import { PagePhotoController } from './page-photo.controller.js';
import { PageUpdatesController } from './page-updates.controller.js';
import { ThankYouController } from './thank-you.controller.js';

/** What is done to a page by whose it is, alike for a walker and for those who lead a team: photo, news, thanks. */
@Module({
  imports: [DonationsModule, FundraisingPagesModule, PhotosModule, TeamLifeModule, VisitorsModule],
  controllers: [PagePhotoController, PageUpdatesController, ThankYouController],
  providers: [OwnVisits],
  exports: [OwnVisits],
})
export class OwnPageModule {}
