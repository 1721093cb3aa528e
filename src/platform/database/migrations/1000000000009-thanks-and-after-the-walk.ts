import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a walker does beside the page: thank, log the walk, wait for the next edition; and the rule by which a team may
 * cover what a member is short of.
 *
 * Notes for the next one who changes this:
 * - `edition.minimum_cover` is a rule of the edition: `off`, each walker raises the minimum; `team-surplus`, what a team
 *   has beyond its members' minimums may cover members who are short.
 * - `gift_thanks` is a walker's own note. It holds no donor's address, and no mail is sent from it.
 * - `walker_kilometres` is what the walker logged; it is confirmed by an organiser apart, and changing the log takes the
 *   confirmation away. Metres, because a walk is rarely whole kilometres.
 */
export class ThanksAndAfterTheWalk1000000000009 implements MigrationInterface {
  readonly name = 'ThanksAndAfterTheWalk1000000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE edition ADD COLUMN minimum_cover text NOT NULL DEFAULT 'off'
        CONSTRAINT edition_minimum_cover_known CHECK (minimum_cover IN ('off', 'team-surplus'))`);
    await runner.query(`
      CREATE TABLE gift_thanks (
        donation_id uuid CONSTRAINT gift_thanks_pk PRIMARY KEY
          CONSTRAINT gift_thanks_donation_fk REFERENCES donation,
        account_id uuid NOT NULL CONSTRAINT gift_thanks_account_fk REFERENCES account,
        thanked_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE walker_kilometres (
        walker_id uuid CONSTRAINT walker_kilometres_pk PRIMARY KEY
          CONSTRAINT walker_kilometres_walker_fk REFERENCES walker,
        walked_metres integer NOT NULL
          CONSTRAINT walker_kilometres_bounds CHECK (walked_metres BETWEEN 100 AND 300000),
        logged_at timestamptz NOT NULL DEFAULT now(),
        confirmed_metres integer CONSTRAINT walker_kilometres_confirmed_bounds
          CHECK (confirmed_metres BETWEEN 0 AND 300000),
        confirmed_at timestamptz,
        CONSTRAINT walker_kilometres_confirmed_whole CHECK ((confirmed_metres IS NULL) = (confirmed_at IS NULL))
      )`);
    await runner.query(`
      CREATE TABLE next_edition_wish (
        account_id uuid NOT NULL CONSTRAINT next_edition_wish_account_fk REFERENCES account,
        after_edition_id uuid NOT NULL CONSTRAINT next_edition_wish_edition_fk REFERENCES edition,
        language text NOT NULL CONSTRAINT next_edition_wish_language_known CHECK (language IN ('nl', 'fr', 'en')),
        asked_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT next_edition_wish_pk PRIMARY KEY (account_id, after_edition_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['next_edition_wish', 'walker_kilometres', 'gift_thanks']) {
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query(`ALTER TABLE edition DROP COLUMN minimum_cover`);
  }
}
