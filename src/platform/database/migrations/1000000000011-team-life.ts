import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What teams live through: co-captains, a captaincy that is handed over, and teams that dissolve or join another.
 *
 * Notes for the next one who changes this:
 * - A team has a captain for as long as it is one; a dissolved team has none, and is nowhere shown (`confirmed_at` is
 *   null). Its row and its totals stay: gifts stay where they were given.
 * - A co-captain and who is offered the captaincy are members of that very team: the keys name walker and team together,
 *   and are deferred, so that people and teams may change in one transaction.
 */
export class TeamLife1000000000011 implements MigrationInterface {
  readonly name = 'TeamLife1000000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE team
        ADD COLUMN dissolved_at timestamptz,
        ADD COLUMN merged_into_id uuid CONSTRAINT team_merged_into_fk REFERENCES team,
        ALTER COLUMN captain_walker_id DROP NOT NULL,
        ADD CONSTRAINT team_has_captain CHECK ((dissolved_at IS NULL) = (captain_walker_id IS NOT NULL)),
        ADD CONSTRAINT team_dissolved_is_hidden CHECK (dissolved_at IS NULL OR confirmed_at IS NULL),
        ADD CONSTRAINT team_merged_is_dissolved CHECK (merged_into_id IS NULL OR dissolved_at IS NOT NULL)`);
    await runner.query(`
      CREATE TABLE team_co_captain (
        team_id uuid NOT NULL CONSTRAINT team_co_captain_team_fk REFERENCES team,
        walker_id uuid NOT NULL,
        named_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT team_co_captain_pk PRIMARY KEY (team_id, walker_id),
        CONSTRAINT team_co_captain_is_a_member FOREIGN KEY (walker_id, team_id) REFERENCES walker (id, team_id)
          DEFERRABLE INITIALLY DEFERRED
      )`);
    await runner.query(`
      CREATE TABLE captaincy_offer (
        team_id uuid CONSTRAINT captaincy_offer_pk PRIMARY KEY CONSTRAINT captaincy_offer_team_fk REFERENCES team,
        to_walker_id uuid NOT NULL,
        offered_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        CONSTRAINT captaincy_offer_is_to_a_member FOREIGN KEY (to_walker_id, team_id) REFERENCES walker (id, team_id)
          DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT captaincy_offer_window CHECK (offered_at < expires_at)
      )`);
    await runner.query(`
      CREATE TABLE team_merge_offer (
        team_id uuid CONSTRAINT team_merge_offer_pk PRIMARY KEY CONSTRAINT team_merge_offer_team_fk REFERENCES team,
        into_team_id uuid NOT NULL CONSTRAINT team_merge_offer_into_fk REFERENCES team,
        offered_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        CONSTRAINT team_merge_offer_of_two CHECK (team_id <> into_team_id),
        CONSTRAINT team_merge_offer_window CHECK (offered_at < expires_at)
      )`);
    await runner.query(`CREATE INDEX team_merge_offer_into ON team_merge_offer (into_team_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE team_merge_offer`);
    await runner.query(`DROP TABLE captaincy_offer`);
    await runner.query(`DROP TABLE team_co_captain`);
    await runner.query(`
      ALTER TABLE team DROP CONSTRAINT team_merged_is_dissolved, DROP CONSTRAINT team_dissolved_is_hidden,
        DROP CONSTRAINT team_has_captain, DROP COLUMN merged_into_id, DROP COLUMN dissolved_at`);
  }
}
