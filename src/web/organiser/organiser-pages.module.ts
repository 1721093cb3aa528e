import { Module } from '@nestjs/common';
import { ApiKeysModule } from '../../api-keys/index.js';
import { AnnualReportModule } from '../../annual-report/index.js';
import { AuditModule } from '../../audit/index.js';
import { AttentionModule } from '../../attention/index.js';
import { CheckInModule } from '../../check-in/index.js';
import { ControlRoomModule } from '../../control-room/index.js';
import { DonorDeskModule } from '../../donor-desk/index.js';
import { DisputesModule } from '../../disputes/index.js';
import { DonationsModule } from '../../donations/index.js';
import { EditionsModule } from '../../editions/index.js';
import { EditionRulesModule } from '../../edition-rules/index.js';
import { ExportsModule } from '../../exports/index.js';
import { GiftDeskModule } from '../../gift-desk/index.js';
import { ListsModule } from '../../lists/index.js';
import { MailingsModule } from '../../mailings/index.js';
import { MilestonesModule } from '../../milestones/index.js';
import { MatchingModule } from '../../matching/index.js';
import { OfflineGiftsModule } from '../../offline-gifts/index.js';
import { NextEditionModule } from '../../next-edition/index.js';
import { OrganisersModule } from '../../organisers/index.js';
import { PeopleDeskModule } from '../../people-desk/index.js';
import { PressSnapshotsModule } from '../../press-snapshots/index.js';
import { Tries } from '../../platform/redis/tries.js';
import { SecondFactorModule } from '../../second-factor/index.js';
import { TeamLifeModule } from '../../team-life/index.js';
import { TeamsModule } from '../../teams/index.js';
import { TotalsModule } from '../../totals/index.js';
import { WalkersModule } from '../../walkers/index.js';
import { WebhooksModule } from '../../webhooks/index.js';
import { Sealing } from '../../platform/secrets/sealing.js';
import { CheckInLinks } from '../shared/check-in-links.js';
import { ScreenLinks } from '../shared/screen-links.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { ApiKeysController } from './api-keys.controller.js';
import { AttentionController } from './attention.controller.js';
import { ControlRoomController } from './control-room.controller.js';
import { DisputesController } from './disputes.controller.js';
import { EditionRulesController } from './edition-rules.controller.js';
import { EditionsController } from './editions.controller.js';
import { EditionsAtWork } from './editions-at-work.js';
import { FilesController } from './files.controller.js';
import { FiguresController } from './figures.controller.js';
import { GiftDeskController } from './gift.controller.js';
import { GiftCertificateController } from './gift-certificate.controller.js';
import { HideGiftController } from './hide-gift.controller.js';
import { ViewsController } from './views.controller.js';
import { ExportSchedulesController } from './export-schedules.controller.js';
import { ListsController } from './lists.controller.js';
import { LogController } from './log.controller.js';
import { MailingsController } from './mailings.controller.js';
import { MilestonesController } from './milestones.controller.js';
import { MatchesController } from './matches.controller.js';
import { OfflineGiftsController } from './offline-gifts.controller.js';
import { OrganiserAccess } from './organiser-access.js';
import { OrganiserKeyTries } from './organiser-key-tries.js';
import { OrganiserSignInController } from './organiser-sign-in.controller.js';
import { OrganiserVisitors } from './organiser-visitors.js';
import { PeopleController } from './people.controller.js';
import { PressSnapshotsController } from './press-snapshots.controller.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SplitGiftController } from './split-gift.controller.js';
import { BulkController } from './bulk.controller.js';
import { DonorController } from './donor.controller.js';
import { CheckInDeskController } from './check-in-desk.controller.js';
import { PeopleDeskVisits } from './people-desk-visits.js';
import { TeamDeskController } from './team-desk.controller.js';
import { WalkerDeskController } from './walker-desk.controller.js';
import { FindGiftPages } from './find-gift-pages.js';
import { WebhooksController } from './webhooks.controller.js';

/** What organisers see. */
@Module({
  imports: [
    ApiKeysModule,
    AnnualReportModule,
    AttentionModule,
    AuditModule,
    CheckInModule,
    ControlRoomModule,
    DisputesModule,
    DonationsModule,
    DonorDeskModule,
    EditionRulesModule,
    EditionsModule,
    ExportsModule,
    GiftDeskModule,
    ListsModule,
    MailingsModule,
    MatchingModule,
    MilestonesModule,
    OfflineGiftsModule,
    NextEditionModule,
    OrganisersModule,
    PeopleDeskModule,
    PressSnapshotsModule,
    SecondFactorModule,
    TeamLifeModule,
    TeamsModule,
    TotalsModule,
    VisitorsModule,
    WalkersModule,
    WebhooksModule,
  ],
  controllers: [
    EditionRulesController,
    EditionsController,
    ControlRoomController,
    ListsController,
    FilesController,
    ExportSchedulesController,
    ViewsController,
    FiguresController,
    PressSnapshotsController,
    GiftDeskController,
    SplitGiftController,
    BulkController,
    DonorController,
    WalkerDeskController,
    CheckInDeskController,
    TeamDeskController,
    GiftCertificateController,
    HideGiftController,
    DisputesController,
    MailingsController,
    MatchesController,
    MilestonesController,
    OfflineGiftsController,
    AttentionController,
    LogController,
    OrganiserSignInController,
    PeopleController,
    ApiKeysController,
    WebhooksController,
    SecondFactorController,
  ],
  providers: [
    FindGiftPages,
    EditionsAtWork,
    OrganiserAccess,
    OrganiserKeyTries,
    OrganiserVisitors,
    PeopleDeskVisits,
    CheckInLinks,
    ScreenLinks,
    Sealing,
    Tries,
  ],
  exports: [CheckInLinks, OrganiserVisitors, ScreenLinks],
})
export class OrganiserPagesModule {}
