import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Planned files of machines.
 *
 * Notes for the next one who changes this:
 * - A plan is of an account or of a key, never of both and never of nobody. What may be in its file is looked up each time it
 *   runs: the role of the account, the scopes of the key.
 * - A key has no mailbox: its files are fetched by it (`fetch`) or lie in the bucket.
 * - The release before takes a plan without an account for one whose owner has no role, and ends it.
 */
export class PlansOfKeys1000000000249 implements MigrationInterface {
  readonly name = 'PlansOfKeys1000000000249';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE export_schedule
        ALTER COLUMN account_id DROP NOT NULL,
        ADD COLUMN api_key_id uuid CONSTRAINT export_schedule_api_key_fk REFERENCES api_key,
        ADD CONSTRAINT export_schedule_of_one CHECK (num_nonnulls(account_id, api_key_id) = 1),
        DROP CONSTRAINT export_schedule_goes_to_known,
        ADD CONSTRAINT export_schedule_goes_to_known CHECK (
          goes_to = 's3' OR (goes_to = 'mail' AND account_id IS NOT NULL) OR (goes_to = 'fetch' AND api_key_id IS NOT NULL))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM export_schedule WHERE account_id IS NULL`);
    await runner.query(`
      ALTER TABLE export_schedule
        DROP CONSTRAINT export_schedule_goes_to_known,
        ADD CONSTRAINT export_schedule_goes_to_known CHECK (goes_to IN ('mail', 's3')),
        DROP CONSTRAINT export_schedule_of_one,
        DROP COLUMN api_key_id,
        ALTER COLUMN account_id SET NOT NULL`);
  }
}
