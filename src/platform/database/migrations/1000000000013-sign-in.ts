import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Signing in by mail link, and sessions.
 *
 * Notes for the next one who changes this:
 * - Nothing that opens a door is stored: of links, codes, browsers and sessions the table keeps SHA-256 digests. The
 *   link's token is made when its mail is written, so it is in no queue either.
 * - A link is bound to the browser that asked (`browser_digest`), used once (`used_at`), and ends by itself.
 * - An account is made when somebody signs in for the first time; whoever registers has one already.
 */
export class SignIn1000000000013 implements MigrationInterface {
  readonly name = 'SignIn1000000000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sign_in_link (
        id uuid CONSTRAINT sign_in_link_pk PRIMARY KEY,
        email text NOT NULL CONSTRAINT sign_in_link_email_normalised CHECK (email = lower(btrim(email)) AND email <> ''),
        language text NOT NULL CONSTRAINT sign_in_link_language_known CHECK (language IN ('nl', 'fr', 'en')),
        edition_slug text NOT NULL,
        return_to text NOT NULL CONSTRAINT sign_in_link_return_to_own CHECK (return_to ~ '^/[a-z]{2}/'),
        own_device boolean NOT NULL,
        browser_digest bytea NOT NULL,
        token_digest bytea CONSTRAINT sign_in_link_token_unique UNIQUE,
        code_digest bytea,
        wrong_codes smallint NOT NULL DEFAULT 0
          CONSTRAINT sign_in_link_wrong_codes_bounds CHECK (wrong_codes BETWEEN 0 AND 5),
        requested_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT sign_in_link_window CHECK (requested_at < expires_at),
        CONSTRAINT sign_in_link_made_together CHECK ((token_digest IS NULL) = (code_digest IS NULL))
      )`);
    await runner.query(`CREATE INDEX sign_in_link_recent ON sign_in_link (email, requested_at)`);
    await runner.query(`CREATE INDEX sign_in_link_browser ON sign_in_link (browser_digest)`);
    await runner.query(`CREATE INDEX sign_in_link_over ON sign_in_link (expires_at)`);
    await runner.query(`
      CREATE TABLE account_session (
        id uuid CONSTRAINT account_session_pk PRIMARY KEY,
        account_id uuid NOT NULL CONSTRAINT account_session_account_fk REFERENCES account,
        token_digest bytea NOT NULL CONSTRAINT account_session_token_unique UNIQUE,
        device text NOT NULL CONSTRAINT account_session_device_bounds CHECK (char_length(device) <= 120),
        own_device boolean NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        CONSTRAINT account_session_window CHECK (created_at < expires_at)
      )`);
    await runner.query(`CREATE INDEX account_session_account ON account_session (account_id)`);
    await runner.query(`CREATE INDEX account_session_over ON account_session (expires_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE account_session`);
    await runner.query(`DROP TABLE sign_in_link`);
  }
}
