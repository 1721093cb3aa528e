import { Module } from '@nestjs/common';
import { TeamLifeModule } from '../../team-life/index.js';
import { TeamsModule } from '../../teams/index.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { OwnTeamController } from './own-team.controller.js';

/** What those who belong to a team see and do. */
@Module({ imports: [TeamLifeModule, TeamsModule, VisitorsModule], controllers: [OwnTeamController] })
export class TeamPagesModule {}
