import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Gifts of companies, payments whose costs the donor covers, and names and messages that are held back.
 *
 * Notes for the next one who changes this:
 * - `amount_minor` is all that is charged, `covered_fee_minor` the part of it that covers the payment: a gift too, in the
 *   ledger and in every total. It is kept so that the donor reads what they chose, and nothing is computed from it.
 * - `hidden_reason` says that name and message are not shown to everybody. The gift counts and its amount is shown. Who
 *   hid or showed what, and when, is in `gift_text_decision`, which nothing is ever taken from; the word filter has no
 *   actor.
 * - What an organiser hid, only an organiser shows again.
 */
export class GivingInTwoScreens1000000000041 implements MigrationInterface {
  readonly name = 'GivingInTwoScreens1000000000041';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE edition
        ADD COLUMN fee_cover_basis_points integer NOT NULL DEFAULT 0
          CONSTRAINT edition_fee_cover_rate_bounds CHECK (fee_cover_basis_points BETWEEN 0 AND 1000),
        ADD COLUMN fee_cover_fixed_minor bigint NOT NULL DEFAULT 0
          CONSTRAINT edition_fee_cover_fixed_bounds CHECK (fee_cover_fixed_minor BETWEEN 0 AND 500)`);
    await runner.query(`
      ALTER TABLE donation
        ADD COLUMN covered_fee_minor bigint NOT NULL DEFAULT 0
          CONSTRAINT donation_covered_fee_bounds CHECK (covered_fee_minor >= 0 AND covered_fee_minor < amount_minor),
        ADD COLUMN company_number text
          CONSTRAINT donation_company_number_shape CHECK (company_number ~ '^[01][0-9]{9}$'
            AND 97 - left(company_number, 8)::integer % 97 = right(company_number, 2)::integer),
        ADD CONSTRAINT donation_company_number_of_company CHECK (company_number IS NULL OR company IS NOT NULL),
        ADD COLUMN hidden_reason text
          CONSTRAINT donation_hidden_reason_known CHECK (hidden_reason IN ('word-filter', 'page-owner', 'organiser'))`);
    await runner.query(`
      CREATE TABLE gift_text_decision (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT gift_text_decision_pk PRIMARY KEY,
        donation_id uuid NOT NULL CONSTRAINT gift_text_decision_donation_fk REFERENCES donation,
        hidden boolean NOT NULL,
        by_whom text NOT NULL
          CONSTRAINT gift_text_decision_by_known CHECK (by_whom IN ('page-owner', 'organiser')),
        account_id uuid CONSTRAINT gift_text_decision_account_fk REFERENCES account,
        actor text NOT NULL CONSTRAINT gift_text_decision_actor_bounds CHECK (char_length(actor) BETWEEN 1 AND 320),
        at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT gift_text_decision_owner_has_account CHECK ((by_whom = 'page-owner') = (account_id IS NOT NULL))
      )`);
    await runner.query(`CREATE INDEX gift_text_decision_donation ON gift_text_decision (donation_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE gift_text_decision`);
    await runner.query(`
      ALTER TABLE donation DROP COLUMN hidden_reason, DROP CONSTRAINT donation_company_number_of_company,
        DROP COLUMN company_number, DROP COLUMN covered_fee_minor`);
    await runner.query(`ALTER TABLE edition DROP COLUMN fee_cover_fixed_minor, DROP COLUMN fee_cover_basis_points`);
  }
}
