import { Module } from '@nestjs/common';
import { LiveModule } from '../live/index.js';
import { OutboxModule } from '../outbox/index.js';
import { PhotosModule } from '../photos/index.js';
import { ChangeTeams } from './change-teams.js';
import { EditTeam } from './edit-team.js';
import { InviteByMail } from './invite-by-mail.js';
import { JoinTeams } from './join-teams.js';
import { OrganiseTeams } from './organise-teams.js';
import { ReadOwnTeam } from './read-own-team.js';
import { TeamDesk } from './team-desk.js';
import { TeamRoles } from './team-roles.js';
import { TeamSponsors } from './team-sponsors.js';

@Module({
  imports: [LiveModule, OutboxModule, PhotosModule],
  providers: [
    ChangeTeams,
    EditTeam,
    InviteByMail,
    JoinTeams,
    OrganiseTeams,
    ReadOwnTeam,
    TeamDesk,
    TeamRoles,
    TeamSponsors,
  ],
  exports: [ChangeTeams, EditTeam, InviteByMail, JoinTeams, OrganiseTeams, ReadOwnTeam, TeamRoles, TeamSponsors],
})
export class TeamLifeModule {}
