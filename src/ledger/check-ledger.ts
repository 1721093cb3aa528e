import { Injectable } from '@nestjs/common';
import { Database, type Queryable } from '../platform/database/database.js';
import {
  REBUILT_DONOR_TOTALS,
  REBUILT_HEADCOUNTS,
  REBUILT_HOURS,
  REBUILT_SUPPORTERS,
  REBUILT_TOTALS,
  RUNNING_HOURS,
} from './rebuilt-totals.js';

/** One thing that must hold, and where it does not. */
export interface LedgerCheck {
  readonly name: string;
  /** What it says, in a sentence. */
  readonly promise: string;
  readonly compared: number;
  /** The first differences, readable; empty when it holds. */
  readonly differences: readonly string[];
  /** What moved a moment ago on one side, and may still be on its way to the other: not a difference yet. */
  readonly underWay?: number;
}

/** The whole proof. */
export interface LedgerProof {
  readonly ok: boolean;
  readonly checks: readonly LedgerCheck[];
}

/** More differences than a person reads are not listed. */
export const LISTED = 50;

interface Invariant {
  readonly name: string;
  readonly promise: string;
  /** Counts what is compared, in a column `compared`. */
  readonly count: string;
  /** Gives a row with a text `difference` for each violation. */
  readonly violations: string;
}

