import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys with which machines of the organisation read its lists.
 *
 * Notes for the next one who changes this:
 * - Of a key only its SHA-256 digest is kept: it has 256 random bits, so that one round is enough.
 * - A key opens one edition, and is revoked rather than removed: the log and its use tell of it.
 * - `api_key_use` counts what a key read of a list on a day in Belgium; it is what the lines in the log are derived from.
 */
export class ApiKeys1000000000094 implements MigrationInterface {
  readonly name = 'ApiKeys1000000000094';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_key (
        id uuid CONSTRAINT api_key_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT api_key_edition_fk REFERENCES edition,
        name text NOT NULL CONSTRAINT api_key_name_bounds CHECK (char_length(name) BETWEEN 1 AND 80),
        digest bytea NOT NULL CONSTRAINT api_key_digest_once UNIQUE
          CONSTRAINT api_key_digest_whole CHECK (octet_length(digest) = 32),
        role text NOT NULL CONSTRAINT api_key_role_known CHECK (role IN ('viewer', 'editor')),
        scopes text[] NOT NULL
          CONSTRAINT api_key_scopes_bounds CHECK (cardinality(scopes) BETWEEN 1 AND 20)
          CONSTRAINT api_key_personal_for_editors CHECK (role = 'editor' OR NOT 'personal' = ANY (scopes)),
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        revoked_by text,
        revoked_at timestamptz,
        CONSTRAINT api_key_revoked_by_somebody CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
      )`);
    await runner.query(`CREATE INDEX api_key_of_edition ON api_key (edition_id, id DESC)`);
    await runner.query(`
      CREATE TABLE api_key_use (
        api_key_id uuid NOT NULL CONSTRAINT api_key_use_key_fk REFERENCES api_key,
        list text NOT NULL,
        day date NOT NULL,
        requests integer NOT NULL CONSTRAINT api_key_use_requests_positive CHECK (requests > 0),
        row_count bigint NOT NULL CONSTRAINT api_key_use_rows_bounds CHECK (row_count >= 0),
        last_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT api_key_use_pk PRIMARY KEY (api_key_id, list, day)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE api_key_use`);
    await runner.query(`DROP TABLE api_key`);
  }
}
