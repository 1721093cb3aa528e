import { Module } from '@nestjs/common';
import { MailPreferencesModule } from '../../mail-preferences/index.js';
import { MinimumRemindersModule } from '../../minimum-reminders/index.js';
import { PhotosModule } from '../../photos/index.js';
import { TeamLifeModule } from '../../team-life/index.js';
import { TeamsModule } from '../../teams/index.js';
import { FormerTeams } from '../public/former-teams.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { JoinTeamController } from './join-team.controller.js';
import { MailPreferencesController, StopMailsController } from './mail-preferences.controller.js';
import { OwnTeamController } from './own-team.controller.js';
import { TeamSponsorController } from './team-sponsor.controller.js';
import { TeamSettingsController } from './team-settings.controller.js';

/** What those who belong to a team see and do. */
@Module({
  imports: [MailPreferencesModule, MinimumRemindersModule, PhotosModule, TeamLifeModule, TeamsModule, VisitorsModule],
  controllers: [
    JoinTeamController,
    MailPreferencesController,
    StopMailsController,
    OwnTeamController,
    TeamSettingsController,
    TeamSponsorController,
  ],
  providers: [FormerTeams],
})
export class TeamPagesModule {}
