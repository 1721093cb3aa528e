import { Module } from '@nestjs/common';
import { LiveModule } from '../live/index.js';
import { OutboxModule } from '../outbox/index.js';
import { ChangeTeams } from './change-teams.js';
import { ReadOwnTeam } from './read-own-team.js';

@Module({
  imports: [LiveModule, OutboxModule],
  providers: [ChangeTeams, ReadOwnTeam],
  exports: [ChangeTeams, ReadOwnTeam],
})
export class TeamLifeModule {}
