import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was given in each hour, kept beside the gifts.
 *
 * Notes for the next one who changes this:
 * - Triggers keep it, because a gift's time of payment moves without an entry in the ledger, and every way of changing a gift
 *   has to be in it, one of the release before too.
 * - Each connection adds in one of eight lanes, so that two batches seldom wait for each other. A lane alone may be below
 *   zero; what counts is the sum of an hour's lanes.
 * - The hours of before are counted while gifts wait: a second for a million of them, and none is missed.
 */
export class GivingByHour1000000000203 implements MigrationInterface {
  readonly name = 'GivingByHour1000000000203';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE giving_hour (
        edition_id uuid NOT NULL CONSTRAINT giving_hour_edition_fk REFERENCES edition,
        hour timestamptz NOT NULL CONSTRAINT giving_hour_whole CHECK (date_trunc('hour', hour, 'UTC') = hour),
        lane smallint NOT NULL CONSTRAINT giving_hour_lane_bounds CHECK (lane BETWEEN 0 AND 7),
        raised_minor bigint NOT NULL,
        gifts integer NOT NULL,
        CONSTRAINT giving_hour_pk PRIMARY KEY (edition_id, hour, lane)
      ) WITH (fillfactor = 50)`);
    await runner.query(`
      CREATE FUNCTION count_given() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO giving_hour AS g (edition_id, hour, lane, raised_minor, gifts)
        VALUES (NEW.edition_id, date_trunc('hour', NEW.paid_at, 'UTC'), pg_backend_pid() % 8, NEW.raised_minor, 1)
        ON CONFLICT ON CONSTRAINT giving_hour_pk DO UPDATE
          SET raised_minor = g.raised_minor + excluded.raised_minor, gifts = g.gifts + excluded.gifts;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE FUNCTION count_given_again() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO giving_hour AS g (edition_id, hour, lane, raised_minor, gifts)
        SELECT edition_id, date_trunc('hour', paid_at, 'UTC'), pg_backend_pid() % 8, sum(raised_minor), sum(gifts)
          FROM (SELECT edition_id, paid_at, raised_minor, 1 AS gifts FROM gift_after
                 WHERE raised_minor > 0 AND paid_at IS NOT NULL
                UNION ALL
                SELECT edition_id, paid_at, -raised_minor, -1 FROM gift_before
                 WHERE raised_minor > 0 AND paid_at IS NOT NULL) changed
         GROUP BY 1, 2 HAVING sum(raised_minor) <> 0 OR sum(gifts) <> 0 ORDER BY 1, 2
        ON CONFLICT ON CONSTRAINT giving_hour_pk DO UPDATE
          SET raised_minor = g.raised_minor + excluded.raised_minor, gifts = g.gifts + excluded.gifts;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER donation_given AFTER INSERT ON donation FOR EACH ROW
        WHEN (NEW.raised_minor > 0 AND NEW.paid_at IS NOT NULL) EXECUTE FUNCTION count_given()`);
    await runner.query(`
      CREATE TRIGGER donation_given_again AFTER UPDATE ON donation
        REFERENCING OLD TABLE AS gift_before NEW TABLE AS gift_after
        FOR EACH STATEMENT EXECUTE FUNCTION count_given_again()`);
    await runner.query(`
      INSERT INTO giving_hour (edition_id, hour, lane, raised_minor, gifts)
      SELECT edition_id, date_trunc('hour', paid_at, 'UTC'), 0, sum(raised_minor), count(*)
        FROM donation WHERE raised_minor > 0 AND paid_at IS NOT NULL GROUP BY 1, 2`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER donation_given_again ON donation`);
    await runner.query(`DROP TRIGGER donation_given ON donation`);
    await runner.query(`DROP FUNCTION count_given_again`);
    await runner.query(`DROP FUNCTION count_given`);
    await runner.query(`DROP TABLE giving_hour`);
  }
}
