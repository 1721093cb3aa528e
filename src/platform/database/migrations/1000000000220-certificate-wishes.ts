import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Donors say that they want a tax certificate.
 *
 * Notes for the next one who changes this:
 * - `edition.tax_certificates` is whether it is asked; `tax_certificate_least_minor` what the gifts of a year must come to, which
 *   the law says and which is told to donors.
 * - The wish belongs to the gift. Parts of a split gift say what the gift says; a promise and a monthly gift hand theirs on.
 * - Nothing of what a certificate carries (address, national register number) is asked or kept here.
 * - What a collection brings is never certified: cash carries no wish.
 */
export class CertificateWishes1000000000220 implements MigrationInterface {
  readonly name = 'CertificateWishes1000000000220';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE edition
        ADD COLUMN tax_certificates boolean NOT NULL DEFAULT false,
        ADD COLUMN tax_certificate_least_minor bigint NOT NULL DEFAULT 4000`);
    await runner.query(`
      ALTER TABLE edition ADD CONSTRAINT edition_tax_certificate_bounds
        CHECK (tax_certificate_least_minor BETWEEN 0 AND 1000000) NOT VALID`);
    await runner.query(`ALTER TABLE edition VALIDATE CONSTRAINT edition_tax_certificate_bounds`);
    await runner.query(`ALTER TABLE donation ADD COLUMN certificate_wanted boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE pledge ADD COLUMN certificate_wanted boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE monthly_gift ADD COLUMN certificate_wanted boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE offline_gift ADD COLUMN certificate_wanted boolean NOT NULL DEFAULT false`);
    await runner.query(`
      ALTER TABLE donation ADD CONSTRAINT donation_certificate_not_of_cash
        CHECK (NOT certificate_wanted OR offline_method IS DISTINCT FROM 'cash') NOT VALID`);
    await runner.query(`
      ALTER TABLE offline_gift ADD CONSTRAINT offline_gift_certificate_not_of_cash
        CHECK (NOT certificate_wanted OR method <> 'cash') NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE offline_gift DROP COLUMN certificate_wanted`);
    await runner.query(`ALTER TABLE monthly_gift DROP COLUMN certificate_wanted`);
    await runner.query(`ALTER TABLE pledge DROP COLUMN certificate_wanted`);
    await runner.query(`ALTER TABLE donation DROP COLUMN certificate_wanted`);
    await runner.query(`ALTER TABLE edition DROP COLUMN tax_certificate_least_minor, DROP COLUMN tax_certificates`);
  }
}
