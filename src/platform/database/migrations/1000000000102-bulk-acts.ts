import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What organisers did to many gifts at once: one row for the form, one for each gift.
 *
 * Notes for the next one who changes this:
 * - The id of a run comes with the form. A gift is claimed for a run before it is acted on, so that a form that is sent twice
 *   acts once. `outcome` stays NULL where the process died in between: a person looks then.
 */
export class BulkActs1000000000102 implements MigrationInterface {
  readonly name = 'BulkActs1000000000102';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE bulk_run (
        id uuid CONSTRAINT bulk_run_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT bulk_run_edition_fk REFERENCES edition,
        action text NOT NULL CONSTRAINT bulk_run_action_known CHECK (action IN ('move', 'refund', 'hide', 'thank')),
        done_by text NOT NULL,
        begun_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE bulk_row (
        run_id uuid CONSTRAINT bulk_row_run_fk REFERENCES bulk_run,
        donation_id uuid CONSTRAINT bulk_row_donation_fk REFERENCES donation,
        outcome text,
        CONSTRAINT bulk_row_pk PRIMARY KEY (run_id, donation_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE bulk_row`);
    await runner.query(`DROP TABLE bulk_run`);
  }
}
