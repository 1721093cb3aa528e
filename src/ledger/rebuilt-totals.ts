/**
 * The totals as the ledger alone gives them: the definition that the running totals are held against, and that a
 * rebuild writes. One row per scope and id.
 */
export const REBUILT_TOTALS = `
  SELECT s.scope, s.scope_id, (array_agg(e.edition_id))[1] AS edition_id,
         coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'paid'), 0) AS paid_minor,
         coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'refunded'), 0) AS refunded_minor,
         coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'disputed'), 0) AS disputed_minor,
         coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'offline'), 0) AS offline_minor,
         coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'matched'), 0) AS matched_minor,
         coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'counted-fee'), 0) AS counted_fee_minor,
         coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'on-its-way'), 0) AS on_its_way_minor,
         sum(e.gifts)::int AS gifts,
         max(e.id) AS last_entry_id
    FROM ledger_entry e
   CROSS JOIN LATERAL (VALUES ('edition', e.edition_id), ('team', e.team_id), ('page', e.page_id),
                              ('participation-type', e.participation_type_id)) AS s (scope, scope_id)
   WHERE s.scope_id IS NOT NULL AND e.account NOT IN ('fee', 'suspense')
   GROUP BY s.scope, s.scope_id`;

/** What each donor's gifts of an edition come to, as the ledger alone gives it. */
export const REBUILT_DONOR_TOTALS = `
  SELECT edition_id, donor_id, sum(amount_minor) AS raised_minor, sum(gifts)::int AS gifts
    FROM ledger_entry
   WHERE donor_id IS NOT NULL AND edition_id IS NOT NULL AND account NOT IN ('fee', 'suspense', 'on-its-way')
   GROUP BY edition_id, donor_id`;

/** What each donor gave to each team and page, as the ledger alone gives it. */
export const REBUILT_SUPPORTERS = `
  SELECT s.scope_id, e.donor_id, sum(e.amount_minor) AS raised_minor
    FROM ledger_entry e CROSS JOIN LATERAL (VALUES (e.team_id), (e.page_id)) AS s (scope_id)
   WHERE s.scope_id IS NOT NULL AND e.donor_id IS NOT NULL AND e.edition_id IS NOT NULL
     AND e.account NOT IN ('fee', 'suspense', 'on-its-way')
   GROUP BY s.scope_id, e.donor_id`;

/** What was given in each hour, as the gifts themselves give it. */
export const REBUILT_HOURS = `
  SELECT edition_id, date_trunc('hour', paid_at, 'UTC') AS hour, sum(raised_minor) AS raised_minor, count(*)::int AS gifts
    FROM donation WHERE raised_minor > 0 AND paid_at IS NOT NULL GROUP BY 1, 2`;

/** The same as it is kept: an hour's lanes together. */
export const RUNNING_HOURS = `
  SELECT edition_id, hour, sum(raised_minor) AS raised_minor, sum(gifts)::int AS gifts FROM giving_hour GROUP BY 1, 2`;

/** The walkers and teams whose places are valid, by scope. */
export const REBUILT_HEADCOUNTS = `
  SELECT scope, scope_id, sum(walkers)::int AS walkers, sum(teams)::int AS teams FROM (
    SELECT s.scope, s.scope_id, 1 AS walkers, 0 AS teams FROM walker w
      CROSS JOIN LATERAL (VALUES ('edition', w.edition_id), ('team', w.team_id),
                                 ('participation-type', w.participation_type_id)) AS s (scope, scope_id)
     WHERE w.confirmed_at IS NOT NULL AND s.scope_id IS NOT NULL
    UNION ALL
    SELECT 'edition', edition_id, 0, 1 FROM team WHERE confirmed_at IS NOT NULL) heads
   GROUP BY scope, scope_id`;
