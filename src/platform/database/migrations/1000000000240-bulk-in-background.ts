import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Bulk acts are done by the worker, and go on where a process that died stopped.
 *
 * Notes for the next one who changes this:
 * - The row of the run is the job. `available_at` is when it may be taken up: at once, and again once the claim of whoever
 *   does it is over. `attempt` rises with each taking up, so that a process that was thought dead finds out.
 * - Runs that a release without a worker for them made are `done`, which is the default, and do their gifts themselves.
 * - `asked` is what Stripe is asked for a gift, written before it is asked: whoever goes on asks for exactly the same.
 */
export class BulkInBackground1000000000240 implements MigrationInterface {
  readonly name = 'BulkInBackground1000000000240';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE bulk_run
        ADD COLUMN state text NOT NULL DEFAULT 'done'
          CONSTRAINT bulk_run_state_known CHECK (state IN ('doing', 'done')),
        ADD COLUMN actor_kind text,
        ADD COLUMN reason text,
        ADD COLUMN move_to jsonb,
        ADD COLUMN attempt integer NOT NULL DEFAULT 0,
        ADD COLUMN available_at timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN ended_at timestamptz,
        ADD CONSTRAINT bulk_run_says_what_to_do CHECK (state = 'done' OR (actor_kind IS NOT NULL AND reason IS NOT NULL))`);
    await runner.query(`ALTER TABLE bulk_row ADD COLUMN asked jsonb`);
    await runner.query(`CREATE INDEX bulk_run_due ON bulk_run (available_at) WHERE state = 'doing'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX bulk_run_due`);
    await runner.query(`ALTER TABLE bulk_row DROP COLUMN asked`);
    await runner.query(`
      ALTER TABLE bulk_run
        DROP CONSTRAINT bulk_run_says_what_to_do,
        DROP COLUMN state, DROP COLUMN actor_kind, DROP COLUMN reason, DROP COLUMN move_to, DROP COLUMN attempt,
        DROP COLUMN available_at, DROP COLUMN ended_at`);
  }
}
