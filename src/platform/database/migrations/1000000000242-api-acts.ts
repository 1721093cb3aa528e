import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys with which machines act for organisers.
 *
 * Notes for the next one who changes this:
 * - A key has one of the roles of people; which role a scope needs stands in `api-keys/api-scopes.ts`.
 * - `api_act` is what was asked for with an `Idempotency-Key`: `once_hash` is over that, the address and the body. While `answer`
 *   is empty somebody is at it, or died over it: after a minute the same may be asked for again.
 */
export class ApiActs1000000000242 implements MigrationInterface {
  readonly name = 'ApiActs1000000000242';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE api_key
        DROP CONSTRAINT api_key_role_known,
        DROP CONSTRAINT api_key_personal_for_editors,
        ADD CONSTRAINT api_key_role_known CHECK (role IN ('viewer', 'editor', 'finance', 'admin')),
        ADD CONSTRAINT api_key_personal_for_editors CHECK (role <> 'viewer' OR NOT 'personal' = ANY (scopes))`);
    await runner.query(`
      CREATE TABLE api_act (
        api_key_id uuid NOT NULL CONSTRAINT api_act_key_fk REFERENCES api_key,
        once_hash bytea NOT NULL CONSTRAINT api_act_hash_whole CHECK (octet_length(once_hash) = 32),
        begun_at timestamptz NOT NULL DEFAULT now(),
        answer jsonb,
        CONSTRAINT api_act_pk PRIMARY KEY (api_key_id, once_hash)
      )`);
    await runner.query(`CREATE INDEX api_act_old ON api_act (begun_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE api_act`);
    await runner.query(`
      ALTER TABLE api_key
        DROP CONSTRAINT api_key_role_known,
        DROP CONSTRAINT api_key_personal_for_editors,
        ADD CONSTRAINT api_key_role_known CHECK (role IN ('viewer', 'editor')) NOT VALID,
        ADD CONSTRAINT api_key_personal_for_editors CHECK (role = 'editor' OR NOT 'personal' = ANY (scopes)) NOT VALID`);
  }
}
