export { ChangeTeams } from './change-teams.js';
export { EditTeam, MOST_GOAL_MINOR, parseTeamContent, requireOwnName, type TeamContent } from './edit-team.js';
export { InviteByMail, MOST_AT_ONCE, parseInvited } from './invite-by-mail.js';
export { askToJoin, tellOfJoinRequests } from './join-requests.js';
export { JoinTeams, type Joining } from './join-teams.js';
export {
  type JoinRequest,
  type MergeRequest,
  type MovableWalker,
  type OwnTeam,
  type OwnTeamMember,
  ReadOwnTeam,
} from './read-own-team.js';
export { OrganiseTeams, type OrganisersAct, type WalkerMove } from './organise-teams.js';
export type { TeamActor } from './team-desk.js';
export { TeamLifeModule } from './team-life.module.js';
export { ADMISSIONS, type Admission, applyHeadcounts, type TeamRole } from './team-members.js';
export { type LedPage, TeamRoles } from './team-roles.js';
export { parseSponsorName, type TeamSponsor, TeamSponsors } from './team-sponsors.js';
