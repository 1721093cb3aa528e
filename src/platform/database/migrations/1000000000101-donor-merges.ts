import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Donors of an edition that were found to be one person.
 *
 * Notes for the next one who changes this:
 * - `donation_ids` are the gifts that went over, with the parts of split ones: what undoing it puts back, and nothing else.
 *   A part that was made later follows the gift that it is a part of.
 * - `from_donor_id` keeps its row: whoever gives again by its mail is that donor again.
 */
export class DonorMerges1000000000101 implements MigrationInterface {
  readonly name = 'DonorMerges1000000000101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE donor_merge (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT donor_merge_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT donor_merge_edition_fk REFERENCES edition,
        from_donor_id uuid NOT NULL CONSTRAINT donor_merge_from_fk REFERENCES donor,
        into_donor_id uuid NOT NULL CONSTRAINT donor_merge_into_fk REFERENCES donor,
        donation_ids uuid[] NOT NULL CONSTRAINT donor_merge_of_gifts CHECK (cardinality(donation_ids) > 0),
        done_by text NOT NULL,
        done_at timestamptz NOT NULL DEFAULT now(),
        undone_by text,
        undone_at timestamptz,
        CONSTRAINT donor_merge_of_two CHECK (from_donor_id <> into_donor_id),
        CONSTRAINT donor_merge_undone_by_somebody CHECK ((undone_at IS NULL) = (undone_by IS NULL))
      )`);
    await runner.query(`CREATE INDEX donor_merge_into ON donor_merge (into_donor_id, edition_id, id DESC)`);
    await runner.query(`CREATE INDEX donor_merge_from ON donor_merge (from_donor_id, edition_id, id DESC)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE donor_merge`);
  }
}
