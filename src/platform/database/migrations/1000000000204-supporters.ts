import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many donors each team and page has, kept with its total.
 *
 * Notes for the next one who changes this:
 * - Teams and pages share the column `scope_id`: an id is of one thing only.
 * - No foreign keys: each would be checked for every gift, and the proof against the ledger finds what points nowhere.
 * - The release before does not keep it. What that one books while this one migrates is missing until `rebuild-totals`.
 */
export class Supporters1000000000204 implements MigrationInterface {
  readonly name = 'Supporters1000000000204';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE supporter (
        scope_id uuid NOT NULL,
        donor_id uuid NOT NULL,
        raised_minor bigint NOT NULL,
        CONSTRAINT supporter_pk PRIMARY KEY (scope_id, donor_id)
      ) WITH (fillfactor = 90)`);
    await runner.query(`
      ALTER TABLE total ADD COLUMN supporters integer NOT NULL DEFAULT 0
        CONSTRAINT total_supporters_not_negative CHECK (supporters >= 0)`);
    await runner.query(`
      INSERT INTO supporter (scope_id, donor_id, raised_minor)
      SELECT s.scope_id, e.donor_id, sum(e.amount_minor)
        FROM ledger_entry e CROSS JOIN LATERAL (VALUES (e.team_id), (e.page_id)) AS s (scope_id)
       WHERE s.scope_id IS NOT NULL AND e.donor_id IS NOT NULL AND e.edition_id IS NOT NULL
         AND e.account NOT IN ('fee', 'suspense', 'on-its-way')
       GROUP BY s.scope_id, e.donor_id`);
    await runner.query(`
      UPDATE total t SET supporters = s.supporters
        FROM (SELECT scope_id, count(*)::int AS supporters FROM supporter WHERE raised_minor > 0 GROUP BY scope_id) s
       WHERE s.scope_id = t.scope_id AND t.scope IN ('team', 'page')`);
    await runner.query(`
      CREATE INDEX total_by_supporters ON total (edition_id, scope, supporters DESC, raised_minor DESC, scope_id)
        WHERE scope IN ('team', 'page') AND raised_minor > 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX total_by_supporters`);
    await runner.query(`ALTER TABLE total DROP COLUMN supporters`);
    await runner.query(`DROP TABLE supporter`);
  }
}
