import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Several walkers on one registration, what an edition asks of them, vouchers, and waiting lists.
 *
 * Notes for the next one who changes this:
 * - Whom to call and where to post a starter pack is asked once a registration, since people who register together live
 *   together or know each other. It stands in a table of its own, so that no list or export of walkers shows it by
 *   accident.
 * - A voucher's code is kept as a hash: whoever reads the table cannot walk for free. `used` changes under the row's
 *   lock, and the check keeps it from being used more often than it is worth.
 * - `waiting_list_entry.sequence` is the order of the line. It is drawn under the lock of the participation type, so
 *   that nobody with a lower number can appear later.
 * - An entry that is *offered*, or *accepted* by a registration that has not been paid in time, holds its places until
 *   `offer_expires_at`; see `take-places.ts`.
 */
export class Registering1000000000006 implements MigrationInterface {
  readonly name = 'Registering1000000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE edition
        ADD COLUMN tshirt_sizes text[] NOT NULL DEFAULT '{}',
        ADD COLUMN asks_emergency_contact boolean NOT NULL DEFAULT false,
        ADD COLUMN waiting_offer_hours integer NOT NULL DEFAULT 24
          CONSTRAINT edition_waiting_offer_bounds CHECK (waiting_offer_hours BETWEEN 1 AND 336)`);
    await runner.query(`
      ALTER TABLE participation_type
        ADD COLUMN starter_pack boolean NOT NULL DEFAULT false,
        ADD COLUMN start_slots timestamptz[] NOT NULL DEFAULT '{}'`);
    await runner.query(`
      ALTER TABLE walker
        ADD COLUMN tshirt_size text CONSTRAINT walker_tshirt_size_bounds CHECK (char_length(tshirt_size) BETWEEN 1 AND 20),
        ADD COLUMN start_slot timestamptz`);
    await runner.query(`
      CREATE TABLE registration_contact (
        registration_id uuid CONSTRAINT registration_contact_pk PRIMARY KEY
          CONSTRAINT registration_contact_registration_fk REFERENCES registration,
        emergency_name text,
        emergency_phone text,
        street text,
        postal_code text,
        city text,
        country char(2),
        CONSTRAINT registration_contact_emergency_whole CHECK ((emergency_name IS NULL) = (emergency_phone IS NULL)),
        CONSTRAINT registration_contact_address_whole CHECK (num_nulls(street, postal_code, city, country) IN (0, 4)),
        CONSTRAINT registration_contact_not_empty CHECK (num_nonnulls(emergency_name, street) > 0)
      )`);
    await runner.query(`
      ALTER TABLE guardian_consent_answer
        ADD COLUMN given_on text NOT NULL DEFAULT 'own-link'
          CONSTRAINT guardian_consent_answer_given_on_known CHECK (given_on IN ('own-link', 'registration-form'))`);

    await runner.query(`
      CREATE TABLE voucher (
        id uuid CONSTRAINT voucher_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT voucher_edition_fk REFERENCES edition,
        code_hash text NOT NULL CONSTRAINT voucher_code_shape CHECK (code_hash ~ '^[0-9a-f]{64}$'),
        label text NOT NULL CONSTRAINT voucher_label_bounds CHECK (char_length(label) BETWEEN 1 AND 200),
        places integer NOT NULL CONSTRAINT voucher_places_bounds CHECK (places BETWEEN 1 AND 10000),
        used integer NOT NULL DEFAULT 0,
        expires_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT voucher_code_unique UNIQUE (edition_id, code_hash),
        CONSTRAINT voucher_never_oversold CHECK (used BETWEEN 0 AND places)
      )`);
    await runner.query(`
      CREATE TABLE registration_voucher (
        registration_id uuid CONSTRAINT registration_voucher_pk PRIMARY KEY
          CONSTRAINT registration_voucher_registration_fk REFERENCES registration,
        voucher_id uuid NOT NULL CONSTRAINT registration_voucher_voucher_fk REFERENCES voucher,
        places integer NOT NULL CONSTRAINT registration_voucher_places_positive CHECK (places > 0),
        given_back_at timestamptz
      )`);
    await runner.query(`CREATE INDEX registration_voucher_voucher ON registration_voucher (voucher_id)`);

    await runner.query(`
      CREATE TABLE waiting_list_entry (
        id uuid CONSTRAINT waiting_list_entry_pk PRIMARY KEY,
        sequence bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT waiting_list_entry_sequence_unique UNIQUE,
        edition_id uuid NOT NULL,
        participation_type_id uuid NOT NULL,
        name text NOT NULL CONSTRAINT waiting_list_entry_name_bounds CHECK (char_length(name) BETWEEN 1 AND 200),
        email text NOT NULL CONSTRAINT waiting_list_entry_email_normalised
          CHECK (email = lower(btrim(email)) AND email <> ''),
        language text NOT NULL CONSTRAINT waiting_list_entry_language_known CHECK (language IN ('nl', 'fr', 'en')),
        places integer NOT NULL CONSTRAINT waiting_list_entry_places_bounds CHECK (places BETWEEN 1 AND 8),
        token text NOT NULL CONSTRAINT waiting_list_entry_token_unique UNIQUE,
        state text NOT NULL DEFAULT 'waiting' CONSTRAINT waiting_list_entry_state_known
          CHECK (state IN ('waiting', 'offered', 'accepted', 'passed', 'left')),
        joined_at timestamptz NOT NULL DEFAULT now(),
        offered_at timestamptz,
        offer_expires_at timestamptz,
        registration_id uuid CONSTRAINT waiting_list_entry_registration_fk REFERENCES registration,
        CONSTRAINT waiting_list_entry_type_fk FOREIGN KEY (participation_type_id, edition_id)
          REFERENCES participation_type (id, edition_id),
        CONSTRAINT waiting_list_entry_offer_whole CHECK ((offered_at IS NULL) = (offer_expires_at IS NULL)),
        CONSTRAINT waiting_list_entry_waits_without_offer CHECK (state <> 'waiting' OR offered_at IS NULL),
        CONSTRAINT waiting_list_entry_offer_known
          CHECK (state NOT IN ('offered', 'accepted', 'passed') OR offered_at IS NOT NULL),
        CONSTRAINT waiting_list_entry_accepted_by CHECK (state <> 'accepted' OR registration_id IS NOT NULL)
      )`);
    await runner.query(
      `CREATE INDEX waiting_list_entry_line ON waiting_list_entry (participation_type_id, sequence) WHERE state = 'waiting'`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX waiting_list_entry_once ON waiting_list_entry (participation_type_id, email) WHERE state = 'waiting'`,
    );
    await runner.query(
      `CREATE INDEX waiting_list_entry_offers ON waiting_list_entry (participation_type_id, offer_expires_at)
        WHERE state IN ('offered', 'accepted')`,
    );
    await runner.query(
      `CREATE INDEX waiting_list_entry_registration ON waiting_list_entry (registration_id) WHERE registration_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['waiting_list_entry', 'registration_voucher', 'voucher', 'registration_contact']) {
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query(`ALTER TABLE guardian_consent_answer DROP COLUMN given_on`);
    await runner.query(`ALTER TABLE walker DROP COLUMN tshirt_size, DROP COLUMN start_slot`);
    await runner.query(`ALTER TABLE participation_type DROP COLUMN starter_pack, DROP COLUMN start_slots`);
    await runner.query(
      `ALTER TABLE edition DROP COLUMN tshirt_sizes, DROP COLUMN asks_emergency_contact, DROP COLUMN waiting_offer_hours`,
    );
  }
}
