import { Module } from '@nestjs/common';
import { AnnualReportModule } from './annual-report/index.js';
import { ApiKeysModule } from './api-keys/index.js';
import { AttentionModule } from './attention/index.js';
import { AuditModule } from './audit/index.js';
import { CheckInModule } from './check-in/index.js';
import { ControlRoomModule } from './control-room/index.js';
import { DisputesModule } from './disputes/index.js';
import { DonationsModule } from './donations/index.js';
import { EditionsModule } from './editions/index.js';
import { DonorDeskModule } from './donor-desk/index.js';
import { EditionRulesModule } from './edition-rules/index.js';
import { ExportsModule } from './exports/index.js';
import { GiftDeskModule } from './gift-desk/index.js';
import { PeopleDeskModule } from './people-desk/index.js';
import { MailingsModule } from './mailings/index.js';
import { MatchingModule } from './matching/index.js';
import { MilestonesModule } from './milestones/index.js';
import { NextEditionModule } from './next-edition/index.js';
import { OfflineGiftsModule } from './offline-gifts/index.js';
import { ListsModule } from './lists/index.js';
import { LiveStreamsModule } from './live/index.js';
import { PaymentsModule } from './payments/index.js';
import { StripeModule } from './platform/stripe/stripe.module.js';
import { PressSnapshotsModule } from './press-snapshots/index.js';
import { RegistrationModule } from './registration/index.js';
import { TeamLifeModule } from './team-life/index.js';
import { TeamsModule } from './teams/index.js';
import { TotalsModule } from './totals/index.js';
import { WalkersModule } from './walkers/index.js';
import { AccountPagesModule } from './web/account/account-pages.module.js';
import { AttentionApiController } from './web/api/attention-api.controller.js';
import { CheckInApiController } from './web/api/check-in-api.controller.js';
import { BulkApiController } from './web/api/bulk-api.controller.js';
import { EditionsApiController } from './web/api/editions-api.controller.js';
import { EditionReadingsApiController } from './web/api/edition-readings-api.controller.js';
import { ExportPlansApiController } from './web/api/export-plans-api.controller.js';
import { ExportsApiController } from './web/api/exports-api.controller.js';
import { FiguresApiController } from './web/api/figures-api.controller.js';
import { GiftActsApiController } from './web/api/gift-acts-api.controller.js';
import { KeyHolders } from './web/api/key-holders.js';
import { WalkerActsApiController } from './web/api/walker-acts-api.controller.js';
import { EditionActsApiController } from './web/api/edition-acts-api.controller.js';
import { LogApiController } from './web/api/log-api.controller.js';
import { MoneyApiController } from './web/api/money-api.controller.js';
import { OrganisersApiController } from './web/api/organisers-api.controller.js';
import { PeoplePagesApiController } from './web/api/people-pages-api.controller.js';
import { SnapshotsApiController } from './web/api/snapshots-api.controller.js';
import { TeamActsApiController } from './web/api/team-acts-api.controller.js';
import { EditionRulesApiController } from './web/api/edition-rules-api.controller.js';
import { EditionYearsApiController } from './web/api/edition-years-api.controller.js';
import { MilestoneActsApiController } from './web/api/milestone-acts-api.controller.js';
import { OfflineGiftsApiController } from './web/api/offline-gifts-api.controller.js';
import { ParticipationTypesApiController } from './web/api/participation-types-api.controller.js';
import { MailingActsApiController } from './web/api/mailing-acts-api.controller.js';
import { MailingsApiController } from './web/api/mailings-api.controller.js';
import { MailboxController } from './web/dev-mail/mailbox.controller.js';
import { DonorPagesModule } from './web/donor/donor-pages.module.js';
import { GuardianPagesModule } from './web/guardian/guardian-pages.module.js';
import { LimitsModule } from './web/limits/limits.module.js';
import { OperationsModule } from './web/operations/operations.module.js';
import { OrganiserPagesModule } from './web/organiser/organiser-pages.module.js';
import { CheckInPagesModule } from './web/check-in/check-in.module.js';
import { ScreenModule } from './web/screen/screen.module.js';
import { SharingModule } from './web/sharing/sharing.module.js';
import { TeamPagesModule } from './web/team/team-pages.module.js';
import { PublicPagesModule } from './web/public/public-pages.module.js';
import { WalkerPagesModule } from './web/walker/walker-pages.module.js';
import { StripeWebhookDoor } from './web/webhooks/stripe-webhook-door.js';

/** What answers people, machines and Stripe. */
@Module({
  imports: [
    AccountPagesModule,
    AnnualReportModule,
    ApiKeysModule,
    AttentionModule,
    AuditModule,
    CheckInModule,
    ControlRoomModule,
    DisputesModule,
    DonationsModule,
    DonorDeskModule,
    DonorPagesModule,
    EditionRulesModule,
    EditionsModule,
    ExportsModule,
    GiftDeskModule,
    PeopleDeskModule,
    GuardianPagesModule,
    LimitsModule,
    ListsModule,
    LiveStreamsModule,
    MailingsModule,
    MatchingModule,
    MilestonesModule,
    NextEditionModule,
    OfflineGiftsModule,
    OperationsModule,
    OrganiserPagesModule,
    PaymentsModule,
    PressSnapshotsModule,
    PublicPagesModule,
    RegistrationModule,
    StripeModule,
    CheckInPagesModule,
    ScreenModule,
    SharingModule,
    TeamLifeModule,
    TeamPagesModule,
    TeamsModule,
    TotalsModule,
    WalkerPagesModule,
    WalkersModule,
  ],
  controllers: [
    BulkApiController,
    EditionsApiController,
    OrganisersApiController,
    GiftActsApiController,
    MoneyApiController,
    EditionActsApiController,
    EditionReadingsApiController,
    FiguresApiController,
    SnapshotsApiController,
    AttentionApiController,
    LogApiController,
    EditionRulesApiController,
    EditionYearsApiController,
    MilestoneActsApiController,
    OfflineGiftsApiController,
    ParticipationTypesApiController,
    MailingsApiController,
    MailingActsApiController,
    WalkerActsApiController,
    TeamActsApiController,
    PeoplePagesApiController,
    CheckInApiController,
    ExportPlansApiController,
    ExportsApiController,
    MailboxController,
  ],
  providers: [KeyHolders, StripeWebhookDoor],
})
export class WebModule {}
