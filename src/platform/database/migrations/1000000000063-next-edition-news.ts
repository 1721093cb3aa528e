import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The mail that tells whoever asked that the next edition is open.
 *
 * Notes for the next one who changes this:
 * - One row is one mail: a person is told of an edition once, however many earlier editions they asked it after.
 * - A wish is answered by the first edition that opens after it, and is then over: nobody asked for mails for ever.
 */
export class NextEditionNews1000000000063 implements MigrationInterface {
  readonly name = 'NextEditionNews1000000000063';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE next_edition_wish ADD COLUMN answered_at timestamptz`);
    await runner.query(
      `CREATE INDEX next_edition_wish_waiting ON next_edition_wish (account_id) WHERE answered_at IS NULL`,
    );
    await runner.query(`
      CREATE TABLE next_edition_news (
        id uuid CONSTRAINT next_edition_news_pk PRIMARY KEY,
        account_id uuid NOT NULL CONSTRAINT next_edition_news_account_fk REFERENCES account,
        edition_id uuid NOT NULL CONSTRAINT next_edition_news_edition_fk REFERENCES edition,
        language text NOT NULL CONSTRAINT next_edition_news_language_known CHECK (language IN ('nl', 'fr', 'en')),
        told_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT next_edition_news_once UNIQUE (account_id, edition_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE next_edition_news`);
    await runner.query(`DROP INDEX next_edition_wish_waiting`);
    await runner.query(`ALTER TABLE next_edition_wish DROP COLUMN answered_at`);
  }
}
