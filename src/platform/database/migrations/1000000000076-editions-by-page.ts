import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Editions that organisers make and change by page.
 *
 * Notes for the next one who changes this:
 * - `version` rises with each change of a rule, those of participation types included: who saves names the version they
 *   saw, and is told when it is another one by then.
 * - An edition without `published_at` is a draft, which only organisers see. What is stored otherwise than by cloning is
 *   public at once. Nothing is ever unpublished: a closed or archived edition stays readable.
 * - A clone copies the row as it is (`jsonb_populate_record`), so that a rule added later goes along by itself. A column
 *   that is no rule (a moment, a counter) has to be set anew in `clone-edition.ts`.
 */
export class EditionsByPage1000000000076 implements MigrationInterface {
  readonly name = 'EditionsByPage1000000000076';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE edition
        ADD COLUMN version integer NOT NULL DEFAULT 1 CONSTRAINT edition_version_positive CHECK (version > 0),
        ADD COLUMN published_at timestamptz DEFAULT now(),
        ADD COLUMN archived_at timestamptz,
        ADD CONSTRAINT edition_archived_once_published CHECK (archived_at IS NULL OR published_at IS NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE edition DROP COLUMN version, DROP COLUMN published_at, DROP COLUMN archived_at`);
  }
}
