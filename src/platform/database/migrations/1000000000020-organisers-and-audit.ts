import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Organisers with their roles, and the log of what people and the system changed.
 *
 * Notes for the next one who changes this:
 * - `audit_line` is append-only, held by a trigger like the ledger. A line says who, what, before, after and why; what it
 *   is about is named by kind and id, without a foreign key, because the line must outlive it.
 * - Indexes for the lists: each sort of a list has one that ends in the id, so that the last page is as fast as the first.
 */
export class OrganisersAndAudit1000000000020 implements MigrationInterface {
  readonly name = 'OrganisersAndAudit1000000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE organiser (
        account_id uuid NOT NULL CONSTRAINT organiser_account_fk REFERENCES account,
        edition_id uuid NOT NULL CONSTRAINT organiser_edition_fk REFERENCES edition,
        role text NOT NULL CONSTRAINT organiser_role_known CHECK (role IN ('viewer', 'editor', 'finance', 'admin')),
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT organiser_pk PRIMARY KEY (account_id, edition_id)
      )`);
    await runner.query(`
      CREATE TABLE audit_line (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_line_pk PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        edition_id uuid CONSTRAINT audit_line_edition_fk REFERENCES edition,
        actor_kind text NOT NULL CONSTRAINT audit_line_actor_known CHECK (actor_kind IN ('organiser', 'key', 'system')),
        actor text NOT NULL CONSTRAINT audit_line_actor_named CHECK (actor <> ''),
        action text NOT NULL CONSTRAINT audit_line_action_shape CHECK (action ~ '^[a-z]+(-[a-z]+)*$'),
        subject_kind text NOT NULL,
        subject_id text NOT NULL,
        before jsonb,
        after jsonb,
        reason text
      )`);
    await runner.query(`CREATE INDEX audit_line_subject ON audit_line (subject_kind, subject_id, id DESC)`);
    await runner.query(`CREATE INDEX audit_line_edition ON audit_line (edition_id, id DESC)`);
    await runner.query(`
      CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'The audit log is append-only' USING ERRCODE = 'restrict_violation';
      END $$`);
    await runner.query(`
      CREATE TRIGGER audit_line_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_line
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`);
    await runner.query(`CREATE INDEX donation_of_edition ON donation (edition_id, id)`);
    await runner.query(`CREATE INDEX donation_by_amount ON donation (edition_id, amount_minor, id)`);
    await runner.query(`CREATE INDEX donation_of_walker ON donation (walker_id, id) WHERE walker_id IS NOT NULL`);
    await runner.query(`CREATE INDEX donation_of_team ON donation (team_id, id) WHERE team_id IS NOT NULL`);
    await runner.query(`
      CREATE INDEX donation_company_search ON donation USING gin (lower(company) gin_trgm_ops) WHERE company IS NOT NULL`);
    await runner.query(`CREATE INDEX donor_search ON donor USING gin (lower(name) gin_trgm_ops, email gin_trgm_ops)`);
    await runner.query(`CREATE INDEX walker_of_edition_in_order ON walker (edition_id, id)`);
    await runner.query(`CREATE INDEX registration_of_edition ON registration (edition_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of [
      'registration_of_edition',
      'walker_of_edition_in_order',
      'donor_search',
      'donation_company_search',
      'donation_of_team',
      'donation_of_walker',
      'donation_by_amount',
      'donation_of_edition',
    ]) {
      await runner.query(`DROP INDEX ${index}`);
    }
    await runner.query(`DROP TABLE audit_line`);
    await runner.query(`DROP FUNCTION refuse_audit_change()`);
    await runner.query(`DROP TABLE organiser`);
  }
}
