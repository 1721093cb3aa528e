import { Module } from '@nestjs/common';
import { TeamLifeModule } from '../../team-life/index.js';
import { TeamsModule } from '../../teams/index.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { JoinTeamController } from './join-team.controller.js';
import { OwnTeamController } from './own-team.controller.js';
import { TeamSettingsController } from './team-settings.controller.js';

/** What those who belong to a team see and do. */
@Module({
  imports: [TeamLifeModule, TeamsModule, VisitorsModule],
  controllers: [JoinTeamController, OwnTeamController, TeamSettingsController],
})
export class TeamPagesModule {}
