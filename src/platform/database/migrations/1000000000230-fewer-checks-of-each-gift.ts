import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What each gift is checked for, and when.
 *
 * Notes for the next one who changes this:
 * - A payment's row is written before its gift is locked, and so is checked at the commit: at once, the check would share a
 *   lock of the gift that the batch then needs for itself, and two batches would wait in a circle.
 * - An entry of the ledger names a gift, a registration or a monthly gift, whose own keys hold the edition. Its row was locked by
 *   each entry, and so shared by all who book.
 * - `donor_total` is kept from ledger entries, whose own keys hold edition and donor; the proof of the ledger finds a row of it
 *   that points nowhere.
 */
export class FewerChecksOfEachGift1000000000230 implements MigrationInterface {
  readonly name = 'FewerChecksOfEachGift1000000000230';

  async up(runner: QueryRunner): Promise<void> {
    for (const subject of ['donation', 'registration']) {
      await runner.query(
        `ALTER TABLE stripe_payment ALTER CONSTRAINT stripe_payment_${subject}_fk DEFERRABLE INITIALLY DEFERRED`,
      );
    }
    await runner.query(`ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_edition_fk`);
    await runner.query(
      `ALTER TABLE donor_total DROP CONSTRAINT donor_total_edition_fk, DROP CONSTRAINT donor_total_donor_fk`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE donor_total ADD CONSTRAINT donor_total_edition_fk FOREIGN KEY (edition_id) REFERENCES edition,
         ADD CONSTRAINT donor_total_donor_fk FOREIGN KEY (donor_id) REFERENCES donor`,
    );
    await runner.query(
      `ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_edition_fk FOREIGN KEY (edition_id) REFERENCES edition`,
    );
    for (const subject of ['donation', 'registration'])
      await runner.query(`ALTER TABLE stripe_payment ALTER CONSTRAINT stripe_payment_${subject}_fk NOT DEFERRABLE`);
  }
}
