import { pathToFileURL } from 'node:url';
import { DataSource } from 'typeorm';
import { readDatabaseUrl } from '../platform/config/config.js';
import { dataSourceOptions } from '../platform/database/data-source-options.js';

/**
 * Brings the schema to this release; does nothing when it is there already. Two processes may call it at once: an
 * advisory lock makes the second one wait.
 * @returns the names of the migrations that ran.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const source = await new DataSource(dataSourceOptions(databaseUrl, 2)).initialize();
  try {
    const lock = source.createQueryRunner();
    await lock.query(`SELECT pg_advisory_lock(hashtext('refugee-walk migrations'))`);
    try {
      const ran = await source.runMigrations();
      return ran.map((migration) => migration.name);
    } finally {
      await lock.query(`SELECT pg_advisory_unlock(hashtext('refugee-walk migrations'))`);
      await lock.release();
    }
  } finally {
    await source.destroy();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const ran = await migrate(readDatabaseUrl());
  console.log(ran.length === 0 ? 'The schema is up to date.' : `Migrated: ${ran.join(', ')}`);
}
