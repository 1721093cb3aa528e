export { LeaderboardsModule } from './leaderboards.module.js';
export {
  type Leader,
  LEADERBOARD_ORDERS,
  LEADERBOARD_SUBJECTS,
  type LeaderboardOrder,
  type LeaderboardSubject,
  ReadLeaderboards,
} from './read-leaderboards.js';
