import { pathToFileURL } from 'node:url';
import { DataSource } from 'typeorm';
import { readDatabaseRoles, readDatabaseUrl } from '../platform/config/config.js';
import { type DatabaseRole, grantRoles } from '../platform/database/database-roles.js';
import { dataSourceOptions } from '../platform/database/data-source-options.js';

/**
 * Brings the schema to this release; does nothing when it is there already. Two processes may call it at once: an
 * advisory lock makes the second one wait. Then the roles of web and worker get their rights on what there is now.
 * @returns the names of the migrations that ran.
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
      const ran = await source.runMigrations();
      await grantRoles(source, roles);
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
