import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Milestones that an edition defines, and the good news of them.
 *
 * Notes for the next one who changes this:
 * - Whether a milestone is reached is nowhere stored: pages ask the totals, so that a refund takes it away again.
 *   `milestone_reached` only remembers that the news of it was noticed, once for ever.
 * - `looked_at` is when the clock last looked for a milestone. Whoever was there already at the first look (an organiser
 *   added it in the middle of an edition) gets no mail of it.
 * - `milestone_news` is whom to tell. `milestone_mail` is one mail of one day; its key is what "at most one a day" means.
 */
export class Milestones1000000000061 implements MigrationInterface {
  readonly name = 'Milestones1000000000061';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE edition ADD COLUMN milestone_mail_hour smallint NOT NULL DEFAULT 18
        CONSTRAINT edition_milestone_mail_hour_bounds CHECK (milestone_mail_hour BETWEEN 0 AND 23)`);
    await runner.query(`
      CREATE TABLE edition_milestone (
        id uuid CONSTRAINT edition_milestone_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT edition_milestone_edition_fk REFERENCES edition,
        scope text NOT NULL CONSTRAINT edition_milestone_scope_known CHECK (scope IN ('page', 'team', 'edition')),
        kind text NOT NULL
          CONSTRAINT edition_milestone_kind_known CHECK (kind IN ('gifts', 'donors', 'raised', 'goal-percent')),
        threshold bigint NOT NULL CONSTRAINT edition_milestone_threshold_bounds
          CHECK (threshold BETWEEN 1 AND CASE kind WHEN 'goal-percent' THEN 1000 ELSE 100000000000 END),
        label jsonb NOT NULL CONSTRAINT edition_milestone_label_whole
          CHECK (coalesce(char_length(label ->> 'nl') BETWEEN 1 AND 60 AND char_length(label ->> 'fr') BETWEEN 1 AND 60
            AND char_length(label ->> 'en') BETWEEN 1 AND 60, false)),
        looked_at timestamptz,
        CONSTRAINT edition_milestone_once UNIQUE (edition_id, scope, kind, threshold)
      )`);
    await runner.query(`
      CREATE TABLE milestone_reached (
        milestone_id uuid NOT NULL
          CONSTRAINT milestone_reached_milestone_fk REFERENCES edition_milestone ON DELETE CASCADE,
        page_id uuid NOT NULL CONSTRAINT milestone_reached_page_fk REFERENCES fundraising_page,
        reached_at timestamptz NOT NULL DEFAULT now(),
        quiet boolean NOT NULL,
        CONSTRAINT milestone_reached_pk PRIMARY KEY (milestone_id, page_id)
      )`);
    await runner.query(`
      CREATE TABLE milestone_mail (
        id uuid CONSTRAINT milestone_mail_pk PRIMARY KEY,
        account_id uuid NOT NULL CONSTRAINT milestone_mail_account_fk REFERENCES account,
        edition_id uuid NOT NULL CONSTRAINT milestone_mail_edition_fk REFERENCES edition,
        on_day date NOT NULL,
        CONSTRAINT milestone_mail_one_a_day UNIQUE (account_id, on_day)
      )`);
    await runner.query(`
      CREATE TABLE milestone_news (
        milestone_id uuid NOT NULL,
        page_id uuid NOT NULL,
        account_id uuid NOT NULL CONSTRAINT milestone_news_account_fk REFERENCES account,
        mail_id uuid CONSTRAINT milestone_news_mail_fk REFERENCES milestone_mail,
        CONSTRAINT milestone_news_pk PRIMARY KEY (milestone_id, page_id, account_id),
        CONSTRAINT milestone_news_reached_fk FOREIGN KEY (milestone_id, page_id)
          REFERENCES milestone_reached ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX milestone_news_waiting ON milestone_news (account_id) WHERE mail_id IS NULL`);
    await runner.query(`CREATE INDEX milestone_news_of_mail ON milestone_news (mail_id) WHERE mail_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['milestone_news', 'milestone_mail', 'milestone_reached', 'edition_milestone']) {
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query(`ALTER TABLE edition DROP COLUMN milestone_mail_hour`);
  }
}
