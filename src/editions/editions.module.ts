import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EditionEntity, ParticipationTypeEntity } from './edition.entity.js';
import { ReadEditions } from './read-editions.js';

@Module({
  imports: [TypeOrmModule.forFeature([EditionEntity, ParticipationTypeEntity])],
  providers: [ReadEditions],
  exports: [ReadEditions],
})
export class EditionsModule {}
