import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Figures that were told to the press: all figures of an edition at one moment, under a title.
 *
 * Notes for the next one who changes this:
 * - `press_snapshot` is append-only, held by a trigger like the ledger: what was told stays what was told.
 * - The parts add up to `raised_minor` by a check, so that no snapshot can be of two moments.
 * - A new figure is a new column that may be NULL: older snapshots do not know it, and cannot learn it.
 */
export class PressSnapshots1000000000110 implements MigrationInterface {
  readonly name = 'PressSnapshots1000000000110';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE press_snapshot (
        id uuid CONSTRAINT press_snapshot_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT press_snapshot_edition_fk REFERENCES edition,
        title text NOT NULL CONSTRAINT press_snapshot_title_bounds CHECK (char_length(title) BETWEEN 1 AND 120),
        taken_at timestamptz NOT NULL,
        taken_by text NOT NULL CONSTRAINT press_snapshot_taker_named CHECK (taken_by <> ''),
        currency char(3) NOT NULL,
        raised_minor bigint NOT NULL,
        paid_minor bigint NOT NULL,
        refunded_minor bigint NOT NULL,
        disputed_minor bigint NOT NULL,
        offline_minor bigint NOT NULL,
        matched_minor bigint NOT NULL,
        counted_fee_minor bigint NOT NULL,
        on_its_way_minor bigint NOT NULL,
        gifts integer NOT NULL,
        donors integer NOT NULL,
        walkers integer NOT NULL,
        teams integer NOT NULL,
        walkers_central integer NOT NULL,
        walkers_own_route integer NOT NULL,
        raised_central_minor bigint NOT NULL,
        raised_own_route_minor bigint NOT NULL,
        CONSTRAINT press_snapshot_parts_add_up CHECK (raised_minor = paid_minor + refunded_minor + disputed_minor
          + offline_minor + matched_minor + counted_fee_minor)
      )`);
    await runner.query(`CREATE INDEX press_snapshot_of_edition ON press_snapshot (edition_id, taken_at DESC, id DESC)`);
    await runner.query(`
      CREATE FUNCTION refuse_snapshot_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'What was told to the press never changes' USING ERRCODE = 'restrict_violation';
      END $$`);
    await runner.query(`
      CREATE TRIGGER press_snapshot_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON press_snapshot
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_snapshot_change()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE press_snapshot`);
    await runner.query(`DROP FUNCTION refuse_snapshot_change()`);
  }
}
