import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How people come into teams and leave them, what a captain says of a team, and kind reminders of the minimum.
 *
 * Notes for the next one who changes this:
 * - `team.invitation_token` is the captain's yes in advance: whoever comes with it need not wait where a team admits on
 *   request. A new one makes every link before it an ordinary link.
 * - A walker waits for one team at a time. A request that nobody answered is `over` once the walker walks with another
 *   team, or the team ends.
 * - `team_invitation.email` is of somebody who asked for nothing: it is emptied after a while (`forget-invitations.ts`),
 *   the row stays, so that bounds and "once" hold.
 * - `team_departure` is written with every walker who leaves a team, and is never changed. Gifts are not in it: they stay
 *   where they were given.
 * - `mail_preference.token` opens nothing but the choice of mails.
 */
export class TeamMembership1000000000012 implements MigrationInterface {
  readonly name = 'TeamMembership1000000000012';

  async up(runner: QueryRunner): Promise<void> {
    const token = `left(replace(gen_random_uuid()::text, '-', ''), 24)`;
    await runner.query(`
      ALTER TABLE team
        ADD COLUMN admission text NOT NULL DEFAULT 'open'
          CONSTRAINT team_admission_known CHECK (admission IN ('open', 'on-request')),
        ADD COLUMN invitation_token text NOT NULL DEFAULT ${token}
          CONSTRAINT team_invitation_token_shape CHECK (invitation_token ~ '^[A-Za-z0-9_-]{24}$'),
        ADD COLUMN route_description text NOT NULL DEFAULT ''
          CONSTRAINT team_route_description_bounds CHECK (char_length(route_description) <= 2000),
        ADD COLUMN starts_at timestamptz`);
    await runner.query(`
      CREATE TABLE team_join_request (
        id uuid CONSTRAINT team_join_request_pk PRIMARY KEY,
        team_id uuid NOT NULL CONSTRAINT team_join_request_team_fk REFERENCES team,
        walker_id uuid NOT NULL CONSTRAINT team_join_request_walker_fk REFERENCES walker,
        state text NOT NULL DEFAULT 'waiting' CONSTRAINT team_join_request_state_known
          CHECK (state IN ('waiting', 'accepted', 'refused', 'over')),
        asked_at timestamptz NOT NULL DEFAULT now(),
        told_at timestamptz,
        answered_at timestamptz,
        CONSTRAINT team_join_request_answered CHECK ((state = 'waiting') = (answered_at IS NULL))
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX team_join_request_one_a_walker ON team_join_request (walker_id) WHERE state = 'waiting'`,
    );
    await runner.query(
      `CREATE INDEX team_join_request_waiting ON team_join_request (team_id, asked_at) WHERE state = 'waiting'`,
    );
    await runner.query(`
      CREATE TABLE team_invitation (
        id uuid CONSTRAINT team_invitation_pk PRIMARY KEY,
        team_id uuid NOT NULL CONSTRAINT team_invitation_team_fk REFERENCES team,
        inviter_walker_id uuid NOT NULL CONSTRAINT team_invitation_inviter_fk REFERENCES walker,
        email text CONSTRAINT team_invitation_email_normalised CHECK (email = lower(btrim(email)) AND email <> ''),
        email_hash text NOT NULL CONSTRAINT team_invitation_hash_shape CHECK (email_hash ~ '^[0-9a-f]{64}$'),
        language text NOT NULL CONSTRAINT team_invitation_language_known CHECK (language IN ('nl', 'fr', 'en')),
        invited_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT team_invitation_once UNIQUE (team_id, email_hash)
      )`);
    await runner.query(`CREATE INDEX team_invitation_inviter ON team_invitation (inviter_walker_id, invited_at)`);
    await runner.query(`CREATE INDEX team_invitation_invited ON team_invitation (email_hash, invited_at)`);
    await runner.query(
      `CREATE INDEX team_invitation_remembered ON team_invitation (invited_at) WHERE email IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE team_departure (
        id uuid CONSTRAINT team_departure_pk PRIMARY KEY,
        walker_id uuid NOT NULL CONSTRAINT team_departure_walker_fk REFERENCES walker,
        team_id uuid NOT NULL CONSTRAINT team_departure_team_fk REFERENCES team,
        into_team_id uuid CONSTRAINT team_departure_into_fk REFERENCES team,
        kind text NOT NULL CONSTRAINT team_departure_kind_known
          CHECK (kind IN ('left', 'let-go', 'switched', 'merged', 'dissolved')),
        reason text CONSTRAINT team_departure_reason_bounds CHECK (char_length(reason) BETWEEN 1 AND 500),
        by_account_id uuid NOT NULL CONSTRAINT team_departure_account_fk REFERENCES account,
        left_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT team_departure_leads_elsewhere CHECK (into_team_id <> team_id)
      )`);
    await runner.query(`CREATE INDEX team_departure_walker ON team_departure (walker_id)`);
    await runner.query(`
      CREATE TABLE team_sponsor (
        team_id uuid CONSTRAINT team_sponsor_pk PRIMARY KEY CONSTRAINT team_sponsor_team_fk REFERENCES team,
        name text NOT NULL CONSTRAINT team_sponsor_name_bounds CHECK (char_length(name) BETWEEN 1 AND 100),
        logo uuid NOT NULL CONSTRAINT team_sponsor_logo_unique UNIQUE,
        width integer NOT NULL CONSTRAINT team_sponsor_width_bounds CHECK (width BETWEEN 1 AND 1000),
        height integer NOT NULL CONSTRAINT team_sponsor_height_bounds CHECK (height BETWEEN 1 AND 1000),
        placed_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE reminder_schedule (
        id uuid CONSTRAINT reminder_schedule_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT reminder_schedule_edition_fk REFERENCES edition,
        send_at timestamptz NOT NULL,
        kind text NOT NULL CONSTRAINT reminder_schedule_kind_known CHECK (kind IN ('minimum-short')),
        done_at timestamptz,
        CONSTRAINT reminder_schedule_once UNIQUE (edition_id, kind, send_at)
      )`);
    await runner.query(`CREATE INDEX reminder_schedule_due ON reminder_schedule (send_at) WHERE done_at IS NULL`);
    await runner.query(`
      CREATE TABLE minimum_reminder (
        id uuid CONSTRAINT minimum_reminder_pk PRIMARY KEY,
        walker_id uuid NOT NULL CONSTRAINT minimum_reminder_walker_fk REFERENCES walker,
        schedule_id uuid CONSTRAINT minimum_reminder_schedule_fk REFERENCES reminder_schedule,
        team_id uuid CONSTRAINT minimum_reminder_team_fk REFERENCES team,
        reminded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT minimum_reminder_from_one CHECK (num_nonnulls(schedule_id, team_id) = 1),
        CONSTRAINT minimum_reminder_once_a_schedule UNIQUE (schedule_id, walker_id)
      )`);
    await runner.query(`CREATE INDEX minimum_reminder_walker ON minimum_reminder (walker_id, reminded_at)`);
    await runner.query(`
      CREATE TABLE mail_preference (
        account_id uuid CONSTRAINT mail_preference_pk PRIMARY KEY
          CONSTRAINT mail_preference_account_fk REFERENCES account,
        token text NOT NULL DEFAULT ${token} CONSTRAINT mail_preference_token_unique UNIQUE,
        reminders boolean NOT NULL DEFAULT true
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [
      'mail_preference',
      'minimum_reminder',
      'reminder_schedule',
      'team_sponsor',
      'team_departure',
      'team_invitation',
      'team_join_request',
    ];
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
    await runner.query(`
      ALTER TABLE team DROP COLUMN starts_at, DROP COLUMN route_description, DROP COLUMN invitation_token,
        DROP COLUMN admission`);
  }
}
