import { Module } from '@nestjs/common';
import { ReadTeams } from './read-teams.js';

@Module({ providers: [ReadTeams], exports: [ReadTeams] })
export class TeamsModule {}
