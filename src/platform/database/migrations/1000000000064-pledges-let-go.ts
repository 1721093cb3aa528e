import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Promises per kilometre whose kilometres nobody ever confirmed are let go some time after giving has closed.
 *
 * Notes for the next one who changes this:
 * - `pledge_wait_days` is how long after giving closed; a rule of the edition.
 * - A lapsed promise was settled and not paid, or it was never settled: then it has neither kilometres nor an amount.
 */
export class PledgesLetGo1000000000064 implements MigrationInterface {
  readonly name = 'PledgesLetGo1000000000064';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE edition ADD COLUMN pledge_wait_days integer NOT NULL DEFAULT 21
        CONSTRAINT edition_pledge_wait_bounds CHECK (pledge_wait_days BETWEEN 1 AND 180)`);
    await runner.query(`
      ALTER TABLE pledge ADD CONSTRAINT pledge_settled_or_let_go CHECK (
        num_nonnulls(walked_hectometres, due_minor, settled_at) = 3 AND state IN ('settled', 'lapsed')
        OR num_nonnulls(walked_hectometres, due_minor, settled_at) = 0 AND state <> 'settled')`);
    // It says the same, but knows no promise that lapsed without being settled.
    await runner.query(`ALTER TABLE pledge DROP CONSTRAINT pledge_settled_whole`);
  }

  /** Refuses where a promise was let go unsettled: who made it was told. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE pledge ADD CONSTRAINT pledge_settled_whole CHECK (
        num_nonnulls(walked_hectometres, due_minor, settled_at) = CASE WHEN state IN ('settled', 'lapsed') THEN 3 ELSE 0 END)`);
    await runner.query(`ALTER TABLE pledge DROP CONSTRAINT pledge_settled_or_let_go`);
    await runner.query(`ALTER TABLE edition DROP COLUMN pledge_wait_days`);
  }
}
