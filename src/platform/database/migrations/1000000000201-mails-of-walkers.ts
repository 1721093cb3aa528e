import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds the mails that were written to one walker.
 *
 * Notes for the next one who changes this:
 * - The outbox keeps whom a mail is about, never an address. A mail whose payload names another thing is found by its key.
 * - Built while mails are written, and therefore outside a transaction.
 */
export class MailsOfWalkers1000000000201 implements MigrationInterface {
  readonly name = 'MailsOfWalkers1000000000201';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX CONCURRENTLY IF NOT EXISTS outbox_message_of_walker ON outbox_message ((payload ->> 'walkerId'))
        WHERE kind = 'mail' AND payload ->> 'walkerId' IS NOT NULL`);
    await runner.query(`
      CREATE INDEX CONCURRENTLY IF NOT EXISTS outbox_message_of_registration ON outbox_message ((payload ->> 'registrationId'))
        WHERE kind = 'mail' AND payload ->> 'registrationId' IS NOT NULL`);
    await runner.query(`
      CREATE INDEX CONCURRENTLY IF NOT EXISTS mailing_recipient_of_email ON mailing_recipient (email)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of ['mailing_recipient_of_email', 'outbox_message_of_registration', 'outbox_message_of_walker']) {
      await runner.query(`DROP INDEX CONCURRENTLY ${index}`);
    }
  }
}
