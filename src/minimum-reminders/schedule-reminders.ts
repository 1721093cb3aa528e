import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Edition } from '../domain/edition.js';
import { Database } from '../platform/database/database.js';

/** Organisers say when everybody who is short of the minimum is reminded. */
@Injectable()
export class ScheduleReminders {
  constructor(private readonly database: Database) {}

  /** The same moment twice is one schedule. @throws {RangeError} for a moment after giving has closed */
  async execute(edition: Edition, sendAt: Date): Promise<void> {
    if (sendAt >= edition.givingClosesAt) throw new RangeError('Giving is closed by then');
    await this.database.rows(
      `INSERT INTO reminder_schedule (id, edition_id, send_at, kind) VALUES ($1, $2, $3, 'minimum-short')
       ON CONFLICT ON CONSTRAINT reminder_schedule_once DO NOTHING`,
      [uuidv7(), edition.id, sendAt],
    );
  }
}
