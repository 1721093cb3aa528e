import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { AccountId, EditionId, TeamId, WalkerId } from '../domain/ids.js';
import { ensureMailPreferences } from '../mail-preferences/index.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { TeamRoles } from '../team-life/index.js';
import { findShortWalkers } from './short-walkers.js';

/** A captain reminds a member at most once in so many days. */
const DAYS_BETWEEN = 7;
/** Whoever a captain has just reminded is left alone by a schedule. */
const HOURS_OF_REST = 24;
const BATCH = 500;
/** More walkers than any edition has; a schedule ends in any case. */
const MOST_BATCHES = 200;

/** From whom a reminder comes. */
type Sender =
  { readonly teamId: TeamId; readonly scheduleId: null } | { readonly teamId: null; readonly scheduleId: string };

/** Kindly reminds walkers who are short of their minimum: a captain one of the team, a schedule everybody. */
@Injectable()
export class RemindShortWalkers {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
    private readonly roles: TeamRoles,
  ) {}

  /**
   * Who wants no reminders gets none, and their captain is not told.
   * @throws {DomainError} `NOT_ALLOWED` to whoever does not lead the team, `WALKER_NOT_FOUND` for no member of it,
   *   `REMINDED_ALREADY` within a week of the last reminder, and for whoever is not short (any more)
   */
  async byCaptain(edition: Edition, accountId: AccountId, teamSlug: string, walkerId: string): Promise<void> {
    const role = await this.roles.of(accountId, edition, teamSlug);
    if (role === null) throw new DomainError('TEAM_NOT_FOUND', 'Nobody of this account belongs to the team');
    if (role === 'member') throw new DomainError('NOT_ALLOWED', 'Only captains may');
    await this.database.transaction(async (tx) => {
      const [member] = await tx.rows<{ id: WalkerId; team_id: TeamId }>(
        `SELECT w.id, t.id AS team_id FROM walker w JOIN team t ON t.id = w.team_id
          WHERE w.id::text = $1 AND t.slug = $2 AND t.edition_id = $3 AND w.confirmed_at IS NOT NULL
            FOR NO KEY UPDATE OF w`,
        [walkerId, teamSlug, edition.id],
      );
      if (member === undefined) throw new DomainError('WALKER_NOT_FOUND', 'Not a member of this team');
      const [recent] = await tx.rows(
        `SELECT 1 FROM minimum_reminder WHERE walker_id = $1 AND reminded_at > now() - $2 * interval '1 day' LIMIT 1`,
        [member.id, DAYS_BETWEEN],
      );
      const { short } = await findShortWalkers(tx, edition.id, { after: null, only: member.id, most: 1 });
      if (recent !== undefined || short.length === 0) throw new DomainError('REMINDED_ALREADY', 'Not now');
      await this.remind(tx, short, { teamId: member.team_id, scheduleId: null });
    });
  }

  /**
   * Does the schedules whose time has come, each walker once, however often it runs and wherever it stopped.
   * @returns how many were reminded.
   */
  async bySchedule(now: Date): Promise<number> {
    const due = await this.database.rows<{ id: string; edition_id: EditionId }>(
      `SELECT s.id, s.edition_id FROM reminder_schedule s JOIN edition e ON e.id = s.edition_id
        WHERE s.done_at IS NULL AND s.send_at <= $1 AND e.giving_closes_at > $1 ORDER BY s.send_at, s.id LIMIT 10`,
      [now],
    );
    let reminded = 0;
    for (const { id, edition_id: editionId } of due) {
      let after: WalkerId | null = null;
      for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
        const from: WalkerId | null = after;
        const { count, last } = await this.database.transaction(async (tx) => {
          const found = await findShortWalkers(tx, editionId, { after: from, only: null, most: BATCH });
          return {
            count: await this.remind(tx, found.short, { teamId: null, scheduleId: id }),
            last: found.last,
          };
        });
        reminded += count;
        after = last;
        if (after === null) break;
      }
      await this.database.rows(`UPDATE reminder_schedule SET done_at = $2 WHERE id = $1`, [id, now]);
    }
    return reminded;
  }

  private async remind(
    tx: Transaction,
    walkerIds: readonly WalkerId[],
    { teamId, scheduleId }: Sender,
  ): Promise<number> {
    const accounts = await tx.rows<{ account_id: string }>(
      `SELECT DISTINCT r.account_id FROM walker w JOIN registration r ON r.id = w.registration_id
        WHERE w.id = ANY($1::uuid[])`,
      [walkerIds],
    );
    await ensureMailPreferences(
      tx,
      accounts.map((row) => row.account_id),
    );
    const rows = await tx.rows<{ id: string }>(
      `INSERT INTO minimum_reminder (id, walker_id, team_id, schedule_id)
       SELECT n.id, n.walker_id, $3, $4 FROM unnest($1::uuid[], $2::uuid[]) AS n (id, walker_id)
        WHERE NOT EXISTS (SELECT 1 FROM minimum_reminder o
                           WHERE o.walker_id = n.walker_id AND o.reminded_at > now() - $5 * interval '1 hour')
       ON CONFLICT ON CONSTRAINT minimum_reminder_once_a_schedule DO NOTHING RETURNING id`,
      [walkerIds.map(() => uuidv7()), walkerIds, teamId, scheduleId, HOURS_OF_REST],
    );
    await writeOutbox(
      tx,
      rows.map(({ id }) => ({
        kind: 'mail',
        onceKey: `minimum-reminder:${id}`,
        payload: { mail: 'minimum-reminder', reminderId: id },
        afterMs: 0,
      })),
    );
    if (rows.length > 0) {
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    }
    return rows.length;
  }
}
