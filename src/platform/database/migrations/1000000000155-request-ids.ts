import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which request an event of Stripe's came in by, so that a worker's lines name it too, whoever rang for the row.
 *
 * Notes for the next one who changes this:
 * - `NULL`: it came by no request (the catch-up asked for it), or before this release, or by a web process of the one before.
 */
export class RequestIds1000000000155 implements MigrationInterface {
  readonly name = 'RequestIds1000000000155';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE stripe_event ADD COLUMN request_id text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE stripe_event DROP COLUMN request_id`);
  }
}
