import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Promises and places in line count from the moment their own link was opened: anybody can type anybody's address.
 *
 * Notes for the next one who changes this:
 * - What was there before counts as opened, and so does what the release before still writes: its mails ask nobody to open
 *   anything.
 */
export class OpenedLinks1000000000205 implements MigrationInterface {
  readonly name = 'OpenedLinks1000000000205';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE pledge ADD COLUMN opened_at timestamptz DEFAULT now()`);
    await runner.query(`ALTER TABLE waiting_list_entry ADD COLUMN opened_at timestamptz DEFAULT now()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE waiting_list_entry DROP COLUMN opened_at`);
    await runner.query(`ALTER TABLE pledge DROP COLUMN opened_at`);
  }
}
