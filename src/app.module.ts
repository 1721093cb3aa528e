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

/** What every process has, whatever its role. */
@Global()
@Module({})
export class AppModule {
  /** A process loads what its role does, and nothing of the other: a worker has no pages in its memory. */
  static async with(config: Config, logger: Logger): Promise<DynamicModule> {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        DatabaseModule,
        RedisModule,
        QueueModule,
        OperationsModule,
        ...(config.role === 'worker' ? [] : [(await import('./web.module.js')).WebModule]),
        ...(config.role === 'web' ? [] : [(await import('./worker.module.js')).WorkerModule]),
      ],
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: METRICS, useValue: new Metrics() },
      ],
      exports: [LOGGER, METRICS],
    };
  }
}
