import { Module } from '@nestjs/common';
import { ReadLeaderboards } from './read-leaderboards.js';

@Module({ providers: [ReadLeaderboards], exports: [ReadLeaderboards] })
export class LeaderboardsModule {}
