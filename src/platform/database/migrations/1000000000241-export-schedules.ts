import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Files of lists that are made by the day or the week.
 *
 * Notes for the next one who changes this:
 * - `account_id` is who planned it: their role is looked up each time it runs, and it is stopped where they have none.
 * - `asked` and `words` are kept as in `list_export`. `next_at` is written with each run, so that a run is one file.
 * - `list_export.keep_as` is the key in the bucket under which a file is kept as well; who may fetch it there is not ours.
 */
export class ExportSchedules1000000000241 implements MigrationInterface {
  readonly name = 'ExportSchedules1000000000241';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE export_schedule (
        id uuid CONSTRAINT export_schedule_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT export_schedule_edition_fk REFERENCES edition,
        account_id uuid NOT NULL CONSTRAINT export_schedule_account_fk REFERENCES account,
        planned_by text NOT NULL,
        name text NOT NULL CONSTRAINT export_schedule_name_bounds CHECK (char_length(name) BETWEEN 1 AND 120),
        list text NOT NULL,
        format text NOT NULL CONSTRAINT export_schedule_format_known CHECK (format IN ('csv', 'xlsx', 'jsonl')),
        asked text NOT NULL CONSTRAINT export_schedule_asked_bounds CHECK (length(asked) <= 8000),
        words jsonb NOT NULL CONSTRAINT export_schedule_words_bounds CHECK (octet_length(words::text) <= 60000),
        weekday smallint CONSTRAINT export_schedule_weekday_known CHECK (weekday BETWEEN 1 AND 7),
        hour smallint NOT NULL CONSTRAINT export_schedule_hour_known CHECK (hour BETWEEN 0 AND 23),
        goes_to text NOT NULL CONSTRAINT export_schedule_goes_to_known CHECK (goes_to IN ('mail', 's3')),
        next_at timestamptz NOT NULL,
        last_at timestamptz,
        last_file_id uuid CONSTRAINT export_schedule_last_file_fk REFERENCES list_export,
        last_error text,
        stopped_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX export_schedule_of_edition ON export_schedule (edition_id, id)`);
    await runner.query(`CREATE INDEX export_schedule_due ON export_schedule (next_at) WHERE stopped_at IS NULL`);
    await runner.query(`ALTER TABLE list_export ADD COLUMN keep_as text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE list_export DROP COLUMN keep_as`);
    await runner.query(`DROP TABLE export_schedule`);
  }
}