const INVARIANTS: readonly Invariant[] = [
  {
    name: 'totals',
    promise: 'Every running total equals the sum of its ledger entries.',
    count: `SELECT count(*)::int AS compared FROM total`,
    violations: `
      SELECT format('%s %s: running raised %s, gifts %s, on its way %s; ledger %s, %s, %s',
               coalesce(t.scope, r.scope), coalesce(t.scope_id, r.scope_id), t.raised_minor, t.gifts, t.on_its_way_minor,
               r.paid_minor + r.refunded_minor + r.disputed_minor + r.offline_minor + r.matched_minor + r.counted_fee_minor,
               r.gifts, r.on_its_way_minor) AS difference
        FROM total t FULL JOIN (${REBUILT_TOTALS}) r ON r.scope = t.scope AND r.scope_id = t.scope_id
       WHERE (t.paid_minor, t.refunded_minor, t.disputed_minor, t.offline_minor, t.matched_minor, t.counted_fee_minor,
              t.on_its_way_minor, t.gifts) IS DISTINCT FROM
             (r.paid_minor, r.refunded_minor, r.disputed_minor, r.offline_minor, r.matched_minor, r.counted_fee_minor,
              r.on_its_way_minor, r.gifts)`,
  },
  {
    name: 'donors',
    promise:
      'What each donor gave equals the sum of the ledger, and each edition counts the donors of whom anything is left.',
    count: `SELECT count(*)::int AS compared FROM donor_total`,
    violations: `
      SELECT format('donor %s of edition %s: running %s, ledger %s', coalesce(t.donor_id, r.donor_id),
               coalesce(t.edition_id, r.edition_id), t.raised_minor, r.raised_minor) AS difference
        FROM donor_total t FULL JOIN (${REBUILT_DONOR_TOTALS}) r USING (edition_id, donor_id)
       WHERE (t.raised_minor, t.gifts) IS DISTINCT FROM (r.raised_minor, r.gifts)
      UNION ALL
      SELECT format('edition %s: %s donors running, %s in the ledger', t.scope_id, t.donors, r.donors)
        FROM total t LEFT JOIN (SELECT edition_id, count(*) FILTER (WHERE raised_minor > 0)::int AS donors
                                  FROM (${REBUILT_DONOR_TOTALS}) d GROUP BY edition_id) r ON r.edition_id = t.scope_id
       WHERE t.scope = 'edition' AND t.donors IS DISTINCT FROM coalesce(r.donors, 0)`,
  },
  {
    name: 'supporters',
    promise:
      'What each donor gave to a team or page equals the ledger, and each counts the donors of whom anything is left.',
    count: `SELECT count(*)::int AS compared FROM supporter`,
    violations: `
      SELECT format('donor %s of %s: running %s, ledger %s', coalesce(s.donor_id, r.donor_id),
               coalesce(s.scope_id, r.scope_id), s.raised_minor, r.raised_minor) AS difference
        FROM supporter s FULL JOIN (${REBUILT_SUPPORTERS}) r USING (scope_id, donor_id)
       WHERE coalesce(s.raised_minor, 0) <> coalesce(r.raised_minor, 0)
      UNION ALL
      SELECT format('%s %s: %s donors running, %s given', t.scope, t.scope_id, t.supporters, coalesce(s.supporters, 0))
        FROM total t LEFT JOIN (SELECT scope_id, count(*) AS supporters FROM supporter WHERE raised_minor > 0
                                 GROUP BY scope_id) s ON s.scope_id = t.scope_id AND t.scope IN ('team', 'page')
       WHERE t.supporters <> coalesce(s.supporters, 0)`,
  },
  {
    name: 'gifts',
    promise: 'Where each gift stands equals the sum of its own ledger entries.',
    count: `SELECT count(*)::int AS compared FROM donation`,
    violations: `
      SELECT format('donation %s: paid %s, refunded %s, disputed %s, on its way %s; ledger %s, %s, %s, %s', d.id,
               d.paid_minor, d.refunded_minor, d.disputed_minor, d.on_its_way_minor, e.paid, e.refunded, e.disputed, e.way) AS difference
        FROM donation d LEFT JOIN (
          SELECT donation_id, coalesce(sum(amount_minor) FILTER (WHERE account IN ('paid', 'offline', 'matched')), 0) AS paid,
                 coalesce(-sum(amount_minor) FILTER (WHERE account = 'refunded'), 0) AS refunded,
                 coalesce(-sum(amount_minor) FILTER (WHERE account = 'disputed'), 0) AS disputed,
                 coalesce(sum(amount_minor) FILTER (WHERE account = 'on-its-way'), 0) AS way
            FROM ledger_entry WHERE donation_id IS NOT NULL GROUP BY donation_id) e ON e.donation_id = d.id
       WHERE (d.paid_minor, d.refunded_minor, d.disputed_minor, d.on_its_way_minor) IS DISTINCT FROM
             (coalesce(e.paid, 0), coalesce(e.refunded, 0), coalesce(e.disputed, 0), coalesce(e.way, 0))`,
  },
  {
    name: 'hours',
    promise: 'What was given in each hour equals the gifts that were paid in it.',
    count: `SELECT count(*)::int AS compared FROM (${RUNNING_HOURS}) k`,
    violations: `
      SELECT format('edition %s, hour %s: running %s of %s gifts, gifts %s of %s', edition_id, hour, k.raised_minor,
               k.gifts, r.raised_minor, r.gifts) AS difference
        FROM (${RUNNING_HOURS}) k FULL JOIN (${REBUILT_HOURS}) r USING (edition_id, hour)
       WHERE (coalesce(k.raised_minor, 0), coalesce(k.gifts, 0)) IS DISTINCT FROM
             (coalesce(r.raised_minor, 0), coalesce(r.gifts, 0))`,
  },
  {
    name: 'splits',
    promise:
      'The parts of each split gift come to the gift, and nothing is booked for parts that were put together again.',
    count: `SELECT count(*)::int AS compared FROM donation WHERE whole_minor IS NOT NULL`,
    violations: `
      SELECT format('donation %s: whole %s, parts %s', d.id, d.whole_minor, d.amount_minor + p.parts) AS difference
        FROM donation d CROSS JOIN LATERAL (
          SELECT coalesce(sum(amount_minor), 0) AS parts FROM donation WHERE split_of = d.id AND NOT unsplit) p
       WHERE d.whole_minor IS NOT NULL AND d.whole_minor <> d.amount_minor + p.parts
      UNION ALL
      SELECT format('donation %s: part of the gift %s, which is whole', p.id, p.split_of)
        FROM donation p JOIN donation d ON d.id = p.split_of WHERE NOT p.unsplit AND d.whole_minor IS NULL`,
  },
  {
    name: 'first-monthly-gifts',
    promise:
      'Of each monthly gift whose first charge counts, the ledger holds just that charge, and of others nothing.',
    count: `SELECT count(*)::int AS compared FROM monthly_gift WHERE first_counts`,
    violations: `
      SELECT format('monthly gift %s: first charge %s, refunded %s, disputed %s; ledger %s, %s, %s; noted %s, %s, %s', g.id,
               coalesce(c.amount_minor, 0), coalesce(c.refunded_minor, 0), coalesce(c.disputed_minor, 0),
               coalesce(e.paid, 0), coalesce(e.refunded, 0), coalesce(e.disputed, 0),
               g.counted_paid_minor, g.counted_refunded_minor, g.counted_disputed_minor) AS difference
        FROM monthly_gift g
        LEFT JOIN LATERAL (
          SELECT amount_minor, refunded_minor, disputed_minor FROM monthly_charge
           WHERE g.first_counts AND monthly_gift_id = g.id AND state = 'paid' AND currency = g.currency
           ORDER BY period_starts_at, invoice_id LIMIT 1) c ON true
        LEFT JOIN (
          SELECT monthly_gift_id, coalesce(sum(amount_minor) FILTER (WHERE account = 'paid'), 0) AS paid,
                 coalesce(-sum(amount_minor) FILTER (WHERE account = 'refunded'), 0) AS refunded,
                 coalesce(-sum(amount_minor) FILTER (WHERE account = 'disputed'), 0) AS disputed
            FROM ledger_entry WHERE monthly_gift_id IS NOT NULL GROUP BY monthly_gift_id) e ON e.monthly_gift_id = g.id
       WHERE (coalesce(c.amount_minor, 0), coalesce(c.refunded_minor, 0), coalesce(c.disputed_minor, 0)) IS DISTINCT FROM
             (coalesce(e.paid, 0), coalesce(e.refunded, 0), coalesce(e.disputed, 0))
          OR (g.counted_paid_minor, g.counted_refunded_minor, g.counted_disputed_minor) IS DISTINCT FROM
             (coalesce(e.paid, 0), coalesce(e.refunded, 0), coalesce(e.disputed, 0))`,
  },
  {
    name: 'matches',
    promise: 'What each sponsor has added equals its ledger entries.',
    count: `SELECT count(*)::int AS compared FROM gift_match`,
    violations: `
      SELECT format('%s: running %s, ledger %s', coalesce(e.cause, 'match:' || m.id), coalesce(m.matched_minor, 0),
               coalesce(e.amount_minor, 0)) AS difference
        FROM gift_match m FULL JOIN (
          SELECT cause, sum(amount_minor) AS amount_minor FROM ledger_entry WHERE account = 'matched' GROUP BY cause) e
          ON e.cause = 'match:' || m.id
       WHERE coalesce(m.matched_minor, 0) <> coalesce(e.amount_minor, 0)`,
  },
  {
    name: 'headcounts',
    promise: 'The numbers of walkers and teams equal the places that are valid.',
    count: `SELECT count(*)::int AS compared FROM headcount`,
    violations: `
      SELECT format('%s %s: %s walkers and %s teams running, %s and %s valid', coalesce(h.scope, r.scope),
               coalesce(h.scope_id, r.scope_id), h.walkers, h.teams, r.walkers, r.teams) AS difference
        FROM headcount h FULL JOIN (${REBUILT_HEADCOUNTS}) r ON r.scope = h.scope AND r.scope_id = h.scope_id
       WHERE (coalesce(h.walkers, 0), coalesce(h.teams, 0)) IS DISTINCT FROM (coalesce(r.walkers, 0), coalesce(r.teams, 0))`,
  },
];

/** Proves that the numbers are right: running = rebuilt from the ledger. */
@Injectable()
export class CheckLedger {
  constructor(private readonly database: Database) {}

  /** Compares everything with the ledger, in one snapshot, so that gifts may go on meanwhile. */
  async againstItself(): Promise<LedgerProof> {
    const checks = await this.database.transaction(async (transaction) => {
      await transaction.rows('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      // A proof has time. With one processor at most, the others are left to gifts and pages.
      await transaction.rows('SET LOCAL max_parallel_workers_per_gather = 0');
      const done: LedgerCheck[] = [];
      for (const invariant of INVARIANTS) done.push(await check(transaction, invariant));
      return done;
    });
    return { ok: checks.every((it) => it.differences.length === 0), checks };
  }
}

async function check(database: Queryable, { name, promise, count, violations }: Invariant): Promise<LedgerCheck> {
  const [counted] = await database.rows<{ compared: number }>(count);
  const rows = await database.rows<{ difference: string }>(`${violations} LIMIT ${String(LISTED)}`);
  return { name, promise, compared: counted?.compared ?? 0, differences: rows.map((row) => row.difference) };
}
