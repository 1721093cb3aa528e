import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { Database } from './database.js';
import { FollowReplica } from './follow-replica.js';
import { ReadReplica } from './read-replica.js';
import { ReservedDatabase } from './reserved-database.js';
import { dataSourceOptions } from './data-source-options.js';

@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [CONFIG],
      useFactory: (config: Config) => ({
        ...dataSourceOptions(config.databaseUrl, config.databasePoolSize),
        autoLoadEntities: true,
        retryAttempts: 5,
        retryDelay: 1_000,
      }),
    }),
  ],
  providers: [Database, FollowReplica, ReadReplica, ReservedDatabase],
  exports: [Database, ReservedDatabase],
})
export class DatabaseModule {}
