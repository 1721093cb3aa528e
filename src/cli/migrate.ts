import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { DataSource, type Migration, MigrationExecutor, type QueryRunner } from 'typeorm';
import { readDatabaseRoles, readDatabaseUrl } from '../platform/config/config.js';
import { type DatabaseRole, grantRoles } from '../platform/database/database-roles.js';
import { dataSourceOptions } from '../platform/database/data-source-options.js';
import { postgresErrorCode } from '../platform/database/postgres-errors.js';

/**
 * So long a migration waits for a lock before it lets go of all it holds: well below the second after which Postgres looks
 * for a deadlock (`deadlock_timeout`), where it might end the transaction of a donor instead of ours.
 */
const WAITS_FOR_A_LOCK_MS = 200;
/** So often a migration begins anew, and so long it leaves to those who were in its way: some three minutes in all. */
const BEGINS_AT_MOST = 200;
const LEAVES_BETWEEN_MS = 500;

/** What runs beside it did not leave a migration the locks that it needs. */
export class MigrationInTheWayError extends Error {
  constructor(name: string, cause: unknown) {
    super(
      `${name} did not come to its locks in ${String(BEGINS_AT_MOST)} attempts: a long transaction holds one of its tables`,
      { cause },
    );
    this.name = 'MigrationInTheWayError';
  }
}

/**
 * Brings the schema to this release; does nothing when it is there already. Two processes may call it at once: an
 * advisory lock makes the second one wait. A migration gives way to what people do beside it: where a lock is not to be
 * had at once, it lets go of those it has and begins anew. Then the roles of web and worker get their rights on what
 * there is now.
 * @returns the names of the migrations that ran.
 * @throws MigrationInTheWayError what it needs is held for minutes; what ran before it stays.
 */
export async function migrate(
  databaseUrl: string,
  roles: readonly DatabaseRole[] = readDatabaseRoles(),
): Promise<string[]> {
  const source = await new DataSource(dataSourceOptions(databaseUrl, 2)).initialize();
  try {
    const lock = source.createQueryRunner();
    await lock.query(`SELECT pg_advisory_lock(hashtext('refugee-walk migrations'))`);
    try {
      const ran = await runPending(source);
      await grantRoles(source, roles);
      return ran;
    } finally {
      await lock.query(`SELECT pg_advisory_unlock(hashtext('refugee-walk migrations'))`);
      await lock.release();
    }
  } finally {
    await source.destroy();
  }
}

async function runPending(source: DataSource): Promise<string[]> {
  const runner = source.createQueryRunner();
  try {
    const executor = new MigrationExecutor(source, runner);
    const ran: string[] = [];
    for (const migration of await executor.getPendingMigrations()) {
      // What is outside a transaction waits for others without holding anything that they need.
      if (migration.instance?.transaction === false) await executor.executeMigration(migration);
      else await givingWay(runner, executor, migration);
      ran.push(migration.name);
    }
    return ran;
  } finally {
    await runner.release();
  }
}

async function givingWay(runner: QueryRunner, executor: MigrationExecutor, migration: Migration): Promise<void> {
  for (let begins = 1; ; begins += 1) {
    await runner.startTransaction();
    try {
      await runner.query(`SET LOCAL lock_timeout = ${String(WAITS_FOR_A_LOCK_MS)}`);
      await executor.executeMigration(migration);
      await runner.commitTransaction();
      return;
    } catch (error) {
      await runner.rollbackTransaction();
      if (!isInTheWay(error)) throw error;
      if (begins === BEGINS_AT_MOST) throw new MigrationInTheWayError(migration.name, error);
      await pause(LEAVES_BETWEEN_MS);
    }
  }
}

/** `lock_not_available` and `deadlock_detected` (PostgreSQL's manual, appendix A). */
function isInTheWay(error: unknown): boolean {
  const code = postgresErrorCode(error);
  return code === '55P03' || code === '40P01';
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const ran = await migrate(readDatabaseUrl());
  console.log(ran.length === 0 ? 'The schema is up to date.' : `Migrated: ${ran.join(', ')}`);
}
