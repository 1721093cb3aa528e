import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Organisers of all editions, the second factor of those who act on money and people, and the search of the log.
 *
 * Notes for the next one who changes this:
 * - `organiser_everywhere` is a role in each edition, those to come included; whoever has two roles has the greater.
 * - `second_factor.secret_sealed` is encrypted with a key that is in no table (SECRETS_KEY). `last_step` is the time step
 *   of the last code that was taken: a code is taken once (RFC 6238, 5.2). An enrolment that is not confirmed opens nothing.
 * - Of recovery codes only keyed digests are kept; each is used once.
 * - The expression of `audit_line_search` stands in `read-audit.ts` as well, letter by letter.
 */
export class OrganisersSignIn1000000000075 implements MigrationInterface {
  readonly name = 'OrganisersSignIn1000000000075';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE organiser_everywhere (
        account_id uuid CONSTRAINT organiser_everywhere_pk PRIMARY KEY
          CONSTRAINT organiser_everywhere_account_fk REFERENCES account,
        role text NOT NULL
          CONSTRAINT organiser_everywhere_role_known CHECK (role IN ('viewer', 'editor', 'finance', 'admin')),
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX organiser_of_edition ON organiser (edition_id)`);
    await runner.query(`ALTER TABLE account_session ADD COLUMN stepped_up_at timestamptz`);
    await runner.query(`
      CREATE TABLE second_factor (
        account_id uuid CONSTRAINT second_factor_pk PRIMARY KEY
          CONSTRAINT second_factor_account_fk REFERENCES account,
        secret_sealed bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        confirmed_at timestamptz,
        last_step bigint,
        CONSTRAINT second_factor_used_once_confirmed CHECK (last_step IS NULL OR confirmed_at IS NOT NULL)
      )`);
    await runner.query(`
      CREATE TABLE recovery_code (
        account_id uuid NOT NULL CONSTRAINT recovery_code_factor_fk REFERENCES second_factor ON DELETE CASCADE,
        code_digest bytea NOT NULL,
        used_at timestamptz,
        CONSTRAINT recovery_code_pk PRIMARY KEY (account_id, code_digest)
      )`);
    await runner.query(`CREATE INDEX audit_line_at ON audit_line (at)`);
    await runner.query(`CREATE INDEX audit_line_action ON audit_line (action, id DESC)`);
    await runner.query(`
      CREATE INDEX audit_line_search ON audit_line USING gin (lower(actor || ' ' || action || ' ' || subject_kind || ' ' ||
        subject_id || ' ' || coalesce(before::text, '') || ' ' || coalesce(after::text, '') || ' ' ||
        coalesce(reason, '')) gin_trgm_ops)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX audit_line_search`);
    await runner.query(`DROP INDEX audit_line_action`);
    await runner.query(`DROP INDEX audit_line_at`);
    await runner.query(`DROP TABLE recovery_code`);
    await runner.query(`DROP TABLE second_factor`);
    await runner.query(`ALTER TABLE account_session DROP COLUMN stepped_up_at`);
    await runner.query(`DROP INDEX organiser_of_edition`);
    await runner.query(`DROP TABLE organiser_everywhere`);
  }
}
