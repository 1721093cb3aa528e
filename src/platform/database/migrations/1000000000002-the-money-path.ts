import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Donations, what Stripe told us, the ledger and the totals that follow from it.
 *
 * Notes for the next one who changes this:
 * - `stripe_event` is the inbox. A row exists before Stripe gets its 2xx; `event_id` is what makes a redelivery harmless.
 * - `stripe_payment` is one row per payment intent. It is also the lock that makes "a refund that arrives before its
 *   payment" safe: both events queue on this row, so the later one always sees the earlier one's fact.
 * - `ledger_entry` is append-only, held by triggers. `amount_minor` is signed: what the entry adds to its account.
 *   The accounts paid, refunded, disputed, offline, matched and counted-fee add up to *raised*; the others do not.
 * - `total` rows name the last ledger entry they were made from (foreign key), carry their own make-up, and *raised* is
 *   generated from it: a total without a ledger, or one that differs from its parts, cannot be written.
 */
export class TheMoneyPath1000000000002 implements MigrationInterface {
  readonly name = 'TheMoneyPath1000000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE donor (
        id uuid CONSTRAINT donor_pk PRIMARY KEY,
        email text NOT NULL CONSTRAINT donor_email_unique UNIQUE
          CONSTRAINT donor_email_normalised CHECK (email = lower(btrim(email)) AND email <> ''),
        name text NOT NULL,
        language text NOT NULL CONSTRAINT donor_language_known CHECK (language IN ('nl', 'fr', 'en')),
        created_at timestamptz NOT NULL DEFAULT now()
      )`);

    await runner.query(`
      CREATE TABLE donation (
        id uuid CONSTRAINT donation_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT donation_edition_fk REFERENCES edition,
        donor_id uuid NOT NULL CONSTRAINT donation_donor_fk REFERENCES donor,
        target text NOT NULL CONSTRAINT donation_target_known CHECK (target IN ('edition', 'team', 'walker')),
        page_id uuid CONSTRAINT donation_page_fk REFERENCES fundraising_page,
        walker_id uuid CONSTRAINT donation_walker_fk REFERENCES walker,
        team_id uuid CONSTRAINT donation_team_fk REFERENCES team,
        participation_type_id uuid CONSTRAINT donation_participation_type_fk REFERENCES participation_type,
        amount_minor bigint NOT NULL CONSTRAINT donation_amount_positive CHECK (amount_minor > 0),
        currency char(3) NOT NULL,
        name text NOT NULL,
        company text,
        message text,
        anonymous boolean NOT NULL,
        language text NOT NULL CONSTRAINT donation_language_known CHECK (language IN ('nl', 'fr', 'en')),
        token text NOT NULL CONSTRAINT donation_token_unique UNIQUE,
        checkout_session_id text CONSTRAINT donation_checkout_session_unique UNIQUE,
        checkout_url text,
        status text NOT NULL DEFAULT 'started',
        paid_minor bigint NOT NULL DEFAULT 0 CONSTRAINT donation_paid_not_negative CHECK (paid_minor >= 0),
        refunded_minor bigint NOT NULL DEFAULT 0 CONSTRAINT donation_refunded_not_negative CHECK (refunded_minor >= 0),
        disputed_minor bigint NOT NULL DEFAULT 0 CONSTRAINT donation_disputed_not_negative CHECK (disputed_minor >= 0),
        on_its_way_minor bigint NOT NULL DEFAULT 0
          CONSTRAINT donation_on_its_way_not_negative CHECK (on_its_way_minor >= 0),
        in_suspense boolean NOT NULL DEFAULT false,
        raised_minor bigint GENERATED ALWAYS AS (paid_minor - refunded_minor - disputed_minor) STORED
          CONSTRAINT donation_raised_not_negative CHECK (raised_minor >= 0),
        paid_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT donation_status_known CHECK (status IN ('started', 'pending', 'paid', 'failed', 'expired',
          'partially-refunded', 'refunded', 'disputed')),
        CONSTRAINT donation_target_whole CHECK (CASE target
          WHEN 'edition' THEN num_nonnulls(page_id, walker_id, team_id) = 0
          WHEN 'team' THEN page_id IS NOT NULL AND team_id IS NOT NULL AND walker_id IS NULL
          ELSE page_id IS NOT NULL AND walker_id IS NOT NULL END)
      )`);
    await runner.query(
      `CREATE INDEX donation_latest_of_edition ON donation (edition_id, paid_at DESC, id DESC) WHERE raised_minor > 0`,
    );
    await runner.query(
      `CREATE INDEX donation_latest_of_team ON donation (team_id, paid_at DESC, id DESC) WHERE raised_minor > 0`,
    );
    await runner.query(
      `CREATE INDEX donation_latest_of_page ON donation (page_id, paid_at DESC, id DESC) WHERE raised_minor > 0`,
    );
    await runner.query(`CREATE INDEX donation_donor ON donation (donor_id)`);

    await runner.query(`
      CREATE TABLE stripe_event (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT stripe_event_pk PRIMARY KEY,
        event_id text NOT NULL CONSTRAINT stripe_event_event_id_unique UNIQUE,
        type text NOT NULL,
        source text NOT NULL CONSTRAINT stripe_event_source_known CHECK (source IN ('webhook', 'catch-up')),
        received_at timestamptz NOT NULL DEFAULT now(),
        state text NOT NULL DEFAULT 'received' CONSTRAINT stripe_event_state_known
          CHECK (state IN ('received', 'processed', 'ignored', 'foreign', 'parked')),
        processed_at timestamptz,
        error text,
        payload json NOT NULL,
        CONSTRAINT stripe_event_done_has_time CHECK ((state = 'received') = (processed_at IS NULL)),
        CONSTRAINT stripe_event_parked_has_error CHECK ((state = 'parked') = (error IS NOT NULL))
      )`);
    await runner.query(`CREATE INDEX stripe_event_waiting ON stripe_event (id) WHERE state = 'received'`);
    await runner.query(`CREATE INDEX stripe_event_parked ON stripe_event (id) WHERE state = 'parked'`);

    await runner.query(`
      CREATE TABLE stripe_payment (
        payment_intent_id text CONSTRAINT stripe_payment_pk PRIMARY KEY,
        donation_id uuid CONSTRAINT stripe_payment_donation_fk REFERENCES donation,
        registration_id uuid CONSTRAINT stripe_payment_registration_fk REFERENCES registration,
        unclaimed boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT stripe_payment_one_subject CHECK (num_nonnulls(donation_id, registration_id) <= 1)
      )`);
    await runner.query(
      `CREATE INDEX stripe_payment_donation ON stripe_payment (donation_id) WHERE donation_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX stripe_payment_registration ON stripe_payment (registration_id) WHERE registration_id IS NOT NULL`,
    );

    await runner.query(`
      CREATE TABLE stripe_fact (
        object_id text CONSTRAINT stripe_fact_pk PRIMARY KEY,
        kind text NOT NULL CONSTRAINT stripe_fact_kind_known
          CHECK (kind IN ('checkout-session', 'payment-intent', 'charge', 'refund', 'dispute')),
        payment_intent_id text,
        subject_id uuid,
        state text NOT NULL,
        rank smallint NOT NULL,
        final boolean NOT NULL,
        amount_minor bigint NOT NULL CONSTRAINT stripe_fact_amount_not_negative CHECK (amount_minor >= 0),
        currency char(3) NOT NULL,
        method text,
        told_at timestamptz NOT NULL
      )`);
    await runner.query(
      `CREATE INDEX stripe_fact_payment ON stripe_fact (payment_intent_id) WHERE payment_intent_id IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX stripe_fact_subject ON stripe_fact (subject_id) WHERE subject_id IS NOT NULL`);

    await runner.query(`
      CREATE TABLE ledger_entry (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT ledger_entry_pk PRIMARY KEY,
        posted_at timestamptz NOT NULL DEFAULT now(),
        account text NOT NULL CONSTRAINT ledger_entry_account_known CHECK (account IN ('paid', 'refunded', 'disputed',
          'offline', 'matched', 'counted-fee', 'fee', 'on-its-way', 'suspense')),
        amount_minor bigint NOT NULL CONSTRAINT ledger_entry_amount_not_zero CHECK (amount_minor <> 0),
        currency char(3) NOT NULL,
        edition_id uuid CONSTRAINT ledger_entry_edition_fk REFERENCES edition,
        donation_id uuid CONSTRAINT ledger_entry_donation_fk REFERENCES donation,
        registration_id uuid CONSTRAINT ledger_entry_registration_fk REFERENCES registration,
        payment_intent_id text,
        donor_id uuid CONSTRAINT ledger_entry_donor_fk REFERENCES donor,
        page_id uuid CONSTRAINT ledger_entry_page_fk REFERENCES fundraising_page,
        team_id uuid CONSTRAINT ledger_entry_team_fk REFERENCES team,
        participation_type_id uuid CONSTRAINT ledger_entry_participation_type_fk REFERENCES participation_type,
        gifts smallint NOT NULL CONSTRAINT ledger_entry_gifts_bounds CHECK (gifts BETWEEN -1 AND 1),
        cause text NOT NULL,
        CONSTRAINT ledger_entry_subject CHECK (
          CASE WHEN account = 'suspense' THEN num_nonnulls(donation_id, registration_id) <= 1
               ELSE num_nonnulls(donation_id, registration_id) = 1 AND edition_id IS NOT NULL END)
      )`);
    await runner.query(
      `CREATE INDEX ledger_entry_donation ON ledger_entry (donation_id) WHERE donation_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX ledger_entry_registration ON ledger_entry (registration_id) WHERE registration_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX ledger_entry_suspense ON ledger_entry (payment_intent_id) WHERE account = 'suspense'`,
    );
    await runner.query(`
      CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'The ledger is append-only: a reversal is a new entry' USING ERRCODE = 'restrict_violation';
      END $$`);
    await runner.query(`
      CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()`);

    await runner.query(`
      CREATE TABLE total (
        scope text NOT NULL
          CONSTRAINT total_scope_known CHECK (scope IN ('edition', 'team', 'page', 'participation-type')),
        scope_id uuid NOT NULL,
        edition_id uuid NOT NULL CONSTRAINT total_edition_fk REFERENCES edition,
        paid_minor bigint NOT NULL,
        refunded_minor bigint NOT NULL,
        disputed_minor bigint NOT NULL,
        offline_minor bigint NOT NULL,
        matched_minor bigint NOT NULL,
        counted_fee_minor bigint NOT NULL,
        raised_minor bigint GENERATED ALWAYS AS
          (paid_minor + refunded_minor + disputed_minor + offline_minor + matched_minor + counted_fee_minor) STORED
          CONSTRAINT total_raised_not_negative CHECK (raised_minor >= 0),
        on_its_way_minor bigint NOT NULL CONSTRAINT total_on_its_way_not_negative CHECK (on_its_way_minor >= 0),
        gifts integer NOT NULL CONSTRAINT total_gifts_not_negative CHECK (gifts >= 0),
        donors integer CONSTRAINT total_donors_not_negative CHECK (donors >= 0),
        revision bigint NOT NULL CONSTRAINT total_revision_positive CHECK (revision > 0),
        last_entry_id bigint NOT NULL CONSTRAINT total_last_entry_fk REFERENCES ledger_entry,
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT total_pk PRIMARY KEY (scope, scope_id),
        CONSTRAINT total_donors_of_edition CHECK ((scope = 'edition') = (donors IS NOT NULL))
      ) WITH (fillfactor = 70)`);
    await runner.query(`CREATE INDEX total_by_raised ON total (edition_id, scope, raised_minor DESC, scope_id)`);

    await runner.query(`
      CREATE TABLE donor_total (
        edition_id uuid NOT NULL CONSTRAINT donor_total_edition_fk REFERENCES edition,
        donor_id uuid NOT NULL CONSTRAINT donor_total_donor_fk REFERENCES donor,
        raised_minor bigint NOT NULL CONSTRAINT donor_total_raised_not_negative CHECK (raised_minor >= 0),
        gifts integer NOT NULL CONSTRAINT donor_total_gifts_not_negative CHECK (gifts >= 0),
        CONSTRAINT donor_total_pk PRIMARY KEY (edition_id, donor_id)
      )`);

    await runner.query(`
      CREATE TABLE outbox_message (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_message_pk PRIMARY KEY,
        kind text NOT NULL,
        once_key text CONSTRAINT outbox_message_once UNIQUE,
        payload jsonb NOT NULL,
        state text NOT NULL DEFAULT 'waiting'
          CONSTRAINT outbox_message_state_known CHECK (state IN ('waiting', 'claimed', 'done', 'failed')),
        attempts integer NOT NULL DEFAULT 0,
        available_at timestamptz NOT NULL DEFAULT now(),
        created_at timestamptz NOT NULL DEFAULT now(),
        done_at timestamptz,
        error text
      )`);
    await runner.query(
      `CREATE INDEX outbox_message_waiting ON outbox_message (available_at, id) WHERE state IN ('waiting', 'claimed')`,
    );

    await runner.query(`
      CREATE TABLE attention_item (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT attention_item_pk PRIMARY KEY,
        kind text NOT NULL,
        reference text NOT NULL,
        edition_id uuid CONSTRAINT attention_item_edition_fk REFERENCES edition,
        donation_id uuid CONSTRAINT attention_item_donation_fk REFERENCES donation,
        registration_id uuid CONSTRAINT attention_item_registration_fk REFERENCES registration,
        detail jsonb NOT NULL,
        opened_at timestamptz NOT NULL DEFAULT now(),
        resolved_at timestamptz,
        CONSTRAINT attention_item_once UNIQUE (kind, reference)
      )`);
    await runner.query(`CREATE INDEX attention_item_open ON attention_item (id) WHERE resolved_at IS NULL`);

    await runner.query(`
      CREATE TABLE local_mail (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT local_mail_pk PRIMARY KEY,
        message_id text NOT NULL CONSTRAINT local_mail_message_id_unique UNIQUE,
        recipient text NOT NULL,
        subject text NOT NULL,
        html text NOT NULL,
        body text NOT NULL,
        sent_at timestamptz NOT NULL DEFAULT now()
      )`);

    await runner.query(`
      CREATE TABLE catch_up_position (
        source text CONSTRAINT catch_up_position_pk PRIMARY KEY,
        checked_until timestamptz NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'catch_up_position',
      'local_mail',
      'attention_item',
      'outbox_message',
      'donor_total',
      'total',
      'ledger_entry',
      'stripe_fact',
      'stripe_payment',
      'stripe_event',
      'donation',
      'donor',
    ]) {
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query(`DROP FUNCTION refuse_ledger_change()`);
  }
}
