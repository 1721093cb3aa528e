import { Module } from '@nestjs/common';
import { LiveModule } from '../live/index.js';
import { TeamsModule } from '../teams/index.js';
import { WalkersModule } from '../walkers/index.js';
import { Matches } from './matches.js';
import { SettleMatches } from './settle-matches.js';

@Module({
  imports: [LiveModule, TeamsModule, WalkersModule],
  providers: [Matches, SettleMatches],
  exports: [Matches, SettleMatches],
})
export class MatchingModule {}
