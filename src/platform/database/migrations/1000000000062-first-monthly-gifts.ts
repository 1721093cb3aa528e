import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The first charge of a monthly gift may count in the walk where it was started.
 *
 * Notes for the next one who changes this:
 * - `edition.first_monthly_gift_counts` is the rule; `monthly_gift.first_counts` is what it said when the gift was
 *   started, so that a change of the rule moves no money that was given before.
 * - `counted_…` is what is booked of it, beside the entries: `count-first-charges.ts` books the difference to the earliest
 *   charge that was paid, whatever came in whatever order.
 * - An entry of the ledger belongs to one gift, one fee or one monthly gift.
 */
export class FirstMonthlyGifts1000000000062 implements MigrationInterface {
  readonly name = 'FirstMonthlyGifts1000000000062';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE edition ADD COLUMN first_monthly_gift_counts boolean NOT NULL DEFAULT false`);
    await runner.query(`
      ALTER TABLE monthly_gift
        ADD COLUMN first_counts boolean NOT NULL DEFAULT false,
        ADD COLUMN counted_paid_minor bigint NOT NULL DEFAULT 0,
        ADD COLUMN counted_refunded_minor bigint NOT NULL DEFAULT 0,
        ADD COLUMN counted_disputed_minor bigint NOT NULL DEFAULT 0,
        ADD CONSTRAINT monthly_gift_counted_bounds CHECK (counted_paid_minor >= 0 AND counted_refunded_minor >= 0
          AND counted_disputed_minor >= 0 AND counted_refunded_minor + counted_disputed_minor <= counted_paid_minor),
        ADD CONSTRAINT monthly_gift_counted_by_rule CHECK (first_counts OR counted_paid_minor = 0)`);
    await runner.query(`
      ALTER TABLE ledger_entry
        ADD COLUMN monthly_gift_id uuid CONSTRAINT ledger_entry_monthly_gift_fk REFERENCES monthly_gift,
        ADD CONSTRAINT ledger_entry_one_subject CHECK (
          CASE WHEN account = 'suspense' THEN monthly_gift_id IS NULL AND num_nonnulls(donation_id, registration_id) <= 1
               ELSE num_nonnulls(donation_id, registration_id, monthly_gift_id) = 1 AND edition_id IS NOT NULL END),
        ADD CONSTRAINT ledger_entry_monthly_gift_account CHECK (
          monthly_gift_id IS NULL OR account IN ('paid', 'refunded', 'disputed'))`);
    // It says the same without knowing of monthly gifts, and would refuse them.
    await runner.query(`ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_subject`);
    await runner.query(
      `CREATE INDEX ledger_entry_monthly_gift ON ledger_entry (monthly_gift_id) WHERE monthly_gift_id IS NOT NULL`,
    );
  }

  /** Refuses where a monthly gift is booked already: the ledger forgets nothing. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE ledger_entry
        ADD CONSTRAINT ledger_entry_subject CHECK (
          CASE WHEN account = 'suspense' THEN num_nonnulls(donation_id, registration_id) <= 1
               ELSE num_nonnulls(donation_id, registration_id) = 1 AND edition_id IS NOT NULL END),
        DROP CONSTRAINT ledger_entry_monthly_gift_account,
        DROP CONSTRAINT ledger_entry_one_subject,
        DROP COLUMN monthly_gift_id`);
    await runner.query(`
      ALTER TABLE monthly_gift
        DROP CONSTRAINT monthly_gift_counted_by_rule,
        DROP CONSTRAINT monthly_gift_counted_bounds,
        DROP COLUMN counted_disputed_minor,
        DROP COLUMN counted_refunded_minor,
        DROP COLUMN counted_paid_minor,
        DROP COLUMN first_counts`);
    await runner.query(`ALTER TABLE edition DROP COLUMN first_monthly_gift_counts`);
  }
}
