import { BullModule } from '@nestjs/bull';
import { Global, Module } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { RedisConnections } from '../redis/redis.module.js';

/**
 * Bull over our own connections, so that all of them end with the process. `client` fails fast (a request never waits
 * for Redis); `subscriber` and `bclient` wait, as Bull asks. Keys carry a hash tag, so that a cluster would do too.
 */
@Global()
@Module({
  imports: [
    BullModule.forRootAsync({
      inject: [RedisConnections],
      useFactory: (connections: RedisConnections) => {
        const subscriber = connections.connect('wait');
        const client = connections.connect('fail-fast');
        return {
          prefix: '{walk}',
          createClient: (type: 'client' | 'subscriber' | 'bclient'): Redis => {
            switch (type) {
              case 'client':
                return client;
              case 'subscriber':
                return subscriber;
              case 'bclient':
                return connections.connect('wait');
            }
          },
          settings: { stalledInterval: 15_000, maxStalledCount: 3, lockDuration: 30_000 },
        };
      },
    }),
  ],
})
export class QueueModule {}
