import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One payment's gift on several pages, and acts on gifts that can be undone.
 *
 * Notes for the next one who changes this:
 * - A part of a split gift is a row of `donation` like any other, with its own amounts and its own ledger entries. The gift
 *   that was paid keeps its row, as the first part; `whole_minor` is what all parts come to and is set only while the gift
 *   is split. Everything about the payment (Stripe, mails, the donor's own link) is about that row.
 * - `split_of` names the gift that was paid. A part is never split again: the split is undone first.
 * - `unsplit`: the split was undone, and nothing is booked for the part any more. The ledger names it, so it stays.
 * - `gift_act.id` grows with each act on one gift: acts are stored under the lock of the gift's row.
 */
export class SplitGifts1000000000100 implements MigrationInterface {
  readonly name = 'SplitGifts1000000000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE donation
        ADD COLUMN split_of uuid CONSTRAINT donation_split_of_fk REFERENCES donation,
        ADD COLUMN whole_minor bigint,
        ADD COLUMN unsplit boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT donation_split_once CHECK (split_of IS NULL OR whole_minor IS NULL),
        ADD CONSTRAINT donation_whole_is_more CHECK (whole_minor > amount_minor),
        ADD CONSTRAINT donation_unsplit_is_empty CHECK (NOT unsplit
          OR split_of IS NOT NULL AND paid_minor = 0 AND refunded_minor = 0 AND disputed_minor = 0
             AND on_its_way_minor = 0)`);
    // What covers the payment is part of the whole gift, and may be more than its first part.
    await runner.query(`ALTER TABLE donation DROP CONSTRAINT donation_covered_fee_bounds`);
    await runner.query(`
      ALTER TABLE donation ADD CONSTRAINT donation_covered_fee_within
        CHECK (covered_fee_minor >= 0 AND covered_fee_minor < coalesce(whole_minor, amount_minor))`);
    await runner.query(`CREATE INDEX donation_part ON donation (split_of, id) WHERE split_of IS NOT NULL`);
    await runner.query(`
      CREATE TABLE gift_act (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT gift_act_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT gift_act_edition_fk REFERENCES edition,
        donation_id uuid NOT NULL CONSTRAINT gift_act_donation_fk REFERENCES donation,
        subject_id uuid NOT NULL CONSTRAINT gift_act_subject_fk REFERENCES donation,
        kind text NOT NULL CONSTRAINT gift_act_kind_known CHECK (kind IN ('move', 'split')),
        before jsonb NOT NULL,
        after jsonb NOT NULL,
        done_by text NOT NULL,
        done_at timestamptz NOT NULL DEFAULT now(),
        undone_by text,
        undone_at timestamptz,
        CONSTRAINT gift_act_undone_by_somebody CHECK ((undone_at IS NULL) = (undone_by IS NULL)),
        CONSTRAINT gift_act_split_of_whole CHECK (kind <> 'split' OR subject_id = donation_id)
      )`);
    await runner.query(`CREATE INDEX gift_act_of_gift ON gift_act (donation_id, id DESC)`);
  }

  /** Refuses where a gift was ever split: its parts are named by the ledger, which forgets nothing. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE donation ADD CONSTRAINT donation_never_split CHECK (split_of IS NULL AND whole_minor IS NULL)`);
    await runner.query(`DROP TABLE gift_act`);
    await runner.query(`DROP INDEX donation_part`);
    await runner.query(`ALTER TABLE donation DROP CONSTRAINT donation_covered_fee_within`);
    await runner.query(`
      ALTER TABLE donation ADD CONSTRAINT donation_covered_fee_bounds
        CHECK (covered_fee_minor >= 0 AND covered_fee_minor < amount_minor)`);
    await runner.query(`
      ALTER TABLE donation DROP CONSTRAINT donation_never_split, DROP COLUMN split_of, DROP COLUMN whole_minor,
        DROP COLUMN unsplit`);
  }
}
