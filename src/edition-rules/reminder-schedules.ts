import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, writeAudit } from '../audit/index.js';
import { InputInvalidError } from '../domain/errors.js';
import type { EditionId } from '../domain/ids.js';
import { Database } from '../platform/database/database.js';

/** An edition has no more schedules than this. */
const MOST_SCHEDULES = 50;

/** A moment at which everybody who is short of the minimum is reminded. */
export interface ReminderSchedule {
  readonly id: string;
  readonly sendAt: Date;
  readonly done: boolean;
}

/** Organisers plan reminders of the minimum, and take back those that have not left. */
@Injectable()
export class ReminderSchedules {
  constructor(private readonly database: Database) {}

  async of(editionId: EditionId): Promise<ReminderSchedule[]> {
    const rows = await this.database.rows<{ id: string; send_at: Date; done: boolean }>(
      `SELECT id, send_at, done_at IS NOT NULL AS done FROM reminder_schedule
        WHERE edition_id = $1 AND kind = 'minimum-short' ORDER BY send_at LIMIT $2`,
      [editionId, MOST_SCHEDULES],
    );
    return rows.map((row) => ({ id: row.id, sendAt: row.send_at, done: row.done }));
  }

  /**
   * The same moment twice is one schedule.
   * @returns its id
   * @throws {InputInvalidError} for a moment that is over, or after giving closes
   */
  async add(editionId: EditionId, sendAt: Date, actor: Actor): Promise<string> {
    return this.database.transaction(async (tx) => {
      const [edition] = await tx.rows<{ slug: string; fits: boolean; full: boolean }>(
        `SELECT slug, giving_closes_at > $2 AND $2 > now() AS fits,
                (SELECT count(*) FROM reminder_schedule r WHERE r.edition_id = edition.id) >= $3 AS full
           FROM edition WHERE id = $1 FOR NO KEY UPDATE`,
        [editionId, sendAt, MOST_SCHEDULES],
      );
      if (edition?.fits !== true || edition.full) {
        throw new InputInvalidError([
          { field: 'sendAt', code: edition?.full === true ? 'CHOICE_INVALID' : 'MUST_BE_LATER' },
        ]);
      }
      const [there] = await tx.rows<{ id: string }>(
        `SELECT id FROM reminder_schedule WHERE edition_id = $1 AND send_at = $2 AND kind = 'minimum-short'`,
        [editionId, sendAt],
      );
      if (there !== undefined) return there.id;
      const id = uuidv7();
      await tx.rows(
        `INSERT INTO reminder_schedule (id, edition_id, send_at, kind) VALUES ($1, $2, $3, 'minimum-short')`,
        [id, editionId, sendAt],
      );
      await writeAudit(tx, {
        editionId,
        actor,
        action: 'schedule-reminder',
        subject: { kind: 'edition', id: edition.slug },
        after: { sendAt: sendAt.toISOString() },
      });
      return id;
    });
  }

  /** Takes a schedule back. Nothing happens when it has left, or was never there. */
  async cancel(editionId: EditionId, id: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [gone] = await tx.rows<{ send_at: Date; slug: string }>(
        `DELETE FROM reminder_schedule s USING edition e
          WHERE e.id = s.edition_id AND s.id::text = $1 AND s.edition_id = $2 AND s.done_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM minimum_reminder m WHERE m.schedule_id = s.id)
          RETURNING s.send_at, e.slug`,
        [id, editionId],
      );
      if (gone === undefined) return;
      await writeAudit(tx, {
        editionId,
        actor,
        action: 'cancel-reminder',
        subject: { kind: 'edition', id: gone.slug },
        before: { sendAt: gone.send_at.toISOString() },
      });
    });
  }
}
