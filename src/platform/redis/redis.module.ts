import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../config/config.js';
import { LOGGER } from '../logging/logger.js';

/** The connection for commands of our own (publishing, rate limits). It fails at once when Redis is away. */
export const REDIS = Symbol('Redis');

/**
 * ioredis asks for some things by itself once it is connected anew (what was subscribed to, the database), and leaves the
 * answers to nobody. When the connection closes before they come, that must not end the process: it asks again on the next.
 * Whoever gives a command gets its answer and its error as ever.
 */
class Connection extends Redis {
  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    command.promise.catch(() => undefined);
    return super.sendCommand(command, stream);
  }
}

/** Makes connections to Redis and ends them all with the process. */
export class RedisConnections {
  private readonly open: Redis[] = [];

  constructor(
    private readonly url: string,
    private readonly logger: Logger,
  ) {}

  /**
   * @param patience `fail-fast`: commands fail while Redis is away, so that no request waits for it.
   *   `wait`: commands wait for Redis; for workers and subscribers, which have nothing better to do.
   */
  connect(patience: 'fail-fast' | 'wait'): Redis {
    const redis = new Connection(this.url, {
      enableReadyCheck: false,
      // A timer of this length stays after each close, even of a connection that never stood; it must not hold up the end.
      disconnectTimeout: 200,
      retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
      ...(patience === 'fail-fast'
        ? { maxRetriesPerRequest: 0, commandTimeout: 2_000, connectTimeout: 2_000 }
        : { maxRetriesPerRequest: null }),
    });
    let away = false;
    redis.on('error', (error) => {
      if (!away) this.logger.warn({ err: error }, 'Redis is away');
      away = true;
    });
    redis.on('ready', () => {
      away = false;
    });
    this.open.push(redis);
    return redis;
  }

  close(): void {
    for (const redis of this.open) {
      // Bull waits for connections to stand or to end, and leaves it to nobody that one ended without having stood.
      redis.removeAllListeners('end');
      redis.disconnect();
    }
  }
}

@Global()
@Module({
  providers: [
    {
      provide: RedisConnections,
      inject: [CONFIG, LOGGER],
      useFactory: (config: Config, logger: Logger) => new RedisConnections(config.redisUrl, logger),
    },
    {
      provide: REDIS,
      inject: [RedisConnections],
      useFactory: (connections: RedisConnections) => connections.connect('fail-fast'),
    },
  ],
  exports: [REDIS, RedisConnections],
})
export class RedisModule implements OnApplicationShutdown {
  constructor(@Inject(RedisConnections) private readonly connections: RedisConnections) {}

  onApplicationShutdown(): void {
    this.connections.close();
  }
}
