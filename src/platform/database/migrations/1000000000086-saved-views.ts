import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Views of lists that organisers saved: what an address asks of a list, under a name.
 *
 * Notes for the next one who changes this:
 * - `owner` is who the audit log calls by the same name. A view that is not shared is seen by its owner alone.
 * - `asked` is the address' own text. What a list does not know any more it leaves out, so an old view still opens.
 */
export class SavedViews1000000000086 implements MigrationInterface {
  readonly name = 'SavedViews1000000000086';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE saved_view (
        id uuid CONSTRAINT saved_view_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT saved_view_edition_fk REFERENCES edition,
        owner text NOT NULL CONSTRAINT saved_view_owner_bounds CHECK (char_length(owner) BETWEEN 1 AND 320),
        shared boolean NOT NULL,
        list text NOT NULL CONSTRAINT saved_view_list_bounds CHECK (char_length(list) BETWEEN 1 AND 40),
        name text NOT NULL CONSTRAINT saved_view_name_bounds CHECK (char_length(name) BETWEEN 1 AND 80),
        asked text NOT NULL CONSTRAINT saved_view_asked_bounds CHECK (char_length(asked) <= 4000),
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT saved_view_name_once UNIQUE (edition_id, owner, list, name)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE saved_view`);
  }
}
