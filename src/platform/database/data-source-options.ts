import type { DataSourceOptions } from 'typeorm';
import { EditionsAndPeople1000000000001 } from './migrations/1000000000001-editions-and-people.js';
import { TheMoneyPath1000000000002 } from './migrations/1000000000002-the-money-path.js';

/**
 * How every process reaches Postgres. `synchronize` stays off: the schema changes by migrations only.
 * @param poolSize connections a process may hold; the sum over all processes must stay below Postgres' limit.
 */
export function dataSourceOptions(databaseUrl: string, poolSize: number): DataSourceOptions {
  return {
    type: 'postgres',
    url: databaseUrl,
    synchronize: false,
    migrationsRun: false,
    migrations: [EditionsAndPeople1000000000001, TheMoneyPath1000000000002],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    poolSize,
    extra: { connectionTimeoutMillis: 5_000, idleTimeoutMillis: 60_000, options: '-c timezone=UTC' },
  };
}
