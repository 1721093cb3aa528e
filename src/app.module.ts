import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigModule } from './platform/config/config.module.js';
import type { Config } from './platform/config/config.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { LOGGER } from './platform/logging/logger.js';
import { METRICS, Metrics } from './platform/metrics/metrics.js';
import { QueueModule } from './platform/queue/queue.module.js';
import { RedisModule } from './platform/redis/redis.module.js';
import { OperationsModule } from './web/operations/operations.module.js';
import { WebModule } from './web.module.js';
import { WorkerModule } from './worker.module.js';

/** What every process has, whatever its role. */
@Global()
@Module({})
export class AppModule {
  static with(config: Config, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        DatabaseModule,
        RedisModule,
        QueueModule,
        OperationsModule,
        ...(config.role === 'worker' ? [] : [WebModule]),
        ...(config.role === 'web' ? [] : [WorkerModule]),
      ],
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: METRICS, useValue: new Metrics() },
      ],
      exports: [LOGGER, METRICS],
    };
  }
}
