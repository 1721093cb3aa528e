import type { Queryable } from '../platform/database/database.js';

/** Everything about gifts that another program needs, by their ids; amounts in minor units, times in UTC. */
export async function readGiftPayloads(
  database: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  if (ids.length === 0) return new Map();
  const rows = await database.rows<{ id: string; gift: Record<string, unknown> }>(
    `SELECT d.id, jsonb_build_object(
       'id', d.id, 'edition', e.slug, 'status', d.status, 'currency', d.currency,
       'source', CASE WHEN d.offline_method IS NULL THEN 'online' ELSE 'offline' END, 'offlineMethod', d.offline_method,
       'amountMinor', d.amount_minor, 'paidMinor', d.paid_minor, 'refundedMinor', d.refunded_minor,
       'disputedMinor', d.disputed_minor, 'onItsWayMinor', d.on_its_way_minor, 'raisedMinor', d.raised_minor,
       'target', jsonb_build_object('kind', d.target,
         'walker', CASE WHEN w.id IS NOT NULL THEN jsonb_build_object('slug', w.slug, 'name', w.public_name) END,
         'team', CASE WHEN t.id IS NOT NULL THEN jsonb_build_object('slug', t.slug, 'name', t.name) END),
       'donor', jsonb_build_object('id', d.donor_id, 'name', d.name, 'company', d.company, 'email', n.email,
         'language', d.language),
       'splitOf', d.split_of, 'wholeMinor', d.whole_minor,
       'anonymous', d.anonymous, 'certificateWanted', d.certificate_wanted, 'message', d.message,
       'startedAt', d.created_at, 'paidAt', d.paid_at) AS gift
       FROM donation d JOIN edition e ON e.id = d.edition_id JOIN donor n ON n.id = d.donor_id
       LEFT JOIN walker w ON w.id = d.walker_id LEFT JOIN team t ON t.id = d.team_id
      WHERE d.id = ANY ($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map(({ id, gift }) => [id, gift]));
}
