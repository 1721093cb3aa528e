import { Module } from '@nestjs/common';
import { DonationsModule } from '../../donations/index.js';
import { FundraisingPagesModule } from '../../fundraising-pages/index.js';
import { PhotosModule } from '../../photos/index.js';
import { WalkersModule } from '../../walkers/index.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { AfterTheWalkController } from './after-the-walk.controller.js';
import { MyHomeController } from './my-home.controller.js';
import { OwnVisits } from './own-visits.js';
import { PageEditorController } from './page-editor.controller.js';
import { PagePhotoController } from './page-photo.controller.js';
import { PageUpdatesController } from './page-updates.controller.js';
import { PicturesController } from './pictures.controller.js';
import { ShortAddressesController } from './short-addresses.controller.js';
import { ThankYouController } from './thank-you.controller.js';

/** What walkers who are signed in see and do. */
@Module({
  imports: [DonationsModule, FundraisingPagesModule, PhotosModule, VisitorsModule, WalkersModule],
  controllers: [
    AfterTheWalkController,
    MyHomeController,
    PageEditorController,
    PagePhotoController,
    PageUpdatesController,
    PicturesController,
    ShortAddressesController,
    ThankYouController,
  ],
  providers: [OwnVisits],
})
export class WalkerPagesModule {}
