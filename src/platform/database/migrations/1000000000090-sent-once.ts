import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Forms that are sent twice, by a second tap or because the answer to the first was lost on the way.
 *
 * Notes for the next one who changes this:
 * - `once_hash` is over the key that came with the form and all that was filled in (see `onceHash`), so that the same key
 *   with another amount is another gift.
 * - It is null where no key came, and where an earlier order of the same hash is over and a new one was wanted.
 */
export class SentOnce1000000000090 implements MigrationInterface {
  readonly name = 'SentOnce1000000000090';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['donation', 'registration']) {
      await runner.query(`
        ALTER TABLE ${table} ADD COLUMN once_hash bytea
          CONSTRAINT ${table}_once_hash_length CHECK (octet_length(once_hash) = 32)`);
      await runner.query(`CREATE UNIQUE INDEX ${table}_once ON ${table} (once_hash) WHERE once_hash IS NOT NULL`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['registration', 'donation']) await runner.query(`ALTER TABLE ${table} DROP COLUMN once_hash`);
  }
}
