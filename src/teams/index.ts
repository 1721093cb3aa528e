export { ReadFormerTeams, type FormerMember, type FormerTeam, type Named } from './read-former-teams.js';
export {
  likeText,
  ReadTeams,
  TEAM_SORTS,
  type Listed,
  type TeamDetail,
  type TeamMember,
  type TeamSort,
  type TeamSummary,
} from './read-teams.js';
export { TeamsModule } from './teams.module.js';
