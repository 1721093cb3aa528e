import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who came to the start.
 *
 * Notes for the next one who changes this:
 * - A row is a check-in that was taken. `scan_id` is made where it was scanned, so that what is sent twice is taken once;
 *   `check_in_standing` keeps a walker from being checked in twice at a time.
 * - What was undone stays, with by whom. A scan from before the latest undoing never checks in again, however late it comes.
 * - A link for volunteers proves that it was made for `check_in_links_ended`; counting up ends all before.
 */
export class CheckIn1000000000202 implements MigrationInterface {
  readonly name = 'CheckIn1000000000202';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE edition
        ADD COLUMN check_in_links_ended integer NOT NULL DEFAULT 0
          CONSTRAINT edition_check_in_links_ended_not_negative CHECK (check_in_links_ended >= 0),
        ADD COLUMN check_in_kilometres boolean NOT NULL DEFAULT false`);
    await runner.query(`
      CREATE TABLE check_in (
        scan_id uuid CONSTRAINT check_in_pk PRIMARY KEY,
        edition_id uuid NOT NULL,
        walker_id uuid NOT NULL,
        scanned_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        how text NOT NULL CONSTRAINT check_in_how_known CHECK (how IN ('code', 'search')),
        checked_in_by text NOT NULL CONSTRAINT check_in_by_bounds CHECK (char_length(checked_in_by) BETWEEN 1 AND 300),
        undone_at timestamptz,
        undone_by text,
        CONSTRAINT check_in_walker_fk FOREIGN KEY (walker_id, edition_id) REFERENCES walker (id, edition_id),
        CONSTRAINT check_in_undone_together CHECK ((undone_at IS NULL) = (undone_by IS NULL))
      )`);
    await runner.query(`CREATE UNIQUE INDEX check_in_standing ON check_in (walker_id) WHERE undone_at IS NULL`);
    await runner.query(`CREATE INDEX check_in_undone ON check_in (walker_id, undone_at) WHERE undone_at IS NOT NULL`);
    await runner.query(`CREATE INDEX check_in_latest ON check_in (edition_id, recorded_at) WHERE undone_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE check_in`);
    await runner.query(`ALTER TABLE edition DROP COLUMN check_in_kilometres, DROP COLUMN check_in_links_ended`);
  }
}
