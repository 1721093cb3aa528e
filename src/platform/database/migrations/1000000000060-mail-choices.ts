import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which mails somebody does without, and how a mail program ends them.
 *
 * Notes for the next one who changes this:
 * - A column of `mail_preference` is a topic of `mail-preferences.ts`. True is no wish for mails: a mail about the next
 *   edition still goes only to whoever asked for it.
 * - `local_mail.unsubscribe_url` is what goes out as `List-Unsubscribe`, so that a demo install shows it.
 */
export class MailChoices1000000000060 implements MigrationInterface {
  readonly name = 'MailChoices1000000000060';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE mail_preference
        ADD COLUMN milestones boolean NOT NULL DEFAULT true,
        ADD COLUMN next_edition boolean NOT NULL DEFAULT true`);
    await runner.query(`ALTER TABLE local_mail ADD COLUMN unsubscribe_url text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE local_mail DROP COLUMN unsubscribe_url`);
    await runner.query(`ALTER TABLE mail_preference DROP COLUMN next_edition, DROP COLUMN milestones`);
  }
}
