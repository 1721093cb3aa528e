import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the page of a team that is no more asks for: who was in it at its end.
 *
 * Notes for the next one who changes this:
 * - Who left with the end of a team left at the very moment at which it ended (`left_at = team.dissolved_at`), in one
 *   transaction. Whoever left before is not among them.
 */
export class FormerTeams1000000000055 implements MigrationInterface {
  readonly name = 'FormerTeams1000000000055';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX team_departure_team ON team_departure (team_id, left_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX team_departure_team`);
  }
}
