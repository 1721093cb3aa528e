import { Injectable } from '@nestjs/common';
import { noteMilestonesQuietly } from '../milestones/index.js';
import { Database } from '../platform/database/database.js';
import {
  REBUILT_DONOR_TOTALS,
  REBUILT_HEADCOUNTS,
  REBUILT_HOURS,
  REBUILT_SUPPORTERS,
  REBUILT_TOTALS,
  RUNNING_HOURS,
} from './rebuilt-totals.js';

/** How many rows a rebuild had to change; 0 everywhere is what should come out. */
export interface RebuiltTotals {
  readonly totals: number;
  readonly donors: number;
  readonly supporters: number;
  readonly headcounts: number;
  readonly hours: number;
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
    const fromLedger = await this.database.transaction(async (transaction) => {
      await transaction.rows(
        `LOCK TABLE ledger_entry, total, donor_total, supporter, headcount, walker, team IN SHARE ROW EXCLUSIVE MODE`,
      );
      const donors = await transaction.rows(
        `INSERT INTO donor_total AS t (edition_id, donor_id, raised_minor, gifts) ${REBUILT_DONOR_TOTALS}
         ON CONFLICT ON CONSTRAINT donor_total_pk DO UPDATE SET raised_minor = excluded.raised_minor, gifts = excluded.gifts
           WHERE (t.raised_minor, t.gifts) IS DISTINCT FROM (excluded.raised_minor, excluded.gifts) RETURNING 1`,
      );
      const supporters = await transaction.rows(
        `INSERT INTO supporter AS s (scope_id, donor_id, raised_minor)
         SELECT scope_id, donor_id, coalesce(r.raised_minor, 0)
           FROM (${REBUILT_SUPPORTERS}) r FULL JOIN supporter k USING (scope_id, donor_id)
          WHERE coalesce(k.raised_minor, 0) <> coalesce(r.raised_minor, 0) ORDER BY 1, 2
         ON CONFLICT ON CONSTRAINT supporter_pk DO UPDATE SET raised_minor = excluded.raised_minor RETURNING 1`,
      );
      const totals = await transaction.rows(
        `INSERT INTO total AS t (scope, scope_id, edition_id, paid_minor, refunded_minor, disputed_minor, offline_minor,
           matched_minor, counted_fee_minor, on_its_way_minor, gifts, last_entry_id, donors, supporters, revision)
         SELECT r.*, CASE r.scope WHEN 'edition' THEN
                  (SELECT count(*)::int FROM donor_total d WHERE d.edition_id = r.scope_id AND d.raised_minor > 0) END,
                CASE WHEN r.scope IN ('team', 'page') THEN coalesce(k.supporters, 0) ELSE 0 END, 1
           FROM (${REBUILT_TOTALS}) r
           LEFT JOIN (SELECT scope_id, count(*)::int AS supporters FROM supporter WHERE raised_minor > 0
                       GROUP BY scope_id) k ON k.scope_id = r.scope_id
          WHERE true
         ON CONFLICT ON CONSTRAINT total_pk DO UPDATE SET
           paid_minor = excluded.paid_minor, refunded_minor = excluded.refunded_minor,
           disputed_minor = excluded.disputed_minor, offline_minor = excluded.offline_minor,
           matched_minor = excluded.matched_minor, counted_fee_minor = excluded.counted_fee_minor,
           on_its_way_minor = excluded.on_its_way_minor, gifts = excluded.gifts, donors = excluded.donors,
           supporters = excluded.supporters,
           last_entry_id = excluded.last_entry_id, revision = t.revision + 1, updated_at = now()
         WHERE (t.paid_minor, t.refunded_minor, t.disputed_minor, t.offline_minor, t.matched_minor, t.counted_fee_minor,
                t.on_its_way_minor, t.gifts, t.donors, t.supporters) IS DISTINCT FROM
               (excluded.paid_minor, excluded.refunded_minor, excluded.disputed_minor, excluded.offline_minor,
                excluded.matched_minor, excluded.counted_fee_minor, excluded.on_its_way_minor, excluded.gifts,
                excluded.donors, excluded.supporters) RETURNING 1`,
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
      return {
        totals: totals.length,
        donors: donors.length,
        supporters: supporters.length,
        headcounts: headcounts.length,
      };
    });
    return { ...fromLedger, hours: await this.rebuildHours() };
  }

  /**
   * By itself, since whoever books holds the ledger before a gift's hour: one lock after the other is none in a circle. Who
   * changed a gift has changed its hour in the same statement, so that locking these leaves no gift half done.
   */
  private async rebuildHours(): Promise<number> {
    return this.database.transaction(async (transaction) => {
      await transaction.rows(`LOCK TABLE giving_hour IN SHARE ROW EXCLUSIVE MODE`);
      const hours = await transaction.rows(
        `INSERT INTO giving_hour AS g (edition_id, hour, lane, raised_minor, gifts)
         SELECT edition_id, hour, 0, coalesce(r.raised_minor, 0) - coalesce(k.raised_minor, 0),
                coalesce(r.gifts, 0) - coalesce(k.gifts, 0)
           FROM (${REBUILT_HOURS}) r FULL JOIN (${RUNNING_HOURS}) k USING (edition_id, hour)
          WHERE (coalesce(k.raised_minor, 0), coalesce(k.gifts, 0)) IS DISTINCT FROM
                (coalesce(r.raised_minor, 0), coalesce(r.gifts, 0))
         ON CONFLICT ON CONSTRAINT giving_hour_pk DO UPDATE
           SET raised_minor = g.raised_minor + excluded.raised_minor, gifts = g.gifts + excluded.gifts RETURNING 1`,
      );
      return hours.length;
    });
  }
}
