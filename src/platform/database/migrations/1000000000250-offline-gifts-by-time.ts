import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Gifts entered by hand, in the order in which they were entered.
 *
 * Notes for the next one who changes this:
 * - The ids of those that machines enter are made of what they ask for, so their order tells no time.
 */
export class OfflineGiftsByTime1000000000250 implements MigrationInterface {
  readonly name = 'OfflineGiftsByTime1000000000250';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX offline_gift_of_edition_by_time ON offline_gift (edition_id, entered_at DESC, id DESC)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX offline_gift_of_edition_by_time`);
  }
}
