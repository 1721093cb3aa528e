import { Module } from '@nestjs/common';
import { MailingsModule } from '../../mailings/index.js';
import { CheckInModule } from '../../check-in/index.js';
import { DonationsModule } from '../../donations/index.js';
import { EditionsModule } from '../../editions/index.js';
import { FundraisingPagesModule } from '../../fundraising-pages/index.js';
import { LiveStreamsModule } from '../../live/index.js';
import { MonthlyGiftsModule } from '../../monthly-gifts/index.js';
import { PhotosModule } from '../../photos/index.js';
import { PledgesModule } from '../../pledges/index.js';
import { RegistrationModule } from '../../registration/index.js';
import { TeamLifeModule } from '../../team-life/index.js';
import { TeamsModule } from '../../teams/index.js';
import { TotalsModule } from '../../totals/index.js';
import { WalkersModule } from '../../walkers/index.js';
import { WaitingListModule } from '../../waiting-list/index.js';
import { LimitsModule } from '../limits/limits.module.js';
import { OperationsModule } from '../operations/operations.module.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { AssetsController } from '../shared/assets.controller.js';
import { FundraisingPagesController } from './fundraising-pages.controller.js';
import { GiveController } from './give.controller.js';
import { HomeController } from './home.controller.js';
import { MailingChoiceController, StopMailingsController } from './mailing-choice.controller.js';
import { PlacesStreamController } from './places-stream.controller.js';
import { PledgeController } from './pledge.controller.js';
import { RegisterController } from './register.controller.js';
import { SourceController } from './source.controller.js';
import { FormerTeams } from './former-teams.js';
import { Targets } from './targets.js';
import { TextPagesController } from './text-pages.controller.js';
import { ThanksController } from './thanks.controller.js';
import { WaitingListController } from './waiting-list.controller.js';

/** What everybody may see. */
@Module({
  imports: [
    CheckInModule,
    MailingsModule,
    DonationsModule,
    EditionsModule,
    FundraisingPagesModule,
    LimitsModule,
    LiveStreamsModule,
    MonthlyGiftsModule,
    OperationsModule,
    PhotosModule,
    PledgesModule,
    RegistrationModule,
    TeamLifeModule,
    TeamsModule,
    TotalsModule,
    VisitorsModule,
    WaitingListModule,
    WalkersModule,
  ],
  controllers: [
    AssetsController,
    SourceController,
    HomeController,
    FundraisingPagesController,
    GiveController,
    ThanksController,
    MailingChoiceController,
    StopMailingsController,
    PlacesStreamController,
    PledgeController,
    RegisterController,
    WaitingListController,
    TextPagesController,
  ],
  providers: [FormerTeams, Targets],
})
export class PublicPagesModule {}
