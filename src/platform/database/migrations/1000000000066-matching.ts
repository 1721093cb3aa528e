import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sponsors who match gifts: so much for every euro, up to a cap, in a period, for an edition, a team or a page.
 *
 * Notes for the next one who changes this:
 * - `matched_minor` is what is booked for a match so far: the sum of its entries in the account `matched`, whose cause is
 *   `match:` and the id. It is never over the cap, by a check.
 * - `seen_revision` is the revision of the scope's total at which the match was last settled; NULL asks for settling.
 * - An entry of a match is about no gift: it is the sponsor's money, and follows from all gifts together.
 */
export class Matching1000000000066 implements MigrationInterface {
  readonly name = 'Matching1000000000066';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE gift_match (
        id uuid CONSTRAINT gift_match_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT gift_match_edition_fk REFERENCES edition,
        scope text NOT NULL CONSTRAINT gift_match_scope_known CHECK (scope IN ('edition', 'team', 'page')),
        page_id uuid CONSTRAINT gift_match_page_fk REFERENCES fundraising_page,
        team_id uuid CONSTRAINT gift_match_team_fk REFERENCES team,
        participation_type_id uuid CONSTRAINT gift_match_participation_type_fk REFERENCES participation_type,
        sponsor text NOT NULL CONSTRAINT gift_match_sponsor_bounds CHECK (char_length(sponsor) BETWEEN 1 AND 100),
        rate_percent integer NOT NULL CONSTRAINT gift_match_rate_bounds CHECK (rate_percent BETWEEN 1 AND 1000),
        cap_minor bigint NOT NULL CONSTRAINT gift_match_cap_positive CHECK (cap_minor > 0),
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        matched_minor bigint NOT NULL DEFAULT 0,
        seen_revision bigint,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        closed_by text,
        closed_at timestamptz,
        CONSTRAINT gift_match_within_cap CHECK (matched_minor BETWEEN 0 AND cap_minor),
        CONSTRAINT gift_match_period CHECK (starts_at <= ends_at),
        CONSTRAINT gift_match_closed_by_somebody CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
        CONSTRAINT gift_match_scope_whole CHECK (CASE scope
          WHEN 'edition' THEN num_nonnulls(page_id, team_id, participation_type_id) = 0
          WHEN 'team' THEN page_id IS NOT NULL AND team_id IS NOT NULL
          ELSE page_id IS NOT NULL END)
      )`);
    await runner.query(`CREATE INDEX gift_match_of_edition ON gift_match (edition_id, id DESC)`);
    await runner.query(`
      ALTER TABLE ledger_entry
        ADD CONSTRAINT ledger_entry_about_one CHECK (CASE
          WHEN account = 'suspense' THEN monthly_gift_id IS NULL AND num_nonnulls(donation_id, registration_id) <= 1
          WHEN account = 'matched' THEN edition_id IS NOT NULL AND donor_id IS NULL
                                        AND num_nonnulls(donation_id, registration_id, monthly_gift_id) = 0
          ELSE num_nonnulls(donation_id, registration_id, monthly_gift_id) = 1 AND edition_id IS NOT NULL END)`);
    // It says the same without knowing of matches, and would refuse them.
    await runner.query(`ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_one_subject`);
    await runner.query(`CREATE INDEX ledger_entry_matched ON ledger_entry (cause) WHERE account = 'matched'`);
  }

  /** Refuses where a match is booked already: the ledger forgets nothing. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_one_subject CHECK (
        CASE WHEN account = 'suspense' THEN monthly_gift_id IS NULL AND num_nonnulls(donation_id, registration_id) <= 1
             ELSE num_nonnulls(donation_id, registration_id, monthly_gift_id) = 1 AND edition_id IS NOT NULL END)`);
    await runner.query(`ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_about_one`);
    await runner.query(`DROP INDEX ledger_entry_matched`);
    await runner.query(`DROP TABLE gift_match`);
  }
}
