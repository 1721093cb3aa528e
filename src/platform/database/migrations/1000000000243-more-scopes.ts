import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys with as many scopes as there are.
 *
 * Notes for the next one who changes this:
 * - Which scopes there are stands in `api-keys/api-scopes.ts`; the bound here only keeps a row small.
 */
export class MoreScopes1000000000243 implements MigrationInterface {
  readonly name = 'MoreScopes1000000000243';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE api_key
        DROP CONSTRAINT api_key_scopes_bounds,
        ADD CONSTRAINT api_key_scopes_bounds CHECK (cardinality(scopes) BETWEEN 1 AND 60)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE api_key
        DROP CONSTRAINT api_key_scopes_bounds,
        ADD CONSTRAINT api_key_scopes_bounds CHECK (cardinality(scopes) BETWEEN 1 AND 20) NOT VALID`);
  }
}
