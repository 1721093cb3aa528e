import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Editions with their rules as data, and the people who walk in them.
 *
 * Notes for the next one who changes this:
 * - A team is never without a captain: `captain_walker_id` is not null and its foreign key also names the team, so a
 *   captain is always a member. The key is deferred because team and captain are born in one transaction.
 * - A walker's place is valid once `confirmed_at` is set; a *held* place counts against the capacity until its
 *   registration's hold ends.
 * - Free places live in a table of their own, so that no list or export of walkers can show them by accident.
 */
export class EditionsAndPeople1000000000001 implements MigrationInterface {
  readonly name = 'EditionsAndPeople1000000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE EXTENSION IF NOT EXISTS pg_trgm`);

    await runner.query(`
      CREATE TABLE edition (
        id uuid CONSTRAINT edition_pk PRIMARY KEY,
        slug text NOT NULL CONSTRAINT edition_slug_unique UNIQUE
          CONSTRAINT edition_slug_shape CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
        title jsonb NOT NULL,
        place jsonb NOT NULL,
        currency char(3) NOT NULL CONSTRAINT edition_currency_shape CHECK (currency ~ '^[A-Z]{3}$'),
        goal_minor bigint NOT NULL CONSTRAINT edition_goal_positive CHECK (goal_minor > 0),
        minimum_per_walker_minor bigint NOT NULL
          CONSTRAINT edition_minimum_not_negative CHECK (minimum_per_walker_minor >= 0),
        fees_count boolean NOT NULL,
        walk_on date NOT NULL,
        registration_opens_at timestamptz NOT NULL,
        registration_closes_at timestamptz NOT NULL,
        giving_opens_at timestamptz NOT NULL,
        giving_closes_at timestamptz NOT NULL,
        place_hold_minutes integer NOT NULL
          CONSTRAINT edition_place_hold_bounds CHECK (place_hold_minutes BETWEEN 30 AND 1440),
        team_size_limit integer CONSTRAINT edition_team_size_positive CHECK (team_size_limit > 0),
        suggested_amounts jsonb NOT NULL,
        milestones_minor bigint[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT edition_registration_window CHECK (registration_opens_at < registration_closes_at),
        CONSTRAINT edition_giving_window CHECK (giving_opens_at < giving_closes_at)
      )`);

    await runner.query(`
      CREATE TABLE participation_type (
        id uuid CONSTRAINT participation_type_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT participation_type_edition_fk REFERENCES edition,
        code text NOT NULL CONSTRAINT participation_type_code_shape CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
        participation_group text NOT NULL
          CONSTRAINT participation_type_group_known CHECK (participation_group IN ('central', 'own-route')),
        title jsonb NOT NULL,
        fee_minor bigint NOT NULL CONSTRAINT participation_type_fee_not_negative CHECK (fee_minor >= 0),
        capacity integer CONSTRAINT participation_type_capacity_positive CHECK (capacity > 0),
        distances_km integer[],
        age_of_consent integer NOT NULL
          CONSTRAINT participation_type_age_bounds CHECK (age_of_consent BETWEEN 0 AND 21),
        minimum_minor bigint NOT NULL CONSTRAINT participation_type_minimum_not_negative CHECK (minimum_minor >= 0),
        starts_at timestamptz,
        position integer NOT NULL,
        CONSTRAINT participation_type_code_unique UNIQUE (edition_id, code),
        CONSTRAINT participation_type_of_edition UNIQUE (id, edition_id)
      )`);

    await runner.query(`
      CREATE TABLE account (
        id uuid CONSTRAINT account_pk PRIMARY KEY,
        email text NOT NULL CONSTRAINT account_email_unique UNIQUE
          CONSTRAINT account_email_normalised CHECK (email = lower(btrim(email)) AND email <> ''),
        language text NOT NULL CONSTRAINT account_language_known CHECK (language IN ('nl', 'fr', 'en')),
        created_at timestamptz NOT NULL DEFAULT now()
      )`);

    await runner.query(`
      CREATE TABLE registration (
        id uuid CONSTRAINT registration_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT registration_edition_fk REFERENCES edition,
        account_id uuid NOT NULL CONSTRAINT registration_account_fk REFERENCES account,
        language text NOT NULL CONSTRAINT registration_language_known CHECK (language IN ('nl', 'fr', 'en')),
        token text NOT NULL CONSTRAINT registration_token_unique UNIQUE,
        amount_minor bigint NOT NULL CONSTRAINT registration_amount_not_negative CHECK (amount_minor >= 0),
        currency char(3) NOT NULL,
        state text NOT NULL CONSTRAINT registration_state_known
          CHECK (state IN ('held', 'confirmed', 'released', 'needs-decision')),
        hold_expires_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        checkout_session_id text CONSTRAINT registration_checkout_session_unique UNIQUE,
        checkout_url text,
        status text NOT NULL DEFAULT 'started',
        paid_minor bigint NOT NULL DEFAULT 0 CONSTRAINT registration_paid_not_negative CHECK (paid_minor >= 0),
        refunded_minor bigint NOT NULL DEFAULT 0
          CONSTRAINT registration_refunded_not_negative CHECK (refunded_minor >= 0),
        disputed_minor bigint NOT NULL DEFAULT 0
          CONSTRAINT registration_disputed_not_negative CHECK (disputed_minor >= 0),
        on_its_way_minor bigint NOT NULL DEFAULT 0
          CONSTRAINT registration_on_its_way_not_negative CHECK (on_its_way_minor >= 0),
        in_suspense boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT registration_status_known CHECK (status IN ('started', 'pending', 'paid', 'failed', 'expired',
          'partially-refunded', 'refunded', 'disputed')),
        CONSTRAINT registration_confirmed_has_time CHECK ((state = 'confirmed') = (confirmed_at IS NOT NULL)),
        CONSTRAINT registration_net_not_negative CHECK (paid_minor - refunded_minor - disputed_minor >= 0)
      )`);
    await runner.query(`CREATE INDEX registration_held_until ON registration (hold_expires_at) WHERE state = 'held'`);

