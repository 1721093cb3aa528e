import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Files of lists that are made in the background.
 *
 * Notes for the next one who changes this:
 * - The row is the job. `available_at` is when it may be taken up: at once while it waits, and once the claim of whoever
 *   makes it is over. `attempt` rises with each taking up, so that a process that was thought dead finds out.
 * - `parts` says for each attempt how many pieces of the file were begun, noted before a piece is written: what stands
 *   there can be removed, whoever died in between. Files of rows that are `failed` or `gone` are removed by the clock.
 * - `words` is what the file says in the language of who asked; the worker has no pages to take words from.
 */
export class ListExports1000000000120 implements MigrationInterface {
  readonly name = 'ListExports1000000000120';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE list_export (
        id uuid CONSTRAINT list_export_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT list_export_edition_fk REFERENCES edition,
        account_id uuid CONSTRAINT list_export_account_fk REFERENCES account,
        api_key_id uuid CONSTRAINT list_export_api_key_fk REFERENCES api_key,
        asked_by text NOT NULL,
        list text NOT NULL,
        format text NOT NULL CONSTRAINT list_export_format_known CHECK (format IN ('csv', 'xlsx', 'jsonl')),
        asked text NOT NULL CONSTRAINT list_export_asked_bounds CHECK (length(asked) <= 8000),
        personal boolean NOT NULL,
        words jsonb NOT NULL CONSTRAINT list_export_words_bounds CHECK (octet_length(words::text) <= 60000),
        state text NOT NULL DEFAULT 'waiting'
          CONSTRAINT list_export_state_known CHECK (state IN ('waiting', 'making', 'ready', 'failed', 'gone')),
        attempt integer NOT NULL DEFAULT 0,
        parts integer[] NOT NULL DEFAULT '{}',
        available_at timestamptz NOT NULL DEFAULT now(),
        rows_done bigint NOT NULL DEFAULT 0,
        row_count bigint,
        sum_minor bigint,
        bytes bigint NOT NULL DEFAULT 0,
        error text,
        created_at timestamptz NOT NULL DEFAULT now(),
        ready_at timestamptz,
        expires_at timestamptz,
        CONSTRAINT list_export_ready_is_counted
          CHECK (state <> 'ready' OR (row_count IS NOT NULL AND ready_at IS NOT NULL AND expires_at IS NOT NULL)),
        CONSTRAINT list_export_failed_says_why CHECK (state <> 'failed' OR error IS NOT NULL)
      )`);
    await runner.query(`CREATE INDEX list_export_of_edition ON list_export (edition_id, id)`);
    await runner.query(
      `CREATE INDEX list_export_due ON list_export (available_at) WHERE state IN ('waiting', 'making')`,
    );
    await runner.query(`CREATE INDEX list_export_expiring ON list_export (expires_at) WHERE state = 'ready'`);
    await runner.query(
      `CREATE INDEX list_export_to_remove ON list_export (id) WHERE state IN ('failed', 'gone') AND parts <> '{}'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE list_export`);
  }
}
