import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What donors correct on their own gift.
 *
 * Notes for the next one who changes this:
 * - A correction keeps what stood there before, so that a name that somebody changed can be found again. Amount, target
 *   and address are not the donor's to change: money is moved by organisers, with a line in the audit log.
 */
export class YourGift1000000000004 implements MigrationInterface {
  readonly name = 'YourGift1000000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE donation_correction (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT donation_correction_pk PRIMARY KEY,
        donation_id uuid NOT NULL CONSTRAINT donation_correction_donation_fk REFERENCES donation,
        at timestamptz NOT NULL DEFAULT now(),
        before jsonb NOT NULL,
        after jsonb NOT NULL,
        CONSTRAINT donation_correction_changes CHECK (before IS DISTINCT FROM after)
      )`);
    await runner.query(`CREATE INDEX donation_correction_donation ON donation_correction (donation_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE donation_correction`);
  }
}
