import { Injectable } from '@nestjs/common';
import { noteMilestonesQuietly } from '../milestones/index.js';
import { Database } from '../platform/database/database.js';
import { REBUILT_DONOR_TOTALS, REBUILT_HEADCOUNTS, REBUILT_TOTALS } from './rebuilt-totals.js';

/** How many rows a rebuild had to change; 0 everywhere is what should come out. */
export interface RebuiltTotals {
  readonly totals: number;
  readonly donors: number;
  readonly headcounts: number;
}

/**
 * Makes the totals anew from the ledger. Rows that are right already are left alone, so that a rebuild of right totals
 * changes nothing, not even a revision. A repair mails nobody: what a put right total has reached is noted quietly.
 */
@Injectable()
export class RebuildTotals {
  constructor(private readonly database: Database) {}

  /** The ledger waits meanwhile, so that nothing is booked between the reading and the writing. */
  async execute(): Promise<RebuiltTotals> {
    return this.database.transaction(async (transaction) => {
      await transaction.rows(
        `LOCK TABLE ledger_entry, total, donor_total, headcount, walker, team IN SHARE ROW EXCLUSIVE MODE`,
      );
      const donors = await transaction.rows(
        `INSERT INTO donor_total AS t (edition_id, donor_id, raised_minor, gifts) ${REBUILT_DONOR_TOTALS}
         ON CONFLICT ON CONSTRAINT donor_total_pk DO UPDATE SET raised_minor = excluded.raised_minor, gifts = excluded.gifts
           WHERE (t.raised_minor, t.gifts) IS DISTINCT FROM (excluded.raised_minor, excluded.gifts) RETURNING 1`,
      );
      const totals = await transaction.rows(
        `INSERT INTO total AS t (scope, scope_id, edition_id, paid_minor, refunded_minor, disputed_minor, offline_minor,
           matched_minor, counted_fee_minor, on_its_way_minor, gifts, last_entry_id, donors, revision)
         SELECT r.*, CASE r.scope WHEN 'edition' THEN
                  (SELECT count(*)::int FROM donor_total d WHERE d.edition_id = r.scope_id AND d.raised_minor > 0) END, 1
           FROM (${REBUILT_TOTALS}) r
         ON CONFLICT ON CONSTRAINT total_pk DO UPDATE SET
           paid_minor = excluded.paid_minor, refunded_minor = excluded.refunded_minor,
           disputed_minor = excluded.disputed_minor, offline_minor = excluded.offline_minor,
           matched_minor = excluded.matched_minor, counted_fee_minor = excluded.counted_fee_minor,
           on_its_way_minor = excluded.on_its_way_minor, gifts = excluded.gifts, donors = excluded.donors,
           last_entry_id = excluded.last_entry_id, revision = t.revision + 1, updated_at = now()
         WHERE (t.paid_minor, t.refunded_minor, t.disputed_minor, t.offline_minor, t.matched_minor, t.counted_fee_minor,
                t.on_its_way_minor, t.gifts, t.donors) IS DISTINCT FROM
               (excluded.paid_minor, excluded.refunded_minor, excluded.disputed_minor, excluded.offline_minor,
                excluded.matched_minor, excluded.counted_fee_minor, excluded.on_its_way_minor, excluded.gifts,
                excluded.donors) RETURNING 1`,
      );
      const headcounts = await transaction.rows(
        `INSERT INTO headcount AS h (scope, scope_id, walkers, teams, revision)
         SELECT scope, scope_id, coalesce(r.walkers, 0), coalesce(r.teams, 0), 1
           FROM (${REBUILT_HEADCOUNTS}) r FULL JOIN headcount USING (scope, scope_id)
          WHERE true
         ON CONFLICT ON CONSTRAINT headcount_pk DO UPDATE SET walkers = excluded.walkers, teams = excluded.teams,
           revision = h.revision + 1, updated_at = now()
         WHERE (h.walkers, h.teams) IS DISTINCT FROM (excluded.walkers, excluded.teams) RETURNING 1`,
      );
      if (totals.length > 0) await noteMilestonesQuietly(transaction);
      return { totals: totals.length, donors: donors.length, headcounts: headcounts.length };
    });
  }
}
