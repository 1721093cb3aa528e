export { ChangeTeams, type TeamActor } from './change-teams.js';
export { type MergeRequest, type OwnTeam, type OwnTeamMember, ReadOwnTeam } from './read-own-team.js';
export { TeamLifeModule } from './team-life.module.js';
export type { TeamRole } from './team-members.js';
