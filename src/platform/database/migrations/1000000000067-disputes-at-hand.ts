import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Indexes for the list of disputes.
 *
 * Notes for the next one who changes this:
 * - Until when evidence is taken, why the donor objects and whether it is Stripe's test mode stand in the stored events
 *   alone. The expression of `stripe_event_dispute` stands in `read-disputes.ts` as well, letter by letter.
 */
export class DisputesAtHand1000000000067 implements MigrationInterface {
  readonly name = 'DisputesAtHand1000000000067';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX stripe_fact_dispute ON stripe_fact (told_at DESC, object_id) WHERE kind = 'dispute'`,
    );
    await runner.query(`
      CREATE INDEX stripe_event_dispute ON stripe_event ((payload #>> '{data,object,id}'))
        WHERE type LIKE 'charge.dispute.%'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX stripe_event_dispute`);
    await runner.query(`DROP INDEX stripe_fact_dispute`);
  }
}
