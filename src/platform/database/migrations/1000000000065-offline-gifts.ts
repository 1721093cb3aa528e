import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Gifts that did not come through Stripe: envelopes with cash, cheques and transfers, entered by hand.
 *
 * Notes for the next one who changes this:
 * - `offline_gift` is what was entered, and what was decided on it. Nothing counts before it is *verified*: then there is
 *   a `donation` with entries in the account `offline`, and what organisers, donors and pages see of it is the donation.
 * - A verified gift is never changed: it is *reversed*, which books the opposite.
 * - Who gives cash often leaves no address, so a donor may have none. Each such gift has a donor of its own.
 */
export class OfflineGifts1000000000065 implements MigrationInterface {
  readonly name = 'OfflineGifts1000000000065';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE donor ALTER COLUMN email DROP NOT NULL`);
    await runner.query(`
      ALTER TABLE donation ADD COLUMN offline_method text CONSTRAINT donation_offline_method_known
        CHECK (offline_method IN ('cash', 'cheque', 'company-transfer', 'bank-transfer'))`);
    await runner.query(`
      CREATE TABLE offline_gift (
        id uuid CONSTRAINT offline_gift_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT offline_gift_edition_fk REFERENCES edition,
        method text NOT NULL CONSTRAINT offline_gift_method_known
          CHECK (method IN ('cash', 'cheque', 'company-transfer', 'bank-transfer')),
        target text NOT NULL CONSTRAINT offline_gift_target_known CHECK (target IN ('edition', 'team', 'walker')),
        page_id uuid CONSTRAINT offline_gift_page_fk REFERENCES fundraising_page,
        walker_id uuid CONSTRAINT offline_gift_walker_fk REFERENCES walker,
        team_id uuid CONSTRAINT offline_gift_team_fk REFERENCES team,
        participation_type_id uuid CONSTRAINT offline_gift_participation_type_fk REFERENCES participation_type,
        amount_minor bigint NOT NULL CONSTRAINT offline_gift_amount_positive CHECK (amount_minor > 0),
        currency char(3) NOT NULL,
        name text NOT NULL CONSTRAINT offline_gift_name_bounds CHECK (char_length(name) BETWEEN 1 AND 100),
        company text,
        email text CONSTRAINT offline_gift_email_normalised CHECK (email = lower(btrim(email)) AND email <> ''),
        message text,
        anonymous boolean NOT NULL,
        language text NOT NULL CONSTRAINT offline_gift_language_known CHECK (language IN ('nl', 'fr', 'en')),
        received_on date NOT NULL,
        reference text,
        counted_by_one text,
        counted_by_two text,
        counted_pieces jsonb,
        state text NOT NULL DEFAULT 'entered'
          CONSTRAINT offline_gift_state_known CHECK (state IN ('entered', 'verified', 'rejected', 'reversed')),
        entered_by text NOT NULL,
        entered_at timestamptz NOT NULL DEFAULT now(),
        decided_by text,
        decided_at timestamptz,
        reversed_by text,
        reversed_at timestamptz,
        reason text,
        donation_id uuid CONSTRAINT offline_gift_donation_fk REFERENCES donation
          CONSTRAINT offline_gift_donation_once UNIQUE,
        CONSTRAINT offline_gift_target_whole CHECK (CASE target
          WHEN 'edition' THEN num_nonnulls(page_id, walker_id, team_id) = 0
          WHEN 'team' THEN page_id IS NOT NULL AND team_id IS NOT NULL AND walker_id IS NULL
          ELSE page_id IS NOT NULL AND walker_id IS NOT NULL END),
        CONSTRAINT offline_gift_cash_counted_by_two CHECK (CASE method
          WHEN 'cash' THEN num_nulls(counted_by_one, counted_by_two, counted_pieces) = 0
                           AND lower(counted_by_one) <> lower(counted_by_two)
          ELSE num_nonnulls(counted_by_one, counted_by_two, counted_pieces) = 0 END),
        CONSTRAINT offline_gift_decided_by_somebody CHECK ((state = 'entered') = (decided_at IS NULL)
          AND (decided_at IS NULL) = (decided_by IS NULL)),
        CONSTRAINT offline_gift_reversed_by_somebody CHECK ((state = 'reversed') = (reversed_at IS NOT NULL)
          AND (reversed_at IS NULL) = (reversed_by IS NULL)),
        CONSTRAINT offline_gift_reason_given CHECK (state NOT IN ('rejected', 'reversed') OR reason IS NOT NULL),
        CONSTRAINT offline_gift_counted_is_a_gift CHECK ((state IN ('verified', 'reversed')) = (donation_id IS NOT NULL))
      )`);
    await runner.query(`CREATE INDEX offline_gift_of_edition ON offline_gift (edition_id, id DESC)`);
    await runner.query(
      `CREATE INDEX offline_gift_waiting ON offline_gift (edition_id, id DESC) WHERE state = 'entered'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE offline_gift`);
    await runner.query(`ALTER TABLE donation DROP COLUMN offline_method`);
    await runner.query(`ALTER TABLE donor ALTER COLUMN email SET NOT NULL`);
  }
}
