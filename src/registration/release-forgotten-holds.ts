import { Injectable } from '@nestjs/common';
import type { RegistrationId } from '../domain/ids.js';
import { Database } from '../platform/database/database.js';
import { releaseRegistrations } from './settle-registrations.js';

/** Rows released by one run; the next run goes on. */
const MOST_AT_ONCE = 500;

/**
 * Lets go of registrations whose process ended between holding their places and opening their Checkout page. Of the others
 * Stripe tells when their page expires; of these nobody would ever tell, and a voucher would stay used.
 */
@Injectable()
export class ReleaseForgottenHolds {
  constructor(private readonly database: Database) {}

  /**
   * Releases those whose hold was over an hour before `now`: time enough for an event about a page that was opened though
   * we did not come to write it down. A payment that comes later still is accepted, and its place decided apart.
   * @returns how many were released
   */
  execute(now: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const forgotten = await tx.rows<{ id: RegistrationId }>(
        `SELECT id FROM registration
          WHERE state = 'held' AND checkout_session_id IS NULL AND hold_expires_at < $1::timestamptz - interval '1 hour'
          ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
        [now, MOST_AT_ONCE],
      );
      await releaseRegistrations(
        tx,
        forgotten.map(({ id }) => id),
      );
      return forgotten.length;
    });
  }
}
