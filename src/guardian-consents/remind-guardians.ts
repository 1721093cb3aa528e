import { Injectable } from '@nestjs/common';
import type { WalkerId } from '../domain/ids.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';

/** A guardian who has not answered is written to again after so many days, and so many times at the most. */
const DAYS_BETWEEN = 5;
const MOST_REMINDERS = 2;
const BATCH = 200;

/** Reminds guardians who have not answered yet, until the day of the walk. */
@Injectable()
export class RemindGuardians {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /** @returns how many were written to. */
  async execute(now: Date): Promise<number> {
    const reminded = await this.database.transaction(async (tx) => {
      const rows = await tx.rows<{ walker_id: WalkerId; reminders: number }>(
        `UPDATE guardian_consent g SET reminders = g.reminders + 1, reminded_at = $1 FROM (
           SELECT c.walker_id FROM guardian_consent c
             JOIN walker w ON w.id = c.walker_id JOIN edition e ON e.id = w.edition_id
            WHERE c.decision IS NULL AND c.reminders < $2 AND w.confirmed_at IS NOT NULL AND e.walk_on >= $1::date
              AND coalesce(c.reminded_at, c.asked_at) < $1::timestamptz - $3 * interval '1 day'
            ORDER BY c.walker_id LIMIT $4 FOR UPDATE OF c SKIP LOCKED) due
          WHERE g.walker_id = due.walker_id RETURNING g.walker_id, g.reminders`,
        [now, MOST_REMINDERS, DAYS_BETWEEN, BATCH],
      );
      await writeOutbox(
        tx,
        rows.map((row) => ({
          kind: 'mail',
          onceKey: `guardian-consent:${row.walker_id}:${String(row.reminders)}`,
          payload: { mail: 'guardian-consent', walkerId: row.walker_id },
          afterMs: 0,
        })),
      );
      return rows.length;
    });
    if (reminded > 0) this.bell.ring();
    return reminded;
  }
}
