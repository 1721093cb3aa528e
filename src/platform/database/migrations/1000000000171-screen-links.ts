import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Links of the big screen that can be taken back.
 *
 * Notes for the next one who changes this:
 * - A link proves that it was made for this number; counting up ends all that were made before. It is no rule of the edition,
 *   and does not go along to the next one.
 */
export class ScreenLinks1000000000171 implements MigrationInterface {
  readonly name = 'ScreenLinks1000000000171';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE edition ADD COLUMN screen_links_ended integer NOT NULL DEFAULT 0
        CONSTRAINT edition_screen_links_ended_not_negative CHECK (screen_links_ended >= 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE edition DROP COLUMN screen_links_ended`);
  }
}
