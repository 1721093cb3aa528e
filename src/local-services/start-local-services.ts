import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startPostgres, type PostgresOptions, type RunningPostgres } from './postgres-server.js';
import { claimFolder } from './process-identity.js';
import { startRedis, type RedisOptions, type RunningRedis } from './redis-server.js';

/** What to bring up, and what is there already. */
export interface LocalServicesOptions {
  /** Where data, logs and passwords are kept; made when it is missing. One process at a time may use it. */
  readonly dataDir: string;
  /** A Postgres that runs already; it is used as it is, and nothing is started or stopped. */
  readonly databaseUrl?: string | undefined;
  /** A Redis that runs already; it is used as it is, and nothing is started or stopped. */
  readonly redisUrl?: string | undefined;
  /** How our own Postgres is to run; durable unless told otherwise. */
  readonly postgres?: PostgresOptions;
  /** How our own Redis is to run. */
  readonly redis?: Omit<RedisOptions, 'log'>;
  /** Hears of what takes long, a line each. */
  readonly log?: (line: string) => void;
}

/** Postgres and Redis, running. */
export interface LocalServices {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Settles when something that we started ends although nobody stopped it; holds the error that says which and why. */
  readonly failed: Promise<Error>;
  /** Ends what we started, Redis first, and nothing else. The data stay. */
  readonly stop: () => Promise<void>;
  /** The same, and the data of our own Postgres are thrown away, wherever they had to be put. */
  readonly discard: () => Promise<void>;
}

/**
 * Brings up Postgres and Redis on a machine that has neither, unless their URLs are given.
 * @throws {DataFolderInUseError} while another process has the folder
 * @throws {LocalServiceError} when one cannot be had or does not start; whatever was started by then is ended
 */
export async function startLocalServices(options: LocalServicesOptions): Promise<LocalServices> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => undefined);
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
  const release = await claimFolder(dataDir, join(dataDir, 'in-use.json'));
  let postgres: RunningPostgres | undefined;
  let redis: RunningRedis | undefined;
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    await redis?.stop();
    await postgres?.stop();
    await release();
  };
  try {
    if (given(options.databaseUrl) === undefined)
      postgres = await startPostgres(dataDir, options.postgres ?? { durable: true });
    if (given(options.redisUrl) === undefined) redis = await startRedis(dataDir, { ...options.redis, log });
  } catch (error) {
    await stop();
    throw error;
  }
  const started = [postgres, redis].filter((service) => service !== undefined);
  return {
    databaseUrl: postgres?.databaseUrl ?? given(options.databaseUrl) ?? '',
    redisUrl: redis?.redisUrl ?? given(options.redisUrl) ?? '',
    failed: new Promise((settle) => {
      for (const service of started) {
        void service.process.ended.then(async (how) => {
          if (!stopping) settle(await service.process.failure(how));
        });
      }
    }),
    stop,
    discard: async () => {
      await stop();
      await postgres?.discard();
      await rm(join(dataDir, 'redis'), { recursive: true, force: true });
    },
  };
}

/** An empty variable counts as not set. */
function given(url: string | undefined): string | undefined {
  return url === '' ? undefined : url;
}
