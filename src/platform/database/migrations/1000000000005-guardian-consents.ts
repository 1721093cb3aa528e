import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The consent of guardians, asked of them by their own mail.
 *
 * Notes for the next one who changes this:
 * - A row is the question; it exists as soon as a minor's place is valid. `decision` is the answer, with the name that
 *   was typed, when, and which words were agreed to: consent that cannot be shown later is none.
 * - An answer may be changed by the same link; each answer has a line of its own in `guardian_consent_answer`, and the
 *   row holds the latest.
 */
export class GuardianConsents1000000000005 implements MigrationInterface {
  readonly name = 'GuardianConsents1000000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE guardian_consent (
        walker_id uuid CONSTRAINT guardian_consent_pk PRIMARY KEY CONSTRAINT guardian_consent_walker_fk REFERENCES walker,
        token text NOT NULL CONSTRAINT guardian_consent_token_unique UNIQUE,
        age_of_consent integer NOT NULL CONSTRAINT guardian_consent_age_bounds CHECK (age_of_consent BETWEEN 1 AND 21),
        asked_at timestamptz NOT NULL DEFAULT now(),
        reminders smallint NOT NULL DEFAULT 0 CONSTRAINT guardian_consent_reminders_bounds CHECK (reminders BETWEEN 0 AND 3),
        reminded_at timestamptz,
        decision text CONSTRAINT guardian_consent_decision_known CHECK (decision IN ('given', 'refused')),
        decided_at timestamptz,
        CONSTRAINT guardian_consent_decided_together CHECK ((decision IS NULL) = (decided_at IS NULL)),
        CONSTRAINT guardian_consent_reminded_together CHECK ((reminders = 0) = (reminded_at IS NULL))
      )`);
    await runner.query(`CREATE INDEX guardian_consent_awaited ON guardian_consent (asked_at) WHERE decision IS NULL`);
    await runner.query(`
      CREATE TABLE guardian_consent_answer (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT guardian_consent_answer_pk PRIMARY KEY,
        walker_id uuid NOT NULL CONSTRAINT guardian_consent_answer_consent_fk REFERENCES guardian_consent,
        at timestamptz NOT NULL DEFAULT now(),
        decision text NOT NULL CONSTRAINT guardian_consent_answer_decision_known CHECK (decision IN ('given', 'refused')),
        name text NOT NULL CONSTRAINT guardian_consent_answer_name_bounds CHECK (char_length(name) BETWEEN 1 AND 200),
        words_version smallint NOT NULL,
        language text NOT NULL CONSTRAINT guardian_consent_answer_language_known CHECK (language IN ('nl', 'fr', 'en'))
      )`);
    await runner.query(`CREATE INDEX guardian_consent_answer_walker ON guardian_consent_answer (walker_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE guardian_consent_answer`);
    await runner.query(`DROP TABLE guardian_consent`);
  }
}