    await runner.query(`
      CREATE TABLE team (
        id uuid CONSTRAINT team_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT team_edition_fk REFERENCES edition,
        slug text NOT NULL,
        name text NOT NULL CONSTRAINT team_name_bounds CHECK (char_length(name) BETWEEN 1 AND 200),
        captain_walker_id uuid NOT NULL,
        confirmed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT team_slug_unique UNIQUE (edition_id, slug),
        CONSTRAINT team_of_edition UNIQUE (id, edition_id)
      )`);

    await runner.query(`
      CREATE TABLE walker (
        id uuid CONSTRAINT walker_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT walker_edition_fk REFERENCES edition,
        registration_id uuid NOT NULL CONSTRAINT walker_registration_fk REFERENCES registration,
        participation_type_id uuid NOT NULL,
        team_id uuid,
        slug text NOT NULL,
        first_name text NOT NULL CONSTRAINT walker_first_name_bounds CHECK (char_length(first_name) BETWEEN 1 AND 100),
        last_name text NOT NULL CONSTRAINT walker_last_name_bounds CHECK (char_length(last_name) BETWEEN 1 AND 100),
        public_name text NOT NULL,
        birth_on date NOT NULL,
        guardian_name text,
        guardian_email text,
        distance_km integer CONSTRAINT walker_distance_positive CHECK (distance_km > 0),
        confirmed_at timestamptz,
        released_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT walker_slug_unique UNIQUE (edition_id, slug),
        CONSTRAINT walker_of_team UNIQUE (id, team_id),
        CONSTRAINT walker_of_edition UNIQUE (id, edition_id),
        CONSTRAINT walker_participation_type_fk FOREIGN KEY (participation_type_id, edition_id)
          REFERENCES participation_type (id, edition_id),
        CONSTRAINT walker_team_fk FOREIGN KEY (team_id, edition_id) REFERENCES team (id, edition_id)
          DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT walker_guardian_whole CHECK ((guardian_name IS NULL) = (guardian_email IS NULL)),
        CONSTRAINT walker_confirmed_or_released CHECK (confirmed_at IS NULL OR released_at IS NULL)
      )`);
    await runner.query(`
      ALTER TABLE team ADD CONSTRAINT team_captain_is_a_member FOREIGN KEY (captain_walker_id, id)
        REFERENCES walker (id, team_id) DEFERRABLE INITIALLY DEFERRED`);
    await runner.query(
      `CREATE INDEX walker_places ON walker (participation_type_id) INCLUDE (registration_id, confirmed_at) WHERE released_at IS NULL`,
    );
    await runner.query(`CREATE INDEX walker_team ON walker (team_id) WHERE team_id IS NOT NULL`);
    await runner.query(`CREATE INDEX walker_registration ON walker (registration_id)`);
    await runner.query(`CREATE INDEX walker_name_search ON walker USING gin (lower(public_name) gin_trgm_ops)`);
    await runner.query(`CREATE INDEX team_name_search ON team USING gin (lower(name) gin_trgm_ops)`);
    await runner.query(
      `CREATE INDEX team_by_name ON team (edition_id, lower(name), id) WHERE confirmed_at IS NOT NULL`,
    );

    await runner.query(`
      CREATE TABLE free_place (
        walker_id uuid CONSTRAINT free_place_pk PRIMARY KEY CONSTRAINT free_place_walker_fk REFERENCES walker,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);

    await runner.query(`
      CREATE TABLE newsletter_opt_in (
        email text CONSTRAINT newsletter_opt_in_pk PRIMARY KEY,
        language text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);

    await runner.query(`
      CREATE TABLE fundraising_page (
        id uuid CONSTRAINT fundraising_page_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT fundraising_page_edition_fk REFERENCES edition,
        team_id uuid CONSTRAINT fundraising_page_team_unique UNIQUE,
        walker_id uuid CONSTRAINT fundraising_page_walker_unique UNIQUE,
        goal_minor bigint NOT NULL CONSTRAINT fundraising_page_goal_positive CHECK (goal_minor > 0),
        story text NOT NULL DEFAULT '' CONSTRAINT fundraising_page_story_bounds CHECK (char_length(story) <= 5000),
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT fundraising_page_one_owner CHECK (num_nonnulls(team_id, walker_id) = 1),
        CONSTRAINT fundraising_page_team_fk FOREIGN KEY (team_id, edition_id) REFERENCES team (id, edition_id),
        CONSTRAINT fundraising_page_walker_fk FOREIGN KEY (walker_id, edition_id) REFERENCES walker (id, edition_id)
      )`);

    await runner.query(`
      CREATE TABLE headcount (
        scope text NOT NULL CONSTRAINT headcount_scope_known CHECK (scope IN ('edition', 'team', 'participation-type')),
        scope_id uuid NOT NULL,
        walkers integer NOT NULL CONSTRAINT headcount_walkers_not_negative CHECK (walkers >= 0),
        teams integer NOT NULL CONSTRAINT headcount_teams_not_negative CHECK (teams >= 0),
        revision bigint NOT NULL CONSTRAINT headcount_revision_positive CHECK (revision > 0),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT headcount_pk PRIMARY KEY (scope, scope_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['headcount', 'fundraising_page', 'newsletter_opt_in', 'free_place']) {
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query(`ALTER TABLE team DROP CONSTRAINT team_captain_is_a_member`);
    for (const table of ['walker', 'team', 'registration', 'account', 'participation_type', 'edition']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
