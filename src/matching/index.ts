export { type GiftMatch, MATCH_BOUNDS, Matches, matchesHere, type MatchOrder, type MatchScope } from './matches.js';
export { MatchingModule } from './matching.module.js';
export { SettleMatches } from './settle-matches.js';
