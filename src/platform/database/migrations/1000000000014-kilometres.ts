import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where a walker's kilometres come from, beside what migration 9 made of them.
 *
 * Notes for the next one who changes this:
 * - `source` says who wrote the distance: the walker (`own-log`), the finish (`check-in`), or an organiser who knows it
 *   otherwise (`organiser`). Whatever the source, it counts for pledges once it is confirmed.
 * - An organiser alone may say that somebody walked nothing at all: a walker who did not come logs nothing.
 */
export class Kilometres1000000000014 implements MigrationInterface {
  readonly name = 'Kilometres1000000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE walker_kilometres
        ADD COLUMN source text NOT NULL DEFAULT 'own-log'
          CONSTRAINT walker_kilometres_source_known CHECK (source IN ('own-log', 'check-in', 'organiser')),
        DROP CONSTRAINT walker_kilometres_bounds,
        ADD CONSTRAINT walker_kilometres_bounds CHECK (
          walked_metres BETWEEN 0 AND 300000 AND (walked_metres >= 100 OR source = 'organiser'))`);
    await runner.query(`
      CREATE INDEX walker_kilometres_unconfirmed ON walker_kilometres (walker_id) WHERE confirmed_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX walker_kilometres_unconfirmed`);
    await runner.query(`DELETE FROM walker_kilometres WHERE walked_metres < 100`);
    await runner.query(`
      ALTER TABLE walker_kilometres
        DROP CONSTRAINT walker_kilometres_bounds,
        DROP COLUMN source,
        ADD CONSTRAINT walker_kilometres_bounds CHECK (walked_metres BETWEEN 100 AND 300000)`);
  }
}
