import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { AttentionModule } from '../attention/index.js';
import { EditionsModule } from '../editions/index.js';
import { KilometresModule } from '../kilometres/index.js';
import { LedgerModule } from '../ledger/index.js';
import { MinimumRemindersModule } from '../minimum-reminders/index.js';
import { NextEditionModule } from '../next-edition/index.js';
import { OutboxModule } from '../outbox/index.js';
import { PaymentsModule } from '../payments/index.js';
import { PledgesModule } from '../pledges/index.js';
import { ConfigModule } from '../platform/config/config.module.js';
import type { Config } from '../platform/config/config.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { VouchersModule } from '../vouchers/index.js';
import { LOGGER } from '../platform/logging/logger.js';
import { METRICS, Metrics } from '../platform/metrics/metrics.js';
import { QueueModule } from '../platform/queue/queue.module.js';
import { RedisModule } from '../platform/redis/redis.module.js';
import { StripeModule } from '../platform/stripe/stripe.module.js';

/** What the commands need: the ledger's proof, the money path and what follows a walk, without anything that listens or ticks. */
@Global()
@Module({})
export class CommandsModule {
  static with(config: Config, logger: Logger): DynamicModule {
    return {
      module: CommandsModule,
      imports: [
        ConfigModule.with(config),
        DatabaseModule,
        RedisModule,
        QueueModule,
        AttentionModule,
        EditionsModule,
        KilometresModule,
        LedgerModule,
        MinimumRemindersModule,
        NextEditionModule,
        OutboxModule,
        PaymentsModule,
        PledgesModule,
        StripeModule,
        VouchersModule,
      ],
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: METRICS, useValue: new Metrics() },
      ],
      exports: [LOGGER, METRICS],
    };
  }
}
