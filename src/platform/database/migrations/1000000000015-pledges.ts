import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Promises per kilometre: made before the walk, settled after it, paid as ordinary donations.
 *
 * Notes for the next one who changes this:
 * - A pledge is no money. It counts when a donation that settles it is paid, and nothing here is added to any total.
 * - There is no state `paid` in the table: whether a pledge is paid is read from its donations (`pledge_payment`), so that
 *   it cannot say otherwise than the ledger. A payment that comes after a pledge lapsed is paid all the same.
 * - `walked_hectometres` and `due_minor` are written once, when the pledge is settled, and stay what the donor was told.
 *   `due_minor` may be zero, or less than can be paid online: then nothing is asked.
 * - One address promises one walker once at a time (`pledge_one_promise`).
 * - `token` opens the donor's own page; whoever has it may change or withdraw the promise before the walk.
 */
export class Pledges1000000000015 implements MigrationInterface {
  readonly name = 'Pledges1000000000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE edition
        ADD COLUMN pledges_per_km boolean NOT NULL DEFAULT false,
        ADD COLUMN pledge_reminder_days integer NOT NULL DEFAULT 7
          CONSTRAINT edition_pledge_reminder_bounds CHECK (pledge_reminder_days BETWEEN 1 AND 60),
        ADD COLUMN pledge_lapse_days integer NOT NULL DEFAULT 14
          CONSTRAINT edition_pledge_lapse_bounds CHECK (pledge_lapse_days BETWEEN 1 AND 60)`);
    await runner.query(`
      CREATE TABLE pledge (
        id uuid CONSTRAINT pledge_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT pledge_edition_fk REFERENCES edition,
        walker_id uuid NOT NULL,
        email text NOT NULL
          CONSTRAINT pledge_email_normalised CHECK (email = lower(btrim(email)) AND email <> ''),
        name text NOT NULL CONSTRAINT pledge_name_bounds CHECK (char_length(name) BETWEEN 1 AND 100),
        message text CONSTRAINT pledge_message_bounds CHECK (char_length(message) <= 500),
        anonymous boolean NOT NULL,
        language text NOT NULL CONSTRAINT pledge_language_known CHECK (language IN ('nl', 'fr', 'en')),
        per_km_minor integer NOT NULL CONSTRAINT pledge_per_km_bounds CHECK (per_km_minor BETWEEN 5 AND 10000),
        cap_minor integer NOT NULL CONSTRAINT pledge_cap_bounds CHECK (cap_minor BETWEEN 100 AND 500000),
        state text NOT NULL DEFAULT 'promised'
          CONSTRAINT pledge_state_known CHECK (state IN ('promised', 'settled', 'withdrawn', 'lapsed')),
        token text NOT NULL CONSTRAINT pledge_token_unique UNIQUE,
        walked_hectometres integer CONSTRAINT pledge_walked_bounds CHECK (walked_hectometres BETWEEN 0 AND 3000),
        due_minor integer CONSTRAINT pledge_due_bounds CHECK (due_minor BETWEEN 0 AND cap_minor),
        settled_at timestamptz,
        reminded_at timestamptz,
        ended_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pledge_walker_fk FOREIGN KEY (walker_id, edition_id) REFERENCES walker (id, edition_id),
        CONSTRAINT pledge_settled_whole CHECK (num_nonnulls(walked_hectometres, due_minor, settled_at)
          = CASE WHEN state IN ('settled', 'lapsed') THEN 3 ELSE 0 END),
        CONSTRAINT pledge_reminded_once_settled CHECK (reminded_at IS NULL OR settled_at IS NOT NULL),
        CONSTRAINT pledge_ended_has_time CHECK ((state IN ('withdrawn', 'lapsed')) = (ended_at IS NOT NULL))
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX pledge_one_promise ON pledge (walker_id, email) WHERE state = 'promised'`);
    await runner.query(`CREATE INDEX pledge_promised ON pledge (edition_id, id) WHERE state = 'promised'`);
    await runner.query(`CREATE INDEX pledge_settled ON pledge (edition_id, id) WHERE state = 'settled'`);
    await runner.query(`CREATE INDEX pledge_of_address ON pledge (email, edition_id)`);
    await runner.query(`
      CREATE TABLE pledge_payment (
        donation_id uuid CONSTRAINT pledge_payment_pk PRIMARY KEY
          CONSTRAINT pledge_payment_donation_fk REFERENCES donation,
        pledge_id uuid NOT NULL CONSTRAINT pledge_payment_pledge_fk REFERENCES pledge,
        opened_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX pledge_payment_of_pledge ON pledge_payment (pledge_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE pledge_payment`);
    await runner.query(`DROP TABLE pledge`);
    await runner.query(`
      ALTER TABLE edition DROP COLUMN pledges_per_km, DROP COLUMN pledge_reminder_days, DROP COLUMN pledge_lapse_days`);
  }
}
