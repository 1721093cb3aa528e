import { Module } from '@nestjs/common';
import { CheckInModule } from '../../check-in/index.js';
import { DonationsModule } from '../../donations/index.js';
import { FundraisingPagesModule } from '../../fundraising-pages/index.js';
import { PhotosModule } from '../../photos/index.js';
import { WalkersModule } from '../../walkers/index.js';
import { OwnPageModule } from '../own-page/own-page.module.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { AfterTheWalkController } from './after-the-walk.controller.js';
import { MyHomeController } from './my-home.controller.js';
import { PageEditorController } from './page-editor.controller.js';
import { PicturesController } from './pictures.controller.js';
import { ShortAddressesController } from './short-addresses.controller.js';

/** What walkers who are signed in see and do. */
@Module({
  imports: [
    CheckInModule,
    DonationsModule,
    FundraisingPagesModule,
    OwnPageModule,
    PhotosModule,
    VisitorsModule,
    WalkersModule,
  ],
  controllers: [
    AfterTheWalkController,
    MyHomeController,
    PageEditorController,
    PicturesController,
    ShortAddressesController,
  ],
})
export class WalkerPagesModule {}
