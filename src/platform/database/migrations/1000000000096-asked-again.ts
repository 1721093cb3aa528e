import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * News that was no longer true when it was to be told, and may become true again: a gift is disputed before its donor was
 * thanked, and the dispute is won.
 *
 * Notes for the next one who changes this:
 * - `outdated`: nothing was sent. Whoever asks for the message again, by its key, puts it back among those that wait.
 * - `asked_again`: it was asked for again while it waited or was being written, perhaps from facts that are old by now; it
 *   is not put aside as outdated before it was written once more.
 */
export class AskedAgain1000000000096 implements MigrationInterface {
  readonly name = 'AskedAgain1000000000096';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE outbox_message ADD COLUMN asked_again boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE outbox_message DROP CONSTRAINT outbox_message_state_known`);
    await runner.query(`
      ALTER TABLE outbox_message ADD CONSTRAINT outbox_message_state_known
        CHECK (state IN ('waiting', 'claimed', 'done', 'failed', 'outdated'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE outbox_message SET state = 'done' WHERE state = 'outdated'`);
    await runner.query(`ALTER TABLE outbox_message DROP CONSTRAINT outbox_message_state_known`);
    await runner.query(`
      ALTER TABLE outbox_message ADD CONSTRAINT outbox_message_state_known
        CHECK (state IN ('waiting', 'claimed', 'done', 'failed'))`);
    await runner.query(`ALTER TABLE outbox_message DROP COLUMN asked_again`);
  }
}
