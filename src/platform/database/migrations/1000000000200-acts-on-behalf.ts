import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Organisers who act for walkers and teams.
 *
 * Notes for the next one who changes this:
 * - `fundraising_page.hidden_at` is the organisers' own: while it is set, the page is shown to nobody but whose it is, and is in
 *   no list, whatever its owner chose in `visibility`. Gifts to it stay and count.
 * - Who took a walker out of a team is an account, or an organiser by the name that the audit log has for them.
 */
export class ActsOnBehalf1000000000200 implements MigrationInterface {
  readonly name = 'ActsOnBehalf1000000000200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE fundraising_page ADD COLUMN hidden_at timestamptz`);
    await runner.query(`
      ALTER TABLE team_departure
        ALTER COLUMN by_account_id DROP NOT NULL,
        ADD COLUMN by_organiser text,
        ADD CONSTRAINT team_departure_by_one CHECK (num_nonnulls(by_account_id, by_organiser) = 1)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM team_departure WHERE by_account_id IS NULL`);
    await runner.query(`
      ALTER TABLE team_departure DROP CONSTRAINT team_departure_by_one, DROP COLUMN by_organiser,
        ALTER COLUMN by_account_id SET NOT NULL`);
    await runner.query(`ALTER TABLE fundraising_page DROP COLUMN hidden_at`);
  }
}
