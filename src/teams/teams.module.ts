import { Module } from '@nestjs/common';
import { ReadFormerTeams } from './read-former-teams.js';
import { ReadTeams } from './read-teams.js';

@Module({ providers: [ReadFormerTeams, ReadTeams], exports: [ReadFormerTeams, ReadTeams] })
export class TeamsModule {}
