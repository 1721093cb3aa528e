import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who closed what needed a person, and what they found.
 *
 * Notes for the next one who changes this:
 * - What is settled by itself (a gift that was moved, money whose gift turned up) is closed without a name or a note. An
 *   item that opens again keeps what was last said of it.
 * - The outbox keeps what failed until it is tried again; the index is for those few.
 */
export class AttentionNotes1000000000003 implements MigrationInterface {
  readonly name = 'AttentionNotes1000000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE attention_item
        ADD COLUMN resolved_by text,
        ADD COLUMN note text,
        ADD CONSTRAINT attention_item_note_has_author CHECK ((resolved_by IS NULL) = (note IS NULL)),
        ADD CONSTRAINT attention_item_note_said CHECK (note <> '' AND length(note) <= 1000)`);
    await runner.query(`CREATE INDEX outbox_message_failed ON outbox_message (kind, id) WHERE state = 'failed'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX outbox_message_failed`);
    await runner.query(`
      ALTER TABLE attention_item
        DROP CONSTRAINT attention_item_note_said,
        DROP CONSTRAINT attention_item_note_has_author,
        DROP COLUMN note,
        DROP COLUMN resolved_by`);
  }
}
