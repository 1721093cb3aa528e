import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Mails that organisers write to many.
 *
 * Notes for the next one who changes this:
 * - `mailing_recipient` is filled in one transaction when the hour has come: who belongs to the segment then, once an
 *   address. What became of each stands in `outbox_message`, under the key `mailing:` and the recipient's id.
 * - A row with `is_test` is a mail to the organiser who wrote it; it counts nowhere.
 * - `mailing_choice` is by address, not by account: donors and guardians have none. It opens nothing but this choice.
 */
export class Mailings1000000000170 implements MigrationInterface {
  readonly name = 'Mailings1000000000170';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mailing (
        id uuid CONSTRAINT mailing_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT mailing_edition_fk REFERENCES edition,
        segment text NOT NULL,
        type_code text,
        slot timestamptz,
        texts jsonb NOT NULL CONSTRAINT mailing_texts_bounds CHECK (octet_length(texts::text) <= 60000),
        state text NOT NULL DEFAULT 'draft'
          CONSTRAINT mailing_state_known CHECK (state IN ('draft', 'scheduled', 'sending', 'stopped')),
        send_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        written_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        begun_at timestamptz,
        stopped_at timestamptz,
        CONSTRAINT mailing_scheduled_has_a_time CHECK (state = 'draft' OR send_at IS NOT NULL),
        CONSTRAINT mailing_sending_has_begun CHECK ((state IN ('sending', 'stopped')) = (begun_at IS NOT NULL)),
        CONSTRAINT mailing_stopped_has_a_time CHECK ((state = 'stopped') = (stopped_at IS NOT NULL)),
        CONSTRAINT mailing_slot_of_a_type CHECK (slot IS NULL OR type_code IS NOT NULL)
      )`);
    await runner.query(`CREATE INDEX mailing_of_edition ON mailing (edition_id, id)`);
    await runner.query(`CREATE INDEX mailing_due ON mailing (send_at) WHERE state = 'scheduled'`);
    await runner.query(`
      CREATE TABLE mailing_choice (
        email text CONSTRAINT mailing_choice_pk PRIMARY KEY
          CONSTRAINT mailing_choice_email_normalised CHECK (email = lower(btrim(email)) AND email <> ''),
        token text NOT NULL DEFAULT left(replace(gen_random_uuid()::text, '-', ''), 24)
          CONSTRAINT mailing_choice_token_unique UNIQUE,
        wanted boolean NOT NULL DEFAULT true,
        decided_at timestamptz
      )`);
    await runner.query(`
      CREATE TABLE mailing_recipient (
        id uuid CONSTRAINT mailing_recipient_pk PRIMARY KEY DEFAULT gen_random_uuid(),
        mailing_id uuid NOT NULL CONSTRAINT mailing_recipient_mailing_fk REFERENCES mailing,
        is_test boolean NOT NULL DEFAULT false,
        email text NOT NULL,
        language text NOT NULL CONSTRAINT mailing_recipient_language_known CHECK (language IN ('nl', 'fr', 'en')),
        name text NOT NULL,
        team_name text,
        walker_name text,
        raised_minor bigint,
        minimum_minor bigint,
        path text NOT NULL,
        unwanted boolean NOT NULL DEFAULT false
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX mailing_recipient_once ON mailing_recipient (mailing_id, email) WHERE NOT is_test`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['mailing_recipient', 'mailing_choice', 'mailing']) await runner.query(`DROP TABLE ${table}`);
  }
}
