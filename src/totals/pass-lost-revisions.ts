import type { Queryable } from '../platform/database/database.js';

/** More than a total moves between any backup and its loss: at ten batches a second, a day has 864,000. */
const REVISIONS_AHEAD = 1_000_000;

/**
 * For a database that was just restored: moves the revision of every total beyond those that were lost. An open page, the big
 * screen and a cache take a figure for newer by its revision, and would hold on to what they saw before the loss.
 */
export async function passLostRevisions(transaction: Queryable): Promise<void> {
  await transaction.rows(`LOCK TABLE total, headcount IN SHARE ROW EXCLUSIVE MODE`);
  await transaction.rows(`UPDATE total SET revision = revision + $1::bigint, updated_at = now()`, [REVISIONS_AHEAD]);
  await transaction.rows(`UPDATE headcount SET revision = revision + $1::bigint, updated_at = now()`, [
    REVISIONS_AHEAD,
  ]);
}
